"""The rows of audiences, for whoever is about to change them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.audiences.models import AudienceRecord
from server.errors import NotFound


def record(session: Session, audience_id: str, *, lock: bool = False) -> AudienceRecord:
    """The row of one audience; NotFound if there is none."""
    query = select(AudienceRecord).where(AudienceRecord.id == audience_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("There is no such audience. Look for it in the list.")
    return found


def hold_all(session: Session) -> None:
    """Nobody else changes an audience until the transaction ends: together, two could make a circle."""
    session.execute(select(AudienceRecord.id).order_by(AudienceRecord.id).with_for_update()).all()


def changed(stored: AudienceRecord, by: str, now_ms: int) -> None:
    """It is another version from now on."""
    stored.version += 1
    stored.updated_by, stored.updated_ms = by, now_ms


def free_name(session: Session, name: str, longest: int) -> str:
    """The name, or one like it that no audience has: "Guests (2)"."""
    taken = {each.casefold() for each in session.scalars(select(AudienceRecord.name))}
    found, number = name[:longest], 1
    while found.casefold() in taken:
        number += 1
        ending = f" ({number})"
        found = name[: longest - len(ending)] + ending
    return found
