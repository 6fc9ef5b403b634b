"""Promotions give and ask more, and what was published travels as terms that only newer tablets read."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

KIND = "ck_promotions_benefit_kind"
STACKING = "ck_promotions_stacking"

TERMS = (
    "id", "code", "name", "text", "benefit_kind", "benefit_value", "department", "starts_local", "ends_local",
    "audience", "total_limit", "customer_limit", "budget_minor", "offline_policy", "priority", "status",
    "version", "benefit", "conditions", "stacking", "store_limit", "frequency", "variants",
    "holdout_percent", "picture_id",
)  # fmt: skip


def _added() -> list[sa.Column]:
    return [
        sa.Column("benefit", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("conditions", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("stacking", sa.Text(), nullable=False, server_default="best_price"),
        sa.Column("store_limit", sa.Integer(), nullable=True),
        sa.Column("frequency", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("variants", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("holdout_percent", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("picture_id", sa.Text(), nullable=True),
    ]


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    with op.batch_alter_table("promotions") as table:
        for column in _added():
            table.add_column(column)
        table.drop_constraint(op.f(KIND), type_="check")
        table.create_check_constraint(
            op.f(KIND), "benefit_kind IN ('percent', 'amount', 'price', 'n_for_m', 'gift', 'points', 'bundle')"
        )
        table.create_check_constraint(op.f(STACKING), "stacking IN ('exclusive', 'best_price', 'joint')")
    op.create_table(
        "promotion_terms",
        *_texts("id", "code", "name", "text", "benefit_kind"),
        sa.Column("benefit_value", sa.Integer(), nullable=False),
        sa.Column("department", sa.Text(), nullable=True),
        *_texts("starts_local", "ends_local", "audience"),
        sa.Column("total_limit", sa.Integer(), nullable=True),
        sa.Column("customer_limit", sa.Integer(), nullable=True),
        sa.Column("budget_minor", BIG_ID, nullable=True),
        *_texts("offline_policy"),
        sa.Column("priority", sa.Integer(), nullable=False),
        *_texts("status"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_texts("benefit", "conditions", "stacking"),
        sa.Column("store_limit", sa.Integer(), nullable=True),
        *_texts("frequency", "variants"),
        sa.Column("holdout_percent", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["id"], ["promotions.id"], name="fk_promotion_terms_id_promotions"),
        sa.PrimaryKeyConstraint("id", name="pk_promotion_terms"),
    )
    op.create_table(
        "plain_promotion_stores",
        *_texts("promotion_id", "store_id"),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotions.id"], name="fk_plain_promotion_stores_promotion_id_promotions"
        ),
        sa.ForeignKeyConstraint(
            ["store_id"], ["stores.id"], name="fk_plain_promotion_stores_store_id_stores"
        ),
        sa.PrimaryKeyConstraint("promotion_id", "store_id", name="pk_plain_promotion_stores"),
    )
    op.create_index("ix_plain_promotion_stores_store_id", "plain_promotion_stores", ["store_id"])
    names = ", ".join(TERMS)
    op.execute(f"INSERT INTO promotion_terms ({names}) SELECT {names} FROM promotions WHERE status <> 'draft'")
    op.execute(
        "INSERT INTO plain_promotion_stores (promotion_id, store_id)"
        " SELECT promotion_id, store_id FROM promotion_stores"
    )


def downgrade() -> None:
    op.drop_table("plain_promotion_stores")
    op.drop_table("promotion_terms")
    with op.batch_alter_table("promotions") as table:
        table.drop_constraint(op.f(STACKING), type_="check")
        table.drop_constraint(op.f(KIND), type_="check")
        table.create_check_constraint(op.f(KIND), "benefit_kind IN ('percent', 'amount')")
        for column in reversed(_added()):
            table.drop_column(column.name)
