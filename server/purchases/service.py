"""What customers bought: their history, and what can be summed up from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.purchases.figures import figures_for
from server.purchases.models import Purchase, PurchaseLine
from shared.clock import DAY_MS
from shared.customer import YEAR_MS
from shared.recommendation import Bought

__all__ = [
    "LineView",
    "PurchaseView",
    "bought",
    "days_of_visits",
    "departments_for",
    "figures_for",
    "history",
    "usual_departments",
]


FIRST_DAY: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class LineView:
    """One row of a purchase with the product's name, if the catalogue knows it."""

    product_id: int
    name: str
    department: str | None
    quantity: int
    amount_minor: int
    discount_minor: int


@dataclass(frozen=True, slots=True)
class PurchaseView:
    """One completed purchase with its lines."""

    id: int
    store_id: str
    channel: str
    at_ms: int
    total_minor: int
    lines: list[LineView]


def history(session: Session, customer_id: int, *, offset: int, limit: int) -> tuple[list[PurchaseView], int]:
    """A page of the customer's purchases, newest first, and how many there are in all."""
    total = session.scalar(select(func.count()).where(Purchase.customer_id == customer_id)) or 0
    page = session.scalars(
        select(Purchase)
        .where(Purchase.customer_id == customer_id)
        .order_by(Purchase.at_ms.desc(), Purchase.id.desc())
        .offset(offset)
        .limit(limit)
    ).all()
    lines = _lines(session, [purchase.id for purchase in page])
    views = [
        PurchaseView(p.id, p.store_id, p.channel, p.at_ms, p.total_minor, lines.get(p.id, [])) for p in page
    ]
    return views, total


def _lines(session: Session, purchase_ids: list[int]) -> dict[int, list[LineView]]:
    rows = session.scalars(
        select(PurchaseLine)
        .where(PurchaseLine.purchase_id.in_(purchase_ids))
        .order_by(PurchaseLine.purchase_id, PurchaseLine.line_no)
    ).all()
    products = catalogue.products(session, {row.product_id for row in rows})
    lines: dict[int, list[LineView]] = {}
    for row in rows:
        product = products.get(row.product_id)
        lines.setdefault(row.purchase_id, []).append(
            LineView(
                product_id=row.product_id,
                name=product.name if product else "An item no longer in the catalogue",
                department=product.department if product else None,
                quantity=row.quantity,
                amount_minor=row.amount_minor,
                discount_minor=row.discount_minor,
            )
        )
    return lines


def bought(session: Session, customer_id: int) -> list[Bought]:
    """Everything the customer ever bought, as recommendations read it."""
    rows = session.execute(
        select(PurchaseLine.product_id, Purchase.at_ms, PurchaseLine.quantity)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(Purchase.customer_id == customer_id)
    )
    return [Bought(product_id, at_ms, quantity) for product_id, at_ms, quantity in rows]


def days_of_visits(session: Session, until_ms: int) -> Iterator[tuple[int, int]]:
    """Every customer with each day (an ordinal, by UTC) on which she bought before that moment."""
    day = Purchase.at_ms // DAY_MS
    query = select(Purchase.customer_id, day).where(Purchase.at_ms < until_ms).distinct()
    for customer_id, number in session.execute(query.execution_options(yield_per=50_000)):
        yield customer_id, FIRST_DAY + int(number)


def departments_for(
    session: Session, now_ms: int, customers: Select[int] | Iterable[int] | None = None
) -> dict[int, frozenset[str]]:
    """The departments each customer bought from in the 12 months up to that moment, by one query."""
    of_products = catalogue.departments_of_products()
    recent = and_(Purchase.at_ms > now_ms - YEAR_MS, Purchase.at_ms <= now_ms)
    query = (
        select(Purchase.customer_id, of_products.c.department)
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .join(of_products, of_products.c.product_id == PurchaseLine.product_id)
        .where(recent, PurchaseLine.quantity > 0)
        .distinct()
    )
    if customers is not None:
        wanted = customers if isinstance(customers, Select) else list(customers)
        query = query.where(Purchase.customer_id.in_(wanted))
    found: dict[int, set[str]] = {}
    for customer_id, department in session.execute(query):
        found.setdefault(customer_id, set()).add(department)
    return {customer_id: frozenset(names) for customer_id, names in found.items()}


def usual_departments(session: Session, customer_id: int, now_ms: int, limit: int = 5) -> list[str]:
    """Where the customer bought most lines in the 12 months up to that moment, most first."""
    of_products = catalogue.departments_of_products()
    lines = func.count().label("lines")
    query = (
        select(of_products.c.department, lines)
        .join(PurchaseLine, PurchaseLine.product_id == of_products.c.product_id)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(
            Purchase.customer_id == customer_id,
            Purchase.at_ms > now_ms - YEAR_MS,
            Purchase.at_ms <= now_ms,
            PurchaseLine.quantity > 0,
        )
        .group_by(of_products.c.department)
        .order_by(lines.desc(), of_products.c.department)
        .limit(limit)
    )
    return [department for department, _ in session.execute(query)]
