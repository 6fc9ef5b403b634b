"""What is kept of trials: customers' figures, sums by arm and segment, readings, and what came in late."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

REFUSAL = "trial_readings is only ever added to"
KEPT_SQLITE = tuple(
    f"CREATE TRIGGER trial_readings_no_{verb} BEFORE {verb} ON trial_readings"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
)
KEPT_POSTGRESQL = (
    f"""CREATE FUNCTION trial_readings_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    """CREATE TRIGGER trial_readings_kept BEFORE UPDATE OR DELETE ON trial_readings
    FOR EACH ROW EXECUTE FUNCTION trial_readings_kept()""",
)
SUMS = (
    "customers", "buyers", "purchases", "redeemers", "redemptions", "withdrew", "spent", "spent_sq", "before",
    "before_sq", "spent_by_before", "bought", "bought_sq", "returned", "returned_sq", "returned_by_bought",
    "ratings", "ratings_sq", "rating_sum", "rating_sum_sq", "rating_sum_by_ratings",
)  # fmt: skip
TRIGGERS = (
    "trial_left_delete", "trial_due_merges_insert", "trial_due_merges_update",
    *(
        f"trial_due_{table}_{event}"
        for table in ("exposures", "purchases", "redemptions", "visit_ratings", "consents")
        for event in ("insert", "update", "delete")
    ),
)
"""Made after the migrations, by `server.insights.kept`."""


def _big(*names: str) -> list[sa.Column]:
    return [sa.Column(name, BIG_ID, autoincrement=False, nullable=False) for name in names]


def _whole(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _text(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _measured() -> list[sa.Column]:
    return [
        *_text("arm"), *_big("first_ms"), *_text("store_id", "tier"), *_whole("is_known"),
        sa.Column("department", sa.Text(), nullable=True),
        *_big("spent_minor", "before_minor", "bought_minor", "returned_minor"),
        *_whole("purchases", "redemptions", "ratings", "rating_sum", "withdrew"),
    ]  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "trial_customers",
        *_text("trial_id"), *_big("customer_id"), *_measured(),
        sa.PrimaryKeyConstraint("trial_id", "customer_id", name="pk_trial_customers"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("ix_trial_customers_customer_id", "trial_customers", ["customer_id"])
    op.create_table(
        "trial_left",
        sa.Column("id", BIG_ID, nullable=False), *_text("trial_id"), *_measured(),
        sa.PrimaryKeyConstraint("id", name="pk_trial_left"),
    )  # fmt: skip
    op.create_table(
        "trial_sums",
        *_text("trial_id", "kind", "segment", "arm"),
        sa.Column("day_no", sa.Integer(), autoincrement=False, nullable=False),
        *_big(*SUMS),
        sa.PrimaryKeyConstraint("trial_id", "kind", "segment", "arm", "day_no", name="pk_trial_sums"),
        sqlite_with_rowid=False,
    )
    for name in ("trial_due", "trial_work"):
        op.create_table(
            name,
            sa.Column("id", BIG_ID, nullable=False),
            *_big("customer_id"), *_text("kind"), *_big("at_ms"),
            sa.Column("trial_id", sa.Text(), nullable=True),
            sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
        )  # fmt: skip
    op.create_table(
        "trial_windows",
        *_text("trial_id", "time_zone"), *_big("ends_ms"),
        sa.Column("promotion_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("trial_id", "time_zone", name="pk_trial_windows"),
    )  # fmt: skip
    op.create_table(
        "trial_readings",
        *_text("trial_id", "day"), *_big("taken_ms"), *_text("said"),
        sa.PrimaryKeyConstraint("trial_id", "day", name="pk_trial_readings"),
    )  # fmt: skip
    op.create_table(
        "trial_late",
        *_text("trial_id", "day"),
        sa.Column("exposures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("purchases", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("trial_id", "day", name="pk_trial_late"),
    )  # fmt: skip
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in KEPT_SQLITE if is_sqlite else KEPT_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in TRIGGERS:
        op.execute(
            f"DROP TRIGGER IF EXISTS {name}" if is_sqlite else f"DROP FUNCTION IF EXISTS {name} CASCADE"
        )
    for name in (
        "trial_customers", "trial_left", "trial_sums", "trial_due", "trial_work", "trial_windows",
        "trial_readings", "trial_late",
    ):  # fmt: skip
        op.drop_table(name)
    if not is_sqlite:
        op.execute("DROP FUNCTION trial_readings_kept()")
