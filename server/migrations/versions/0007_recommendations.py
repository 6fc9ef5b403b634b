"""Models for recommendations, with what they are counted from."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "recommendation_models",
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Text(), nullable=False),
        sa.Column("built_ms", BIG_ID, nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_recommendation_models")),
    )
    op.create_table(
        "model_parts",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_model_parts")),
    )
    op.create_table(
        "model_stores",
        sa.Column("store_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("best", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=op.f("fk_model_stores_store_id_stores")),
        sa.PrimaryKeyConstraint("store_id", name=op.f("pk_model_stores")),
    )
    op.create_table(
        "model_periods",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("period", name=op.f("pk_model_periods")),
    )
    op.create_table(
        "model_counts",
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_model_counts_customer_id_customers")
        ),
        sa.PrimaryKeyConstraint("period", "customer_id", name=op.f("pk_model_counts")),
    )
    with op.batch_alter_table("model_counts") as batch_op:
        batch_op.create_index(batch_op.f("ix_model_counts_customer_id"), ["customer_id"], unique=False)


def downgrade() -> None:
    op.drop_table("model_counts")
    op.drop_table("model_periods")
    op.drop_table("model_stores")
    op.drop_table("model_parts")
    op.drop_table("recommendation_models")
