"""Contacts with customers: the notes that people leave for each other, and what was promised to customers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, func, insert, select, true
from sqlalchemy.orm import Session

from server.actors import Actor
from server.follow_ups.models import FollowUp, Interaction
from shared.errors import InvalidInput
from shared.operation_people import MANAGER, MANAGER_NOTE
from shared.operations import NOTE_LIMIT

MAX_TIMELINE = 200


@dataclass(frozen=True, slots=True)
class ContactView:
    """One contact on a customer's timeline."""

    id: str
    store_id: str
    associate_id: str
    kind: str
    text: str
    at_ms: int


class Promise(NamedTuple):
    """Something promised to a customer for a day (ISO text)."""

    id: str
    text: str
    due_on: str


def add_note(
    session: Session,
    *,
    interaction_id: str,
    customer_id: int,
    store_id: str,
    associate_id: str,
    text: str,
    at_ms: int,
    kind: str = "note",
) -> ContactView:
    """The note stands on the customer's timeline; repeating it with the same id changes nothing."""
    if not text.strip() or len(text) > NOTE_LIMIT:
        raise InvalidInput(f"A note has 1 to {NOTE_LIMIT} characters.", text=f"1 to {NOTE_LIMIT} characters")
    known = session.get(Interaction, interaction_id)
    if known is None:
        known = Interaction(
            id=interaction_id, customer_id=customer_id, store_id=store_id, associate_id=associate_id,
            kind=kind, text=text, at_ms=at_ms,
        )  # fmt: skip
        session.add(known)
        session.flush()
    return _view(known)


def add_notes(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """The notes, each checked and new, stand on their customers' timelines: all, or IntegrityError."""
    session.execute(insert(Interaction), [dict(row) for row in rows])


def promise(session: Session, row: Mapping[str, Any]) -> None:
    """The promise stands; repeating it with the same id changes nothing."""
    if session.get(FollowUp, row["id"]) is None:
        add_promises(session, [row])


def add_promises(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """The promises, each checked and new, stand: all, or IntegrityError."""
    session.execute(insert(FollowUp), [dict(row) for row in rows])


def promises(session: Session, customers: Iterable[int]) -> dict[int, list[Promise]]:
    """Everything that was promised to each of the customers, the earliest first."""
    query = (
        select(FollowUp.customer_id, FollowUp.id, FollowUp.text, FollowUp.due_on)
        .where(FollowUp.customer_id.in_(list(customers)))
        .order_by(FollowUp.due_on, FollowUp.id)
    )
    found: dict[int, list[Promise]] = {}
    for customer_id, *values in session.execute(query):
        found.setdefault(customer_id, []).append(Promise(*values))
    return found


def promised_until(
    session: Session, customers: Select[int], day: str, *, done: Select[str], most: int
) -> list[int]:
    """At most so many of the customers to whom something is promised until that day, the earliest first.

    `done` are the promises that are kept.
    """
    query = (
        select(FollowUp.customer_id)
        .where(FollowUp.customer_id.in_(customers), FollowUp.due_on <= day, FollowUp.id.not_in(done))
        .group_by(FollowUp.customer_id)
        .order_by(func.min(FollowUp.due_on), FollowUp.customer_id)
    )
    return list(session.scalars(query.limit(most)))


def timeline(
    session: Session, customer_id: int, reader: Actor, limit: int = MAX_TIMELINE
) -> list[ContactView]:
    """The customer's latest contacts that the reader may read, newest first; HQ's staff read all of them."""
    own = Interaction.associate_id == reader.id
    is_trusted = reader.kind == "staff" or reader.role == MANAGER
    query = (
        select(Interaction)
        .where(Interaction.customer_id == customer_id)
        .where(true() if is_trusted else (Interaction.kind != MANAGER_NOTE) | own)
        .order_by(Interaction.at_ms.desc(), Interaction.id.desc())
        .limit(min(limit, MAX_TIMELINE))
    )
    return [_view(each) for each in session.scalars(query)]


def _view(contact: Interaction) -> ContactView:
    return ContactView(
        contact.id, contact.store_id, contact.associate_id, contact.kind, contact.text, contact.at_ms
    )
