"""Guides that were in sight on customers' screens."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "guide_showings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("guide_id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("associate_id", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_guide_showings_customer_id_customers"
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_guide_showings_store_id_stores"),
        sa.PrimaryKeyConstraint("id", name="pk_guide_showings"),
    )
    op.create_index("ix_guide_showings_guide_id", "guide_showings", ["guide_id"])
    op.create_index("ix_guide_showings_customer_id", "guide_showings", ["customer_id"])


def downgrade() -> None:
    op.drop_table("guide_showings")
