"""Recency, frequency and money: in which fifth of all customers each one stands, by the database."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from server.purchases.models import Purchase
from shared.customer import YEAR_MS

FIFTHS = ("recency", "frequency", "money")


def fifths(now_ms: int, among: Select[int]) -> Select[int, int, int, int]:
    """Of those who came in the 12 months up to that moment: customer, and her fifths; 5 is the best.

    How lately she came, how often, and what she spent. Who is equal is told apart by the number, so that
    every database answers alike.
    """
    visit = Purchase
    sums = (
        select(
            visit.customer_id, func.max(visit.at_ms).label("recency"), func.count().label("frequency"),
            func.sum(visit.total_minor).label("money"),
        )
        .where(visit.at_ms > now_ms - YEAR_MS, visit.at_ms <= now_ms, visit.customer_id.in_(among))
        .group_by(visit.customer_id)
        .subquery("sums")
    )  # fmt: skip
    placed = [func.ntile(5).over(order_by=(sums.c[name], sums.c.customer_id)).label(name) for name in FIFTHS]
    return select(sums.c.customer_id, *placed)
