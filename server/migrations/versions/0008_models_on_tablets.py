"""By which model each tablet suggests, and whether a newer one came damaged."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TOLD = ("model_as_of", "model_damaged")


def upgrade() -> None:
    with op.batch_alter_table("devices") as table:
        for name in TOLD:
            table.add_column(sa.Column(name, sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("devices") as table:
        for name in reversed(TOLD):
            table.drop_column(name)
