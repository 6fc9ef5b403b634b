"""How customers found their visits."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "visit_ratings",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=True),
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("associate_id", sa.Text(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("corrects", sa.Text(), nullable=True),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_visit_ratings_customer_id_customers"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_visit_ratings_store_id_stores"),
        sa.PrimaryKeyConstraint("id", name="pk_visit_ratings"),
    )
    for column in ("customer_id", "corrects"):
        op.create_index(f"ix_visit_ratings_{column}", "visit_ratings", [column])
    op.create_index("ix_visit_ratings_store_id_at_ms", "visit_ratings", ["store_id", "at_ms"])


def downgrade() -> None:
    op.drop_table("visit_ratings")
