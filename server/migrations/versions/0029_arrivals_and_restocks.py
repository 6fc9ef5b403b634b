"""When customers come into stores, and when what was sold out is there again."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_arrivals_customer_id_customers"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_arrivals_store_id_stores"),
        sa.PrimaryKeyConstraint("id", name="pk_arrivals"),
    )
    op.create_index("ix_arrivals_customer", "arrivals", ["customer_id", "at_ms"])
    op.create_table(
        "restocks",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("product_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("store_id", "product_id", name="pk_restocks"),
    )


def downgrade() -> None:
    op.drop_table("restocks")
    op.drop_table("arrivals")
