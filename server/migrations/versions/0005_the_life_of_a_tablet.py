"""Tablets are retired as well as revoked, and say themselves when their keys are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATUS = "ck_devices_status"
WIPE_REASON = "ck_devices_wipe_reason"


def upgrade() -> None:
    with op.batch_alter_table("devices") as batch_op:
        batch_op.add_column(sa.Column("ordered_ms", BIG_ID, nullable=True))
        batch_op.add_column(sa.Column("wiped_ms", BIG_ID, nullable=True))
        batch_op.add_column(sa.Column("wipe_reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("left_unsent", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rescue_digest", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("rescued_ms", BIG_ID, nullable=True))
        batch_op.drop_constraint(op.f(STATUS), type_="check")
        batch_op.create_check_constraint(
            op.f(STATUS), "status IN ('active', 'retiring', 'retired', 'revoked')"
        )
        batch_op.create_check_constraint(
            op.f(WIPE_REASON), "wipe_reason IN ('retired', 'revoked', 'silent')"
        )


def downgrade() -> None:
    # what the older form has no word for may hold nothing: that is what "revoked" means there
    op.execute("UPDATE devices SET status = 'revoked' WHERE status IN ('retiring', 'retired')")
    with op.batch_alter_table("devices") as batch_op:
        batch_op.drop_constraint(op.f(WIPE_REASON), type_="check")
        batch_op.drop_constraint(op.f(STATUS), type_="check")
        batch_op.create_check_constraint(op.f(STATUS), "status IN ('active', 'revoked')")
        for column in (
            "rescued_ms", "rescue_digest", "left_unsent", "wipe_reason", "wiped_ms", "ordered_ms",
        ):
            batch_op.drop_column(column)
