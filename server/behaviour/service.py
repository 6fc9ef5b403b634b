"""What customers did online, as the other domains ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.behaviour.models import Arrival, BehaviourEvent
from server.catalogue import service as catalogue
from shared.clock import DAY_MS
from shared.next_action.gathering import Click
from shared.particulars import DidOnline, utc_day


def clicks(session: Session, customer_ids: Sequence[int], since_ms: int) -> dict[int, list[Click]]:
    """What each of the customers looked at or put into her cart since then."""
    event = BehaviourEvent
    query = select(event.customer_id, event.product_id, event.kind, event.at_ms).where(
        event.customer_id.in_(customer_ids), event.at_ms >= since_ms
    )
    found: dict[int, list[Click]] = {}
    for customer_id, product_id, kind, at_ms in session.execute(query):
        found.setdefault(customer_id, []).append(Click(product_id, kind, at_ms))
    return found


def done_online(
    session: Session, customers: Select[int] | Iterable[int] | None, now_ms: int, days: int | None
) -> dict[int, list[DidOnline]]:
    """What each of the chosen customers, or of all, did in the last so many UTC days, or ever."""
    event, kinds, today = BehaviourEvent, catalogue.kinds_of_products(), utc_day(now_ms)
    query = (
        select(event.customer_id, event.kind, event.at_ms, event.product_id, kinds.c.department)
        .outerjoin(kinds, kinds.c.product_id == event.product_id)
        .where(event.at_ms < (today + 1) * DAY_MS)
    )
    if days is not None:
        query = query.where(event.at_ms >= (today - days + 1) * DAY_MS)
    if customers is not None:
        query = query.where(event.customer_id.in_(customers))
    found: dict[int, list[DidOnline]] = {}
    for customer_id, kind, at_ms, product_id, department in session.execute(query):
        found.setdefault(customer_id, []).append(DidOnline(kind, utc_day(at_ms), product_id, department))
    return found


def arrivals(session: Session, customer_ids: Sequence[int], store_id: str, since_ms: int) -> dict[int, int]:
    """When each of the customers last came into that store, of those who did since then."""
    query = (
        select(Arrival.customer_id, func.max(Arrival.at_ms))
        .where(Arrival.customer_id.in_(customer_ids), Arrival.store_id == store_id, Arrival.at_ms >= since_ms)
        .group_by(Arrival.customer_id)
    )
    return dict(session.execute(query).all())


def carted_since(session: Session, customers: Select[int], since_ms: int, most: int) -> list[int]:
    """At most so many of the customers who put something into the cart since then, the latest first."""
    event = BehaviourEvent
    query = (
        select(event.customer_id)
        .where(event.customer_id.in_(customers), event.kind == "carted", event.at_ms >= since_ms)
        .group_by(event.customer_id)
        .order_by(func.max(event.at_ms).desc(), event.customer_id)
    )
    return list(session.scalars(query.limit(most)))
