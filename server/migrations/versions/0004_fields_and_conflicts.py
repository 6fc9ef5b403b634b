"""Preferences in sets, words on consent that name their operation, and what lost a conflict."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("consents") as batch_op:
        batch_op.add_column(sa.Column("operation_id", sa.Text(), nullable=True))

    op.create_table(
        "customer_preferences",
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("associate_id", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_preferences_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("customer_id", "kind", "value", name=op.f("pk_customer_preferences")),
    )
    op.create_table(
        "customer_conflicts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("associate_id", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("kept", sa.Text(), nullable=True),
        sa.Column("lost", sa.Text(), nullable=True),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.Column("settled_ms", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_conflicts_customer_id_customers")
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_customer_conflicts_store_id_stores")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_conflicts")),
    )
    with op.batch_alter_table("customer_conflicts") as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_conflicts_customer_id"), ["customer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("customer_conflicts")
    op.drop_table("customer_preferences")
    with op.batch_alter_table("consents") as batch_op:
        batch_op.drop_column("operation_id")
