"""What was bought on a channel is found by the channel and the time."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_bought_totals_channel", "bought_totals", ["channel", "at_ms", "customer_id"])


def downgrade() -> None:
    op.drop_index("ix_bought_totals_channel", "bought_totals")
