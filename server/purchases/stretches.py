"""What groups of customers spent in two stretches of time, summed by the database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from server.purchases.models import Purchase

Stretch = tuple[int, int]
"""From a moment until before another one, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a group of customers bought in a stretch; returns are taken off the amount."""

    buyers: int
    purchases: int
    amount_minor: int


def spent(
    session: Session, first: Stretch, second: Stretch, customers: Select[int], *, but: bool = False
) -> tuple[Spent, Spent]:
    """What these customers, or with `but` all others, bought in the first stretch and in the second."""
    chosen = Purchase.customer_id.not_in(customers) if but else Purchase.customer_id.in_(customers)
    query = select(*_sums(first), *_sums(second)).where(
        chosen,
        Purchase.at_ms >= min(first[0], second[0]),
        Purchase.at_ms < max(first[1], second[1]),
    )
    row = [int(value or 0) for value in session.execute(query).one()]
    return Spent(*row[:3]), Spent(*row[3:])


def recorded(session: Session) -> Stretch | None:
    """From the first purchase there is until just after the last; None before there is any."""
    first = session.scalar(select(func.min(Purchase.at_ms)))
    last = session.scalar(select(func.max(Purchase.at_ms)))
    return None if first is None or last is None else (first, last + 1)


def _sums(stretch: Stretch) -> list[ColumnElement[int]]:
    within = and_(Purchase.at_ms >= stretch[0], Purchase.at_ms < stretch[1])
    return [
        func.count(case((within, Purchase.customer_id)).distinct()),
        func.count(case((within, 1))),
        func.sum(case((within, Purchase.total_minor), else_=0)),
    ]
