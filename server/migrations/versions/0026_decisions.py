"""What offers are put in order by, and what was shown in which order."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False)


def _number(name: str, kind: sa.types.TypeEngine | None = None, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, kind or sa.Integer(), nullable=nullable)


def _counted() -> list[sa.Column]:
    return [
        _number("rate"), _number("margin_minor", BIG_ID, nullable=True),
        _number("cost_minor", BIG_ID, nullable=True), _number("scales"), _number("basket_minor", BIG_ID),
        _text("tallies"),
    ]


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")


def upgrade() -> None:
    op.create_table(
        "decision_policies",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        _text("strategy"),
        _number("margin_percent"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _text("updated_by"),
        _number("updated_ms", BIG_ID),
        sa.CheckConstraint("id = 1", name="one"),
        sa.PrimaryKeyConstraint("id", name="pk_decision_policies"),
    )
    op.create_table(
        "offer_odds",
        _text("promotion_id"), _text("day"), _text("strategy"), *_counted(),
        _refers("offer_odds", "promotion_id", "promotions"),
        sa.PrimaryKeyConstraint("promotion_id", name="pk_offer_odds"),
    )
    op.create_table(
        "counted_odds",
        _text("promotion_id"), _text("day"), *_counted(),
        _refers("counted_odds", "promotion_id", "promotions"),
        sa.PrimaryKeyConstraint("promotion_id", "day", name="pk_counted_odds"),
    )
    op.create_table(
        "offer_decisions",
        _text("id"), _number("customer_id", BIG_ID, nullable=True), _text("store_id"), _text("associate_id"),
        _number("at_ms", BIG_ID), _number("received_ms", BIG_ID), _text("day"), _text("strategy"),
        sa.Column("as_of", sa.Text(), nullable=True), _number("size"), _text("offers"),
        _refers("offer_decisions", "customer_id", "customers"),
        _refers("offer_decisions", "store_id", "stores"),
        sa.PrimaryKeyConstraint("id", name="pk_offer_decisions"),
    )
    for column in ("customer_id", "at_ms"):
        op.create_index(f"ix_offer_decisions_{column}", "offer_decisions", [column])
    op.create_table(
        "offer_showings",
        _text("id"), _text("decision_id"), _number("customer_id", BIG_ID, nullable=True),
        _text("promotion_id"), _text("store_id"), _number("at_ms", BIG_ID), _number("place"), _text("layout"),
        _text("fit"), _number("chance"), _number("redeemed_ms", BIG_ID, nullable=True),
        _refers("offer_showings", "decision_id", "offer_decisions"),
        _refers("offer_showings", "customer_id", "customers"),
        _refers("offer_showings", "promotion_id", "promotions"),
        _refers("offer_showings", "store_id", "stores"),
        sa.PrimaryKeyConstraint("id", name="pk_offer_showings"),
    )
    for columns in (["decision_id"], ["customer_id"], ["promotion_id", "at_ms"]):
        op.create_index(f"ix_offer_showings_{'_'.join(columns)}", "offer_showings", columns)


def downgrade() -> None:
    for name in ("offer_showings", "offer_decisions", "counted_odds", "offer_odds", "decision_policies"):
        op.drop_table(name)
