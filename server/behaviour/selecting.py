"""Who did what online, as queries of customers' ids: what audiences are counted by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select

from server.behaviour.models import BehaviourEvent
from server.catalogue import selecting as catalogue
from shared.clock import DAY_MS


def did(of: Mapping[str, Sequence[Any]], days: int | None, now_ms: int, over: int) -> Select[int]:
    """Who did such things more often than that in the last so many UTC days, or ever."""
    event, today = BehaviourEvent, now_ms // DAY_MS
    query = select(event.customer_id).where(event.kind.in_(of["event"]), event.at_ms < (today + 1) * DAY_MS)
    if days is not None:
        query = query.where(event.at_ms >= (today - days + 1) * DAY_MS)
    if "department" in of:
        of_them = catalogue.products_like({"department": of["department"]})
        query = query.join(of_them, of_them.c.product_id == event.product_id)
    if "product" in of:
        query = query.where(event.product_id.in_(of["product"]))
    return query.group_by(event.customer_id).having(func.count() > over)
