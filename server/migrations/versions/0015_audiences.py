"""Saved audiences, the members of lists and model-made segments, and scores of customers."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audiences",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), server_default="{}", nullable=False),
        sa.Column("origin", sa.Text(), server_default="{}", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_ms", BIG_ID, nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_ms", BIG_ID, nullable=False),
        sa.CheckConstraint("kind IN ('rule', 'list', 'model')", name="kind"),
        sa.PrimaryKeyConstraint("id", name="pk_audiences"),
        sa.UniqueConstraint("name", name="uq_audiences_name"),
    )
    op.create_table(
        "audience_members",
        sa.Column("audience_id", sa.Text(), nullable=False),
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["audience_id"], ["audiences.id"], name="fk_audience_members_audience_id_audiences"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_audience_members_customer_id_customers"
        ),
        sa.PrimaryKeyConstraint("audience_id", "customer_id", name="pk_audience_members"),
    )
    op.create_table(
        "customer_scores",
        sa.Column("customer_id", BIG_ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name="fk_customer_scores_customer_id_customers"
        ),
        sa.PrimaryKeyConstraint("customer_id", "name", name="pk_customer_scores"),
    )
    op.create_index("ix_customer_scores_name", "customer_scores", ["name", "value", "customer_id"])


def downgrade() -> None:
    op.drop_table("customer_scores")
    op.drop_table("audience_members")
    op.drop_table("audiences")
