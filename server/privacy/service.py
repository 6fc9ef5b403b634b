"""The look-up log: nobody sees a customer's data without a trace of who, when and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.actors import Actor
from server.privacy.models import LookUp


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
