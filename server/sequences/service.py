"""Sequences of follow-ups: what HQ has, and which are switched on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.errors import NotFound
from server.sequences.models import SequenceRecord
from shared.sequences import FollowUpSequence, sequence_of


def sequences(session: Session) -> list[FollowUpSequence]:
    """Every sequence, in the order in which the first one with a due step counts."""
    return [_sequence(each) for each in session.scalars(select(SequenceRecord).order_by(SequenceRecord.id))]


def switch(session: Session, sequence_id: str, *, is_on: bool, by: str, now_ms: int) -> FollowUpSequence:
    """The sequence's steps come up from now on, or not any more."""
    found = session.get(SequenceRecord, sequence_id)
    if found is None:
        raise NotFound("There is no such sequence. Look for it in the list.")
    found.is_on, found.updated_by, found.updated_ms = int(is_on), by, now_ms
    session.flush()
    return _sequence(found)


def _sequence(record: SequenceRecord) -> FollowUpSequence:
    names = ("id", "name", "starts_with", "about", "least", "steps", "is_on")
    return sequence_of({name: getattr(record, name) for name in names})
