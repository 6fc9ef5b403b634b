"""Audiences that were deleted lately, so that they can be brought back."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "deleted_audiences",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("deleted_by", sa.Text(), nullable=False),
        sa.Column("deleted_ms", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deleted_audiences"),
    )
    op.create_table(
        "deleted_audience_members",
        sa.Column("audience_id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["audience_id"],
            ["deleted_audiences.id"],
            name="fk_deleted_audience_members_audience_id_deleted_audiences",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_deleted_audience_members_customer_id_customers"
        ),
        sa.PrimaryKeyConstraint("audience_id", "customer_id", name="pk_deleted_audience_members"),
    )


def downgrade() -> None:
    op.drop_table("deleted_audience_members")
    op.drop_table("deleted_audiences")
