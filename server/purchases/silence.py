"""Whose latest purchase calls for a word: a big one, or one that is long ago."""

from __future__ import annotations

from sqlalchemy import Select, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from server.purchases.models import Purchase


def bought_much(
    session: Session, customers: Select[int], since_ms: int, *, least_minor: int, most: int
) -> list[int]:
    """At most so many of the customers whose latest purchase is since then and so large, largest first."""
    last = _visits(customers)
    latest = and_(Purchase.customer_id == last.c.customer_id, Purchase.at_ms == last.c.last_ms)
    query = (
        select(last.c.customer_id)
        .join(Purchase, latest)
        .where(last.c.last_ms >= since_ms, Purchase.total_minor >= least_minor)
        .order_by(Purchase.total_minor.desc(), last.c.customer_id)
    )
    return list(dict.fromkeys(session.scalars(query.limit(most))))


def away(
    session: Session, customers: Select[int], since_ms: int, until_ms: int, *, least_visits: int, most: int
) -> list[int]:
    """At most so many of the customers whose latest purchase lies in between.

    The longest silence, measured in her own usual gaps, stands first.
    """
    last = _visits(customers)
    span = last.c.last_ms - last.c.first_ms
    gaps = (until_ms - last.c.last_ms) * (last.c.visits - 1.0) / case((span < 1, 1), else_=span)
    query = (
        select(last.c.customer_id)
        .where(last.c.last_ms.between(since_ms, until_ms), last.c.visits >= least_visits)
        .order_by(gaps.desc(), last.c.customer_id)
    )
    return list(session.scalars(query.limit(most)))


def _visits(customers: Select[int]) -> Subquery:
    """Of each of the customers the first and the latest purchase, and how many there are."""
    return (
        select(
            Purchase.customer_id,
            func.max(Purchase.at_ms).label("last_ms"),
            func.min(Purchase.at_ms).label("first_ms"),
            func.count().label("visits"),
        )
        .where(Purchase.customer_id.in_(customers))
        .group_by(Purchase.customer_id)
        .subquery("visits")
    )
