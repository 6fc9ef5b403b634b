"""When each customer came last is kept with what audiences ask of everybody."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TRIGGERS = ("counted_purchases_insert", "counted_purchases_update", "counted_purchases_delete")


def upgrade() -> None:
    op.add_column("counted_customers", sa.Column("last_visit_ms", BIG_ID, nullable=True))
    op.execute(
        "UPDATE counted_customers SET last_visit_ms ="
        " (SELECT MAX(p.at_ms) FROM purchases AS p WHERE p.customer_id = counted_customers.customer_id)"
    )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS {name}" if is_sqlite else f"DROP FUNCTION IF EXISTS {name} CASCADE")
    op.execute("ALTER TABLE counted_customers DROP COLUMN last_visit_ms")
