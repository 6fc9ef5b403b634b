"""Who bought what, as queries of customers' ids: what audiences are counted by.

A query of those who count so much; whoever is in none of them counts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, literal_column, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from server.catalogue import selecting as catalogue
from server.purchases.models import BoughtLine, BoughtTotal, Purchase
from shared.clock import DAY_MS
from shared.customer import YEAR_MS

Ids = Select[int]

MEASURES = ("times", "items", "spend")
OF_PRODUCTS = ("department", "category", "brand", "product")


def beside_kept(since: ColumnElement[int], now_ms: int) -> Subquery:
    """What of the 12 months up to that moment is not among purchases after `since`, by customer.

    What is among those and not of the 12 months counts against it. Three stretches of time, each found by
    the index: what came before `since`, what is too old, what is still to come.
    """
    at, begin = Purchase.at_ms, now_ms - YEAR_MS
    before = _stretch(1, and_(at > begin, at <= since, at <= now_ms))
    too_old = _stretch(-1, and_(at > since, at <= begin))
    to_come = _stretch(-1, and_(at > since, at > now_ms))
    rows = union_all(before, too_old, to_come).subquery()
    visits, spent = func.sum(rows.c.sign), func.sum(rows.c.sign * rows.c.total_minor)
    query = select(rows.c.customer_id, visits.label("visits"), spent.label("spent_minor"))
    return query.group_by(rows.c.customer_id).subquery()


def _stretch(sign: int, when: ColumnElement[bool]) -> Select[int, int, int]:
    counts: ColumnElement[int] = literal_column(str(sign))
    return select(Purchase.customer_id, Purchase.total_minor, counts.label("sign")).where(when)


def _beyond(total: ColumnElement[Any], over: int | None, under: int | None) -> ColumnElement[bool]:
    return total > over if over is not None else total < under


def ever_came(now_ms: int) -> Ids:
    """Who came at all up to that moment."""
    return select(Purchase.customer_id).where(Purchase.at_ms <= now_ms)


def came_since(since_ms: int, now_ms: int) -> Ids:
    """Who came later than the one moment, up to the other."""
    return select(Purchase.customer_id).where(Purchase.at_ms > since_ms, Purchase.at_ms <= now_ms)


def stayed_away(since_ms: int, now_ms: int) -> Ids:
    """Whose latest purchase up to now was then, or earlier."""
    latest = select(Purchase.customer_id).where(Purchase.at_ms <= now_ms).group_by(Purchase.customer_id)
    return latest.having(func.max(Purchase.at_ms) <= since_ms)


def bought_from(departments: Sequence[str], now_ms: int) -> Ids:
    """Who bought from one of the departments in the 12 months up to that moment."""
    line = BoughtLine
    of_them = catalogue.products_like({"department": departments})
    query = select(line.customer_id).join(of_them, of_them.c.product_id == line.product_id)
    return query.where(line.at_ms > now_ms - YEAR_MS, line.at_ms <= now_ms)


def bought(
    of: Mapping[str, Sequence[Any]],
    days: int | None,
    now_ms: int,
    measure: str,
    *,
    over: int | None = None,
    under: int | None = None,
) -> Ids:
    """Of those who bought such things in the last so many UTC days: who did more than that, or less.

    Counted in purchases, in pieces or in cents.
    """  # fmt: skip
    if any(name in of for name in OF_PRODUCTS):
        return _by_lines(of, days, now_ms, measure, over, under)
    total = BoughtTotal
    sums: Mapping[str, ColumnElement[Any]] = {
        "times": func.count(), "items": func.sum(total.items), "spend": func.sum(total.amount_minor),
    }  # fmt: skip
    query = select(total.customer_id).where(_window(total.at_ms, days, now_ms))
    for name, column in (("channel", total.channel), ("store", total.store_id)):
        if name in of:
            query = query.where(column.in_(of[name]))
    return query.group_by(total.customer_id).having(_beyond(sums[measure], over, under))


def _by_lines(
    of: Mapping[str, Sequence[Any]], days: int | None, now_ms: int, measure: str, over: int | None,
    under: int | None,
) -> Ids:  # fmt: skip
    line = BoughtLine
    sums: Mapping[str, ColumnElement[Any]] = {
        "times": func.count(line.purchase_id.distinct()), "items": func.sum(line.quantity),
        "spend": func.sum(line.amount_minor),
    }  # fmt: skip
    query = select(line.customer_id).where(_window(line.at_ms, days, now_ms))
    kinds = {name: of[name] for name in OF_PRODUCTS if name in of and name != "product"}
    if kinds:
        of_them = catalogue.products_like(kinds)
        query = query.join(of_them, of_them.c.product_id == line.product_id)
    if "product" in of:
        query = query.where(line.product_id.in_(of["product"]))
    if "channel" in of or "store" in of:
        query = query.join(Purchase, Purchase.id == line.purchase_id)
        for name, column in (("channel", Purchase.channel), ("store", Purchase.store_id)):
            if name in of:
                query = query.where(column.in_(of[name]))
    return query.group_by(line.customer_id).having(_beyond(sums[measure], over, under))


def _window(column: InstrumentedAttribute[int], days: int | None, now_ms: int) -> ColumnElement[bool]:
    today = now_ms // DAY_MS
    until = column < (today + 1) * DAY_MS
    return until if days is None else and_(column >= (today - days + 1) * DAY_MS, until)
