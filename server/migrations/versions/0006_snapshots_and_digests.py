"""Prepared first loads, and what digests found."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

FOUND = ("repaired_slices", "repaired_rows", "unhealed_slices")


BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "prepared_loads",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Text(), nullable=False),
        sa.Column("stamp", BIG_ID, nullable=False),
        sa.Column("bytes", BIG_ID, nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=False),
        sa.Column("rows", BIG_ID, nullable=False),
        sa.Column("begun_ms", BIG_ID, nullable=False),
        sa.Column("ready_ms", BIG_ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prepared_loads")),
    )
    op.create_index("ix_prepared_loads_scope", "prepared_loads", ["scope"])
    with op.batch_alter_table("devices") as table:
        table.add_column(sa.Column("protocol", sa.Integer(), nullable=True))
        for name in FOUND:
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("devices") as table:
        for name in reversed(FOUND):
            table.drop_column(name)
        table.drop_column("protocol")
    op.drop_table("prepared_loads")
