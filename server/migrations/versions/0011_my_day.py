"""An associate's day: tasks of HQ with what became of them, appointments, sequences of follow-ups."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _texts(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def upgrade() -> None:
    op.create_table(
        "tasks",
        *_texts("id", "store_id"),
        sa.Column("associate_id", sa.Text(), nullable=True),
        *_texts("title", "text", "product_ids", "starts_on", "ends_on"),
        sa.Column("is_on", sa.Integer(), nullable=False),
        *_texts("created_by"),
        sa.Column("created_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_tasks_store_id_stores"),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_store_id", "tasks", ["store_id"])
    op.create_table(
        "task_outcomes",
        *_texts("id", "task_id", "store_id", "associate_id", "outcome"),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_task_outcomes_task_id_tasks"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_task_outcomes_store_id_stores"),
        sa.PrimaryKeyConstraint("id", name="pk_task_outcomes"),
    )
    op.create_index("ix_task_outcomes_task_id", "task_outcomes", ["task_id"])
    op.create_table(
        "appointments",
        *_texts("id"),
        sa.Column("customer_id", BIG_ID, nullable=False),
        *_texts("store_id", "associate_id", "starts_local"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        *_texts("about", "state"),
        sa.Column("at_ms", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name="fk_appointments_customer_id_customers"),
        sa.ForeignKeyConstraint(["store_id"], ["stores.id"], name="fk_appointments_store_id_stores"),
        sa.PrimaryKeyConstraint("id", name="pk_appointments"),
    )
    op.create_index("ix_appointments_customer_id", "appointments", ["customer_id"])
    op.create_table(
        "sequences",
        *_texts("id", "name", "starts_with"),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("least", sa.Integer(), nullable=True),
        *_texts("steps"),
        sa.Column("is_on", sa.Integer(), nullable=False),
        *_texts("updated_by"),
        sa.Column("updated_ms", BIG_ID, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sequences"),
    )


def downgrade() -> None:
    for name in ("sequences", "appointments", "task_outcomes", "tasks"):
        op.drop_table(name)
