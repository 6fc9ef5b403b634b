"""What became of actions: kept as tablets recorded it, and read back for whoever looks for the next one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from server.next_actions.models import ActionOutcome
from shared.next_action.actions import DONE
from shared.next_action.facts import Outcome


def keep(session: Session, row: Mapping[str, Any]) -> None:
    """The outcome is kept; repeating it with the same id changes nothing."""
    if session.get(ActionOutcome, row["id"]) is None:
        add(session, [row])


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """The outcomes, each checked and new, are kept: all, or IntegrityError."""
    session.execute(insert(ActionOutcome), [dict(row) for row in rows])


def outcomes_for(session: Session, customers: Iterable[int]) -> dict[int, tuple[Outcome, ...]]:
    """What became of actions for each of the customers."""
    record = ActionOutcome
    query = select(
        record.customer_id, record.action, record.subject, record.outcome, record.channel, record.at_ms
    ).where(record.customer_id.in_(list(customers)))
    found: dict[int, list[Outcome]] = {}
    for customer_id, action, subject, outcome, channel, at_ms in session.execute(query):
        found.setdefault(customer_id, []).append(Outcome(action, subject, outcome, channel, at_ms))
    return {customer_id: tuple(some) for customer_id, some in found.items()}


def promises_kept() -> Select[str]:
    """A query of the promises that somebody said to be done."""
    record = ActionOutcome
    return select(record.subject).where(record.action == "follow_up", record.outcome == DONE)


def contacts_made(session: Session, store_id: str, since_ms: int) -> int:
    """How many customers that store has contacted since then."""
    record = ActionOutcome
    query = select(func.count(record.customer_id.distinct())).where(
        record.store_id == store_id, record.at_ms >= since_ms, record.outcome == DONE,
        record.channel.is_not(None),
    )  # fmt: skip
    return session.scalar(query) or 0
