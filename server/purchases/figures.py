"""The headline figures of many customers at once, summed by the database.

`shared.customer.figures_of` says what each figure means; a test holds both to the same answers. Only whole
numbers leave the database: the last divisions and roundings are done here as they are done there.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from server.purchases.models import Purchase
from shared.clock import DAY_MS
from shared.customer import YEAR_MS, Figures

QUARTER_MS = 90 * DAY_MS


def figures_for(
    session: Session, now_ms: int, customers: Select[int] | Iterable[int] | None = None
) -> dict[int, Figures]:
    """Figures of every customer who ever bought, or of those chosen, by two queries whatever their number."""
    chosen = _chosen(now_ms, customers)
    gaps = {row.customer_id: (int(row.low), int(row.high)) for row in session.execute(_middle_gaps(chosen))}
    rows = session.execute(_sums(chosen, now_ms))
    return {row.customer_id: _figures(row, gaps.get(row.customer_id), now_ms) for row in rows}


def _chosen(now_ms: int, customers: Select[int] | Iterable[int] | None) -> ColumnElement[bool]:
    until_now = Purchase.at_ms <= now_ms
    if customers is None:
        return until_now
    wanted = customers if isinstance(customers, Select) else list(customers)
    return and_(until_now, Purchase.customer_id.in_(wanted))


def _sums(chosen: ColumnElement[bool], now_ms: int) -> Select[*tuple[Any, ...]]:
    def spent(after_ms: int, until_ms: int) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((_between(after_ms, until_ms), Purchase.total_minor), else_=0)), 0)

    def visits(after_ms: int, until_ms: int) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((_between(after_ms, until_ms), 1), else_=0)), 0)

    year, quarter = now_ms - YEAR_MS, now_ms - QUARTER_MS
    return (
        select(
            Purchase.customer_id,
            func.sum(Purchase.total_minor).label("lifetime"),
            func.count().label("visits"),
            func.max(Purchase.at_ms).label("last_visit"),
            spent(year, now_ms).label("spend_12m"),
            spent(year - YEAR_MS, year).label("spend_previous_12m"),
            visits(year, now_ms).label("visits_12m"),
            visits(quarter, now_ms).label("visits_90d"),
            visits(quarter - QUARTER_MS, quarter).label("visits_previous_90d"),
            spent(quarter, now_ms).label("spend_90d"),
            spent(quarter - QUARTER_MS, quarter).label("spend_previous_90d"),
        )
        .where(chosen)
        .group_by(Purchase.customer_id)
    )


def _between(after_ms: int, until_ms: int) -> ColumnElement[bool]:
    return and_(Purchase.at_ms > after_ms, Purchase.at_ms <= until_ms)


def _gaps(chosen: ColumnElement[bool]) -> Subquery:
    """The time between each purchase and the one before it."""
    before = func.lag(Purchase.at_ms).over(partition_by=Purchase.customer_id, order_by=Purchase.at_ms)
    return select(Purchase.customer_id, (Purchase.at_ms - before).label("gap")).where(chosen).subquery()


def _middle_gaps(chosen: ColumnElement[bool]) -> Select[Any]:
    """The one or two gaps in the middle of each customer's gaps in order of length."""
    gaps = _gaps(chosen)
    place = func.row_number().over(partition_by=gaps.c.customer_id, order_by=gaps.c.gap).label("place")
    amount = func.count().over(partition_by=gaps.c.customer_id).label("amount")
    ranked = select(gaps, place, amount).where(gaps.c.gap.is_not(None)).subquery()
    twice = ranked.c.place * 2
    in_the_middle = and_(twice >= ranked.c.amount, twice <= ranked.c.amount + 2)
    return (
        select(
            ranked.c.customer_id,
            func.min(ranked.c.gap).label("low"),
            func.max(ranked.c.gap).label("high"),
        )
        .where(in_the_middle)
        .group_by(ranked.c.customer_id)
    )


def _figures(row: Row[Any], gaps: tuple[int, int] | None, now_ms: int) -> Figures:
    lifetime, last_visit = int(row.lifetime), int(row.last_visit)
    return Figures(
        lifetime_minor=lifetime,
        spend_12m_minor=int(row.spend_12m),
        spend_previous_12m_minor=int(row.spend_previous_12m),
        visits_12m=int(row.visits_12m),
        visits_90d=int(row.visits_90d),
        visits_previous_90d=int(row.visits_previous_90d),
        spend_90d_minor=int(row.spend_90d),
        spend_previous_90d_minor=int(row.spend_previous_90d),
        average_basket_minor=round(lifetime / int(row.visits)),
        last_visit_ms=last_visit,
        days_since_visit=(now_ms - last_visit) // DAY_MS,
        usual_gap_days=max(1, round(median(gap / DAY_MS for gap in gaps))) if gaps else None,
    )
