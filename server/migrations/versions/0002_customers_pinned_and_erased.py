"""Customers pinned to a tablet for a while, and those erased."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pinned_customers",
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("until_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_pinned_customers_device_id_devices")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_pinned_customers_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("device_id", "customer_id", name=op.f("pk_pinned_customers")),
    )
    op.create_index(op.f("ix_pinned_customers_customer_id"), "pinned_customers", ["customer_id"])
    op.create_index(op.f("ix_pinned_customers_until_ms"), "pinned_customers", ["until_ms"])
    op.create_table(
        "erased_customers",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_customers")),
    )
    op.create_table(
        "erasure_receipts",
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("device_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=True),
        sa.Column("stamp", BIG_ID, nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.Column("received_ms", BIG_ID, nullable=True),
        sa.CheckConstraint(
            "proof IN ('acknowledged', 'key_destroyed', 'vouched')", name=op.f("ck_erasure_receipts_proof")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["erased_customers.id"],
            name=op.f("fk_erasure_receipts_customer_id_erased_customers"),
        ),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_erasure_receipts_device_id_devices")),
        sa.PrimaryKeyConstraint("customer_id", "device_id", name=op.f("pk_erasure_receipts")),
    )  # fmt: skip
    op.create_index(op.f("ix_erasure_receipts_device_id"), "erasure_receipts", ["device_id"])
    with op.batch_alter_table("redemptions") as table:
        table.alter_column("customer_id", existing_type=BIG_ID, nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM redemptions WHERE customer_id IS NULL")
    with op.batch_alter_table("redemptions") as table:
        table.alter_column("customer_id", existing_type=BIG_ID, nullable=False)
    op.drop_table("erasure_receipts")
    op.drop_table("erased_customers")
    op.drop_table("pinned_customers")
