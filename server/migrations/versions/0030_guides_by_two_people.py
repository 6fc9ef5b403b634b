"""Guides are written by one person and approved by another; who did what is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "guide_drafts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("changed_ms", BIG_ID, nullable=False),
        sa.Column("word", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("status IN ('draft', 'submitted', 'approved')", name="status"),
        sa.PrimaryKeyConstraint("id", name="pk_guide_drafts"),
    )
    op.create_table(
        "guide_changes",
        sa.Column("guide_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.Column("word", sa.Text(), server_default="", nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("guide_id", "number", name="pk_guide_changes"),
    )


def downgrade() -> None:
    op.drop_table("guide_changes")
    op.drop_table("guide_drafts")
