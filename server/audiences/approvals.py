"""Whoever approved a promotion approved whom it is for: another audience takes the approval back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from server.audiences.gathering import named_audiences
from server.audiences.models import AudienceRecord
from server.promotions.audience_changes import take_back
from shared.audience.walking import taken_in
from shared.particulars import NamedAudience


def others_are_in(session: Session, stored: AudienceRecord, by: str, now_ms: int) -> None:
    """What waits for approval or has it, and takes the audience in, is a draft again, with a word why."""
    take_back(session, taking_in(named_audiences(session), stored.id), stored.name, by=by, now_ms=now_ms)


def taking_in(audiences: Mapping[str, NamedAudience], audience_id: str) -> set[str]:
    """The audience, and all that take it in, over however many others."""
    found, waiting = {audience_id}, [audience_id]
    while waiting:
        inner = waiting.pop()
        outer = {key for key, each in audiences.items() if inner in taken_in(each.rule or {})} - found
        found |= outer
        waiting.extend(outer)
    return found
