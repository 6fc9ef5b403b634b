"""What customers did online, as the other domains ask for it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from server.behaviour.models import BehaviourEvent
from shared.next_action.gathering import Click


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
