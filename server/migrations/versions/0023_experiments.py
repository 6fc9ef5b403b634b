"""Experiments with their history and stores, and who met which arm of a trial."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

REFUSAL = "experiment_changes is only ever added to"
KEPT_SQLITE = tuple(
    f"CREATE TRIGGER experiment_changes_no_{verb} BEFORE {verb} ON experiment_changes"
    f" BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
)
KEPT_POSTGRESQL = (
    f"""CREATE FUNCTION experiment_changes_kept() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$""",
    """CREATE TRIGGER experiment_changes_kept BEFORE UPDATE OR DELETE ON experiment_changes
    FOR EACH ROW EXECUTE FUNCTION experiment_changes_kept()""",
)
STATUS = "status IN ('draft', 'submitted', 'approved', 'running', 'stopped', 'deleted')"
KINDS = (
    "kind IN ('created', 'copied', 'edited', 'submitted', 'withdrawn', 'returned', 'approved',"
    " 'started', 'stopped', 'deleted', 'brought_back')"
)


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _exposure() -> list[sa.Column]:
    return [
        *_texts("id", "trial_id"),
        sa.Column("customer_id", BIG_ID, nullable=True),
        *_texts("variant", "surface", "store_id", "associate_id"),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.Column("received_ms", BIG_ID, nullable=False),
    ]


def _exposures(name: str, *more: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        *_exposure(),
        *more,
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=f"fk_{name}_customer_id_customers"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name=f"fk_{name}_store_id_stores"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )
    op.create_index(f"ix_{name}_customer_id", name, ["customer_id"])


def upgrade() -> None:
    op.create_table(
        "experiments",
        *_texts("id", "name"),
        sa.Column("hypothesis", sa.Text(), server_default="", nullable=False),
        *_texts("surface"),
        sa.Column("metric", sa.Text(), server_default="revenue", nullable=False),
        sa.Column("audience", sa.Text(), server_default="{}", nullable=False),
        *_texts("variants", "control", "starts_local", "ends_local"),
        sa.Column("store_ids", sa.Text(), nullable=True),
        sa.Column("smallest_effect", sa.Integer(), server_default="500", nullable=False),
        sa.Column("plan", sa.Text(), server_default="{}", nullable=False),
        sa.Column("status", sa.Text(), server_default="draft", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        *_texts("created_by"),
        sa.Column("created_ms", BIG_ID, nullable=False),
        sa.Column("updated_ms", BIG_ID, nullable=False),
        *_texts("edited_by"),
        sa.Column("submitted_by", sa.Text(), nullable=True),
        sa.Column("submitted_ms", BIG_ID, nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("approved_ms", BIG_ID, nullable=True),
        sa.Column("published_ms", BIG_ID, nullable=True),
        sa.Column("stopped_ms", BIG_ID, nullable=True),
        sa.CheckConstraint(STATUS, name="status"),
        sa.CheckConstraint("surface IN ('recommendations', 'next_actions', 'offers')", name="surface"),
        sa.CheckConstraint("metric IN ('revenue', 'purchase_rate', 'redemption_rate')", name="metric"),
        sa.PrimaryKeyConstraint("id", name="pk_experiments"),
    )
    op.create_table(
        "experiment_stores",
        *_texts("experiment_id", "store_id"),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name="fk_experiment_stores_experiment_id_experiments"
        ),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_experiment_stores_store_id_stores"),
        sa.PrimaryKeyConstraint("experiment_id", "store_id", name="pk_experiment_stores"),
    )
    op.create_index("ix_experiment_stores_store_id", "experiment_stores", ["store_id"])
    op.create_table(
        "experiment_changes",
        *_texts("experiment_id"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("kind", "by_id"),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("changes", sa.Text(), server_default="[]", nullable=False),
        sa.CheckConstraint(KINDS, name="kind"),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], name="fk_experiment_changes_experiment_id_experiments"
        ),
        sa.PrimaryKeyConstraint("experiment_id", "version", name="pk_experiment_changes"),
    )
    op.create_index("ix_experiment_changes_at_ms", "experiment_changes", ["at_ms"])
    _exposures(
        "exposures",
        sa.UniqueConstraint(
            "trial_id", "customer_id", "variant", name="uq_exposures_trial_id_customer_id_variant"
        ),
    )
    op.create_index("ix_exposures_trial_id_received_ms", "exposures", ["trial_id", "received_ms"])
    _exposures(
        "exposures_set_aside",
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.create_index("ix_exposures_set_aside_trial_id_reason", "exposures_set_aside", ["trial_id", "reason"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in KEPT_SQLITE if is_sqlite else KEPT_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for name in (
        "exposures_set_aside", "exposures", "experiment_changes", "experiment_stores", "experiments",
    ):  # fmt: skip
        op.drop_table(name)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION experiment_changes_kept()")
