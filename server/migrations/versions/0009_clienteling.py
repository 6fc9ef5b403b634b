"""What HQ keeps since clienteling on tablets: the latest report of each tablet on itself."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("devices") as table:
        table.add_column(sa.Column("report", sa.Text(), nullable=True))
        table.add_column(sa.Column("report_ms", BIG_ID, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("devices") as table:
        table.drop_column("report_ms")
        table.drop_column("report")
