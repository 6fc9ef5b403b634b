"""Texts of messages to customers, and which of them a contact was made with."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "message_templates",
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("id", "name", "channel", "purpose", "language", "text")),
        sa.Column("is_on", sa.Integer(), nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_ms", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_message_templates"),
    )
    with op.batch_alter_table("action_outcomes") as table:
        table.add_column(sa.Column("template_id", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("action_outcomes") as table:
        table.drop_column("template_id")
    op.drop_table("message_templates")
