"""Pictures of the offer repository, and their copies that travel with published promotions."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "offer_pictures",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_ms", BIG_ID, nullable=False),
        sa.Column("updated_by", sa.Text(), nullable=False),
        sa.Column("updated_ms", BIG_ID, nullable=False),
        sa.CheckConstraint("kind IN ('jpeg')", name="kind"),
        sa.PrimaryKeyConstraint("id", name="pk_offer_pictures"),
    )
    op.create_index("ix_offer_pictures_sha256", "offer_pictures", ["sha256"])
    op.create_table(
        "promotion_pictures",
        sa.Column("promotion_id", sa.Text(), nullable=False),
        sa.Column("picture_id", sa.Text(), nullable=False),
        sa.Column("alt", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotions.id"], name="fk_promotion_pictures_promotion_id_promotions"
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["offer_pictures.id"], name="fk_promotion_pictures_picture_id_offer_pictures"
        ),
        sa.PrimaryKeyConstraint("promotion_id", "picture_id", name="pk_promotion_pictures"),
    )
    op.create_index("ix_promotion_pictures_picture_id", "promotion_pictures", ["picture_id"])


def downgrade() -> None:
    op.drop_table("promotion_pictures")
    op.drop_table("offer_pictures")
