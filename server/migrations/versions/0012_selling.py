"""Baskets handed to tills, things put aside, and which stores are near each other."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "handed_baskets",
        *_texts("id"),
        sa.Column("customer_id", BIG_ID, nullable=True),
        *_texts("store_id", "associate_id", "code", "lines", "offers"),
        sa.Column("total_minor", BIG_ID, nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.Column("taken_ms", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_handed_baskets_customer_id_customers"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_handed_baskets_store_id_stores"),
        sa.PrimaryKeyConstraint("id", name="pk_handed_baskets"),
    )
    op.create_index("ix_handed_baskets_customer_id", "handed_baskets", ["customer_id"])
    op.create_index("ix_handed_baskets_store_id_code", "handed_baskets", ["store_id", "code"])
    op.create_table(
        "basket_takings",
        *_texts("basket_id", "store_id", "till"),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_basket_takings_store_id_stores"),
        sa.PrimaryKeyConstraint("basket_id", name="pk_basket_takings"),
    )
    op.create_table(
        "put_asides",
        *_texts("id"),
        sa.Column("customer_id", BIG_ID, nullable=False),
        *_texts("store_id", "associate_id", "lines", "until_on"),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("ended_ms", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_put_asides_customer_id_customers"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_put_asides_store_id_stores"),
        sa.PrimaryKeyConstraint("id", name="pk_put_asides"),
    )
    op.create_index("ix_put_asides_customer_id", "put_asides", ["customer_id"])
    op.create_table(
        "store_neighbours",
        *_texts("store_id", "near_id"),
        sa.Column("metres", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_store_neighbours_store_id_stores"),
        sa.ForeignKeyConstraint(["near_id"], ["stores.id"], name="fk_store_neighbours_near_id_stores"),
        sa.PrimaryKeyConstraint("store_id", "near_id", name="pk_store_neighbours"),
    )
    op.create_index("ix_store_neighbours_near_id", "store_neighbours", ["near_id"])


def downgrade() -> None:
    for name in ("store_neighbours", "put_asides", "basket_takings", "handed_baskets"):
        op.drop_table(name)
