"""What is kept by triggers so that audiences are counted at once: filled here, once. And indexes for the same."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

INDEXES = (
    ("ix_behaviour_events_kind", "behaviour_events", ["kind", "at_ms", "customer_id", "product_id"]),
    ("ix_customer_preferences_kind", "customer_preferences", ["kind", "value", "customer_id"]),
    ("ix_customer_dates_kind", "customer_dates", ["kind", "day", "customer_id"]),
)
TRIGGERS = (
    "bought_added", "bought_removed", "bought_changed", "bought_moved", "counted_added", "counted_changed",
    *(f"counted_{table}_{event}" for table in ("client_book", "consents") for event in ("insert", "update", "delete")),
)
"""Made after the migrations, by `server.customers.kept` and `server.purchases.kept`."""

BOTH = "purchase_lines AS l JOIN purchases AS p ON p.id = l.purchase_id WHERE l.quantity > 0"


def upgrade() -> None:
    op.create_table(
        "counted_customers",
        sa.Column("customer_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("tier", sa.Text(), nullable=False),
        sa.Column("home_store_id", sa.Text(), nullable=True),
        sa.Column("birthday", sa.Text(), nullable=True),
        sa.Column("is_in_book", sa.Integer(), nullable=False),
        sa.Column("may_personalize", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_counted_customers_customer_id_customers",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("customer_id", name="pk_counted_customers"),
    )
    op.execute(
        "INSERT INTO counted_customers SELECT c.id, c.tier, c.home_store_id, c.birthday,"
        " CASE WHEN EXISTS (SELECT 1 FROM client_book AS b WHERE b.customer_id = c.id) THEN 1 ELSE 0 END,"
        " CASE WHEN EXISTS (SELECT 1 FROM consents AS s WHERE s.customer_id = c.id AND s.granted = 1"
        " AND s.purpose = 'personalization' AND s.channel = 'any') THEN 1 ELSE 0 END"
        " FROM customers AS c ORDER BY c.id"
    )
    op.create_table(
        "bought_lines",
        *(
            sa.Column(name, BIG_ID, nullable=False)
            for name in ("product_id", "at_ms", "customer_id", "purchase_id")
        ),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "product_id", "at_ms", "customer_id", "purchase_id", "line_no", name="pk_bought_lines"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bought_totals",
        *(sa.Column(name, BIG_ID, nullable=False) for name in ("customer_id", "at_ms", "purchase_id")),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("items", sa.Integer(), nullable=False),
        sa.Column("amount_minor", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("customer_id", "at_ms", "purchase_id", name="pk_bought_totals"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO bought_lines SELECT l.product_id, p.at_ms, p.customer_id, p.id, l.line_no, l.quantity,"
        f" l.amount_minor FROM {BOTH} ORDER BY 1, 2, 3, 4, 5"
    )
    op.execute(
        "INSERT INTO bought_totals SELECT p.customer_id, p.at_ms, p.id, p.store_id, p.channel,"
        f" SUM(l.quantity), SUM(l.amount_minor) FROM {BOTH}"
        " GROUP BY p.id, p.customer_id, p.at_ms, p.store_id, p.channel ORDER BY 1, 2, 3"
    )
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS {name}" if is_sqlite else f"DROP FUNCTION IF EXISTS {name} CASCADE")
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
    op.drop_table("counted_customers")
    op.drop_table("bought_totals")
    op.drop_table("bought_lines")
