"""A promotion says how much money it may cost and what tablets do with it offline.

The leases themselves are tables of replication (`sync_leases`), made beside the change log.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("promotions") as table:
        table.add_column(sa.Column("budget_minor", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
        table.add_column(
            sa.Column("offline_policy", sa.Text(), nullable=False, server_default="provisional")
        )
        table.create_check_constraint(
            op.f("ck_promotions_offline_policy"), "offline_policy IN ('provisional', 'lease_only')"
        )


def downgrade() -> None:
    with op.batch_alter_table("promotions") as table:
        table.drop_constraint(op.f("ck_promotions_offline_policy"), type_="check")
        table.drop_column("offline_policy")
        table.drop_column("budget_minor")
