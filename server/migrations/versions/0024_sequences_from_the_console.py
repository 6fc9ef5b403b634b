"""Sequences end by what HQ says, keep their changes, and begin with audiences."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "sequences",
        sa.Column("stops_with", sa.Text(), server_default='["purchase", "word", "offer"]', nullable=False),
    )
    op.add_column("sequences", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.create_table(
        "sequence_changes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sequence_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_ms", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sequence_changes"),
        sa.UniqueConstraint("sequence_id", "version", name="uq_sequence_changes_version"),
    )
    op.create_table(
        "sequence_entries",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sequence_id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("began_on", sa.Text(), nullable=False),
        sa.Column("began_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence_id"], ["sequences.id"], name="fk_sequence_entries_sequence_id_sequences"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_sequence_entries_customer_id_customers"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sequence_entries"),
    )
    op.create_index("ix_sequence_entries_customer_id", "sequence_entries", ["customer_id"])
    op.create_index(
        "ix_sequence_entries_began", "sequence_entries", ["sequence_id", "began_on", "customer_id"]
    )


def downgrade() -> None:
    op.drop_table("sequence_entries")
    op.drop_table("sequence_changes")
    with op.batch_alter_table("sequences") as batch:
        batch.drop_column("version")
        batch.drop_column("stops_with")
