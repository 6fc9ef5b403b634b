"""A promotion is submitted and approved before it is published, and every change of it is kept for good."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

STATUS = "ck_promotions_status"
KINDS = (
    "kind IN ('created', 'copied', 'edited', 'submitted', 'withdrawn', 'returned', 'approved',"
    " 'published', 'stopped', 'deleted', 'brought_back')"
)
REFUSAL = "promotion_changes is only ever added to"

KEPT_SQLITE = tuple(
    f"CREATE TRIGGER promotion_changes_no_{verb} BEFORE {verb} ON promotion_changes"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
)
KEPT_POSTGRESQL = (
    f"""CREATE FUNCTION promotion_changes_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    """CREATE TRIGGER promotion_changes_kept BEFORE UPDATE OR DELETE ON promotion_changes
    FOR EACH ROW EXECUTE FUNCTION promotion_changes_kept()""",
)


def _added() -> list[sa.Column]:
    return [
        sa.Column("edited_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("submitted_by", sa.Text(), nullable=True),
        sa.Column("submitted_ms", BIG_ID, nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_ms", BIG_ID, nullable=True),
    ]


def upgrade() -> None:
    with op.batch_alter_table("promotions") as table:
        for column in _added():
            table.add_column(column)
        table.drop_constraint(op.f(STATUS), type_="check")
        table.create_check_constraint(
            op.f(STATUS),
            "status IN ('draft', 'submitted', 'approved', 'published', 'stopped', 'deleted')",
        )
    op.execute("UPDATE promotions SET edited_by = created_by")
    op.create_table(
        "promotion_changes",
        sa.Column("promotion_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Text(), nullable=False),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("changes", sa.Text(), server_default="[]", nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.CheckConstraint(KINDS, name=op.f("ck_promotion_changes_kind")),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["promotions.id"], name="fk_promotion_changes_promotion_id_promotions"
        ),
        sa.PrimaryKeyConstraint("promotion_id", "version", name="pk_promotion_changes"),
    )
    op.create_index("ix_promotion_changes_at_ms", "promotion_changes", ["at_ms"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in KEPT_SQLITE if is_sqlite else KEPT_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("promotion_changes")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION promotion_changes_kept()")
    op.execute("UPDATE promotions SET status = 'draft' WHERE status IN ('submitted', 'approved', 'deleted')")
    with op.batch_alter_table("promotions") as table:
        table.drop_constraint(op.f(STATUS), type_="check")
        table.create_check_constraint(op.f(STATUS), "status IN ('draft', 'published', 'stopped')")
        for column in reversed(_added()):
            table.drop_column(column.name)
