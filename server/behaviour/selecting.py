"""Who did what online, as queries of customers' ids: what audiences are counted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, Text, and_, cast, func, select, union_all

from server.behaviour.models import BehaviourEvent
from server.catalogue import selecting as catalogue
from server.customers import selecting as customers
from shared.audience.story import WISHED
from shared.clock import DAY_MS


def did(of: Mapping[str, Sequence[Any]], days: int | None, now_ms: int, over: int) -> Select[int]:
    """Who did such things more often than that in the last so many UTC days, or ever."""
    kinds = [kind for kind in of["event"] if kind != WISHED]
    done = [_done(kinds, of, days, now_ms)] if kinds else []
    if WISHED in of["event"]:
        done.append(_wished(of, days, now_ms))
    rows = (done[0] if len(done) == 1 else union_all(*done)).subquery()
    return select(rows.c.customer_id).group_by(rows.c.customer_id).having(func.count() > over)


def _done(
    kinds: Sequence[str], of: Mapping[str, Sequence[Any]], days: int | None, now_ms: int
) -> Select[int]:
    event = BehaviourEvent
    query = select(event.customer_id).where(event.kind.in_(kinds), _window(event.at_ms, days, now_ms))
    if "department" in of:
        of_them = catalogue.products_like({"department": of["department"]})
        query = query.join(of_them, of_them.c.product_id == event.product_id)
    if "product" in of:
        query = query.where(event.product_id.in_(of["product"]))
    return query


def _wished(of: Mapping[str, Sequence[Any]], days: int | None, now_ms: int) -> Select[int]:
    """A row for each wish: what is wished for is noted as text."""
    wish = customers.wishes().subquery()
    query = select(wish.c.customer_id).where(_window(wish.c.at_ms, days, now_ms))
    if "department" in of:
        of_them = catalogue.products_like({"department": of["department"]})
        query = query.join(of_them, cast(of_them.c.product_id, Text) == wish.c.value)
    if "product" in of:
        query = query.where(wish.c.value.in_([str(product) for product in of["product"]]))
    return query


def _window(column: SQLColumnExpression[int], days: int | None, now_ms: int) -> ColumnElement[bool]:
    today = now_ms // DAY_MS
    until = column < (today + 1) * DAY_MS
    return until if days is None else and_(column >= (today - days + 1) * DAY_MS, until)
