"""Which sequences begin with saved audiences: as long as they are there, those audiences stay."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.sequences.models import SequenceRecord


def sequences_beginning_with(session: Session) -> dict[str, list[tuple[str, str, str]]]:
    """By audience, the sequences that begin with it: their id, name and whether they are on or off."""
    stored = SequenceRecord
    query = select(stored.id, stored.name, stored.is_on, stored.about).where(stored.starts_with == "audience")
    found: dict[str, list[tuple[str, str, str]]] = {}
    for sequence_id, name, is_on, audience_id in session.execute(query.order_by(stored.name, stored.id)):
        found.setdefault(audience_id or "", []).append((sequence_id, name, "on" if is_on else "off"))
    return found
