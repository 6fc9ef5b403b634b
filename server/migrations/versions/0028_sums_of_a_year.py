"""Visits and spending of every customer are kept from a moment on, and purchases are found by their time."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TRIGGERS = (
    "counted_added", "counted_purchases_insert", "counted_purchases_update", "counted_purchases_delete",
)  # fmt: skip
"""Made after the migrations, by `server.customers.kept`."""

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "counted_since",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since_ms", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_counted_since"),
    )
    for name, kind in (("visits", sa.Integer()), ("spent_minor", BIG_ID)):
        op.add_column("counted_customers", sa.Column(name, kind, server_default="0", nullable=False))
    of_hers = "FROM purchases AS p WHERE p.customer_id = counted_customers.customer_id"
    op.execute(
        f"UPDATE counted_customers SET visits = (SELECT COUNT(*) {of_hers}),"
        f" spent_minor = (SELECT COALESCE(SUM(p.total_minor), 0) {of_hers})"
    )
    op.create_index("ix_purchases_at_ms", "purchases", ["at_ms", "customer_id", "total_minor"])


def downgrade() -> None:
    op.drop_index("ix_purchases_at_ms", "purchases")
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in TRIGGERS:
        op.execute(
            f"DROP TRIGGER IF EXISTS {name}" if is_sqlite else f"DROP FUNCTION IF EXISTS {name} CASCADE"
        )
    for name in ("visits", "spent_minor"):
        op.execute(f"ALTER TABLE counted_customers DROP COLUMN {name}")
    op.drop_table("counted_since")
