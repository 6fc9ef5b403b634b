"""Contacts with customers: the notes that people leave for each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.follow_ups.models import Interaction
from shared.errors import InvalidInput
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


def add_note(
    session: Session,
    *,
    interaction_id: str,
    customer_id: int,
    store_id: str,
    associate_id: str,
    text: str,
    at_ms: int,
) -> ContactView:
    """The note stands on the customer's timeline; repeating it with the same id changes nothing."""
    if not text.strip() or len(text) > NOTE_LIMIT:
        raise InvalidInput(f"A note has 1 to {NOTE_LIMIT} characters.", text=f"1 to {NOTE_LIMIT} characters")
    known = session.get(Interaction, interaction_id)
    if known is None:
        known = Interaction(
            id=interaction_id, customer_id=customer_id, store_id=store_id, associate_id=associate_id,
            kind="note", text=text, at_ms=at_ms,
        )  # fmt: skip
        session.add(known)
        session.flush()
    return _view(known)


def add_notes(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """The notes, each checked and new, stand on their customers' timelines: all, or IntegrityError."""
    session.execute(insert(Interaction), [dict(row) for row in rows])


def timeline(session: Session, customer_id: int, limit: int = MAX_TIMELINE) -> list[ContactView]:
    """The customer's latest contacts, newest first."""
    query = (
        select(Interaction)
        .where(Interaction.customer_id == customer_id)
        .order_by(Interaction.at_ms.desc(), Interaction.id.desc())
        .limit(min(limit, MAX_TIMELINE))
    )
    return [_view(each) for each in session.scalars(query)]


def _view(contact: Interaction) -> ContactView:
    return ContactView(
        contact.id, contact.store_id, contact.associate_id, contact.kind, contact.text, contact.at_ms
    )
