"""What a crowd of customers bought lately and before, as sums, to plan a trial among them from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from sqlalchemy import CTE, BigInteger, ColumnElement, Select, case, cast, func, select
from sqlalchemy.orm import Session

from server.purchases.models import Purchase
from shared.clock import DAY_MS

DAYS: Final = 90
"""So far back it is known who comes; as many days before she is met tell what she spends afterwards."""


@dataclass(frozen=True, slots=True)
class Before:
    """Of those who bought in the window: how many, sums of what each spent in it (y) and before it (x).

    `reached` says for day after day of the last `DAYS` how many different customers had come by then;
    `came_again` how many of the `earlier` ones, who bought in the `DAYS` before the window, bought in it.
    """

    n: int
    y: int
    yy: int
    x: int
    xx: int
    xy: int
    reached: tuple[int, ...]
    earlier: int
    came_again: int


def before(session: Session, customers: Select[int], now_ms: int, window: int = DAYS) -> Before:
    """The sums of these customers at that moment, by one pass over their purchases.

    `window` is how many days, up to `DAYS`, stand for those of the trial: whoever meets it on her first visit
    spends all that she spends in it after she met it.
    """
    since_ms, window_ms = now_ms - DAYS * DAY_MS, now_ms - window * DAY_MS
    is_late = Purchase.at_ms > window_ms
    amount = cast(Purchase.total_minor, BigInteger)
    each = (
        select(
            func.sum(case((is_late, amount), else_=0)).label("y"),
            func.sum(case((is_late, 0), else_=amount)).label("x"),
            func.max(case((is_late, 1), else_=0)).label("came"),
            func.min(case((Purchase.at_ms > since_ms, Purchase.at_ms))).label("first_ms"),
            func.min(Purchase.at_ms).label("earliest_ms"),
        )
        .where(
            Purchase.customer_id.in_(customers),
            Purchase.at_ms > window_ms - DAYS * DAY_MS,
            Purchase.at_ms <= now_ms,
        )
        .group_by(Purchase.customer_id)
        .cte("each_customer")
    )
    came = each.c.came == 1
    of_late = [func.sum(value).filter(came) for value in _products(each)]
    was_there = each.c.earliest_ms <= window_ms
    counts = [
        func.count().filter(came), func.count().filter(was_there), func.count().filter(was_there & came),
    ]  # fmt: skip
    row = session.execute(select(*counts, *of_late)).one()
    n, earlier, again, *sums = (int(value or 0) for value in row)
    y, yy, x, xx, xy = sums
    day = (each.c.first_ms - since_ms - 1) / DAY_MS
    whole = cast(func.floor(day), BigInteger).label("day")
    firsts = select(whole, func.count()).where(each.c.first_ms.is_not(None)).group_by(whole)
    by_day = dict(session.execute(firsts).all())
    reached = tuple(accumulate(by_day.get(number, 0) for number in range(DAYS)))
    return Before(n, y, yy, x, xx, xy, reached, earlier, again)


def _products(each: CTE) -> list[ColumnElement[int]]:
    y, x = cast(each.c.y, BigInteger), cast(each.c.x, BigInteger)
    return [y, y * y, x, x * x, x * y]
