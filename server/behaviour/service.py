"""What customers did online, as the other domains ask for it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
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
