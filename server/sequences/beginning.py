"""Who comes into a sequence with its audience: written down once, by one statement, with the day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from sqlalchemy import String, cast, func, insert, literal, select
from sqlalchemy.orm import Session

from server.audiences.counting import Counting
from server.audiences.service import is_in
from server.database import BigId
from server.sequences.models import SequenceEntry, SequenceRecord

AGAIN_DAYS: Final = 180
"""Who came into an audience may begin its sequence again after so long, if she is in it then."""


def begin(session: Session, today: date, now_ms: int) -> dict[str, int]:
    """Whoever is in the audience of a sequence that is on has begun it; answers how many are new, by name."""
    query = select(SequenceRecord).where(SequenceRecord.starts_with == "audience", SequenceRecord.is_on == 1)
    return {
        each.name: _enter(session, each, today, now_ms)
        for each in session.scalars(query.order_by(SequenceRecord.id))
    }


def begin_one(session: Session, sequence_id: str, today: date, now_ms: int) -> int:
    """The same for one sequence; 0 if it does not begin with an audience or is off."""
    found = session.get(SequenceRecord, sequence_id)
    if found is None or found.starts_with != "audience" or not found.is_on:
        return 0
    return _enter(session, found, today, now_ms)


def _enter(session: Session, sequence: SequenceRecord, today: date, now_ms: int) -> int:
    chosen = Counting(session, is_in(str(sequence.about)), None, now_ms).ids().subquery("chosen")
    since = (today - timedelta(days=AGAIN_DAYS)).isoformat()
    there = (
        select(SequenceEntry.id)
        .where(
            SequenceEntry.sequence_id == sequence.id,
            SequenceEntry.customer_id == chosen.c.customer_id,
            SequenceEntry.began_on > since,
        )
        .exists()
    )
    day = today.isoformat()
    key = literal(f"{sequence.id}/{day}/") + cast(chosen.c.customer_id, String)
    rows = select(
        key, literal(sequence.id), chosen.c.customer_id, literal(day), literal(now_ms, BigId)
    ).where(~there)
    count = session.scalar(select(func.count()).select_from(rows.subquery())) or 0
    names = ["id", "sequence_id", "customer_id", "began_on", "began_ms"]
    session.execute(insert(SequenceEntry).from_select(names, rows))
    return count
