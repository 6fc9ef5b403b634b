"""What was bought in a store is found by the store and the time."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_bought_totals_store_id", "bought_totals", ["store_id", "at_ms", "customer_id"])


def downgrade() -> None:
    op.drop_index("ix_bought_totals_store_id", "bought_totals")
