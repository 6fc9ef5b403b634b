"""The look-up log: nobody sees a customer's data without a trace of who, when and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.actors import Actor
from server.privacy.models import LookUp


@dataclass(frozen=True, slots=True)
class LookUpView:
    """Somebody saw a customer's data."""

    actor_id: str
    purpose: str
    at_ms: int


def look_ups_of(session: Session, customer_id: int, limit: int) -> list[LookUpView]:
    """Who saw that customer's data last, the latest first."""
    query = select(LookUp.actor_id, LookUp.purpose, LookUp.at_ms).where(LookUp.customer_id == customer_id)
    latest = query.order_by(LookUp.at_ms.desc(), LookUp.id.desc()).limit(limit)
    return [LookUpView(*row) for row in session.execute(latest)]


def log_look_up(
    session: Session,
    *,
    actor: Actor,
    customer_ids: Iterable[int],
    purpose: str,
    now_ms: int,
    new_id: Callable[[], str],
) -> None:
    """The log says that the actor saw these customers; it holds none of their data."""
    rows = [
        {
            "id": new_id(),
            "at_ms": now_ms,
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "device_id": actor.device_id,
            "customer_id": customer_id,
            "purpose": purpose,
        }
        for customer_id in customer_ids
    ]
    if rows:
        session.execute(insert(LookUp), rows)
