"""Models for recommendations, with what they are counted from; what the next best action is decided on."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "recommendation_models",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("built_ms", BIG_ID, nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_recommendation_models")),
    )
    op.create_table(
        "model_parts",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_model_parts")),
    )
    op.create_table(
        "model_stores",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("best", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_model_stores_store_id_stores")),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_model_stores")),
    )
    op.create_table(
        "model_periods",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_model_periods")),
    )
    op.create_table(
        "model_counts",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_model_counts_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("period", "customer_id", name=op.f("pk_model_counts")),
    )
    with op.batch_alter_table("model_counts") as batch_op:
        batch_op.create_index(batch_op.f("ix_model_counts_customer_id"), ["customer_id"], unique=False)
    for name in ("shown_in", "model"):
        op.add_column("recommendation_answers", sa.Column(name, sa.Text(), nullable=True))

    _next_actions()
    _what_customers_do()


def _next_actions() -> None:
    op.create_table(
        "action_rules",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("rest_days", sa.Integer(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_action_rules")),
    )
    op.create_table(
        "action_rule_changes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_ms", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_rule_changes")),
    )
    op.create_table(
        "lapsing_fits",
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("parameters", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("as_of", name=op.f("pk_lapsing_fits")),
    )
    op.create_table(
        "guides",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("tie", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("is_on", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_ms", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guides")),
    )


def _about_a_customer(name: str, key: tuple[str, ...], *columns: sa.Column, in_store: bool) -> None:
    parts = [
        sa.Column("customer_id", BIG_ID, nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f(f"fk_{name}_customer_id_customers")),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    ]
    if in_store:
        parts.append(sa.Column("store_id", sa.Text(), nullable=False))
        parts.append(
            sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f(f"fk_{name}_store_id_stores"))
        )
    op.create_table(name, *parts)


def _what_customers_do() -> None:
    by, at = ("associate_id", sa.Text), ("at_ms", lambda: BIG_ID)

    def column(name: str, kind: object) -> sa.Column:
        return sa.Column(name, kind(), nullable=False)

    _about_a_customer(
        "customer_dates", ("customer_id", "kind", "day"),
        column("kind", sa.Text), column("day", sa.Text), column(*by), column(*at), in_store=False,
    )
    _about_a_customer(
        "behaviour_events", ("id",),
        column("id", sa.Text), column("kind", sa.Text), column("product_id", lambda: BIG_ID), column(*at),
        in_store=False,
    )
    _about_a_customer(
        "follow_ups", ("id",),
        column("id", sa.Text), column(*by), column("text", sa.Text), column("due_on", sa.Text), column(*at),
        in_store=True,
    )
    _about_a_customer(
        "action_outcomes", ("id",),
        column("id", sa.Text), column(*by), column("action", sa.Text), column("subject", sa.Text),
        column("outcome", sa.Text), sa.Column("channel", sa.Text(), nullable=True), column("text", sa.Text),
        column(*at), in_store=True,
    )
    for name in ("behaviour_events", "follow_ups", "action_outcomes"):
        with op.batch_alter_table(name) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{name}_customer_id"), ["customer_id"], unique=False)


def downgrade() -> None:
    for name in (
        "action_outcomes", "follow_ups", "behaviour_events", "customer_dates", "guides", "lapsing_fits",
        "action_rule_changes", "action_rules",
    ):
        op.drop_table(name)
    with op.batch_alter_table("recommendation_answers") as batch_op:
        batch_op.drop_column("model")
        batch_op.drop_column("shown_in")
    op.drop_table("model_counts")
    op.drop_table("model_periods")
    op.drop_table("model_stores")
    op.drop_table("model_parts")
    op.drop_table("recommendation_models")
