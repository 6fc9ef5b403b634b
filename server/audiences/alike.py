"""Segments of the customers most like those of an audience: made, and made anew from the same seed."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy.orm import Session

from server.audiences import approvals, members, service
from server.audiences.counting import Counting
from server.audiences.errors import NotByModel
from server.audiences.models import AudienceRecord
from server.audiences.records import changed, hold_all, record
from server.audiences.viewing import AudienceView, views
from server.errors import NotFound
from server.recommendations import people
from shared.errors import InvalidInput

MOST_ALIKE: Final = 10_000
MOST_SEEDS: Final = 5_000


def look_alikes(
    session: Session, seed_id: str, *, name: str, size: int, by: str, now_ms: int, new_id: str
) -> AudienceView:
    """A new segment of the customers most like those of an audience, and not among them.

    Only those who let their data be used are looked at, of a large audience some from all over. InvalidInput
    if they tell nothing.
    """
    seed = record(session, seed_id)
    if not 1 <= size <= MOST_ALIKE:
        sentence = f"Choose from 1 to {MOST_ALIKE:,} customers."
        raise InvalidInput(sentence, size=sentence)
    alike = _alike(session, seed_id, size, now_ms)
    made = service.create(
        session, {"name": name, "description": f"Most like “{seed.name}”", "customer_ids": []},
        by=by, now_ms=now_ms, new_id=new_id,
    )  # fmt: skip
    stored = record(session, made.id)
    stored.kind = "model"
    return _filled(session, stored, alike, seed, size, now_ms)


def make_anew(session: Session, audience_id: str, *, by: str, now_ms: int) -> AudienceView:
    """The segment has those who are most like its seed now; NotByModel if it was made otherwise.

    InvalidInput if its seed is not there any more, or tells nothing.
    """
    hold_all(session)
    stored = record(session, audience_id)
    if stored.kind != "model":
        raise NotByModel("This audience was not made from another one. Find look-alikes of it instead.")
    origin = json.loads(stored.origin)
    try:
        seed = record(session, origin["seed_id"])
    except NotFound:
        sentence = f"“{origin['seed_name']}” is not there any more. Find look-alikes of another audience."
        raise InvalidInput(sentence, seed_id=sentence) from None
    alike = _alike(session, seed.id, origin["size"], now_ms)
    changed(stored, by, now_ms)
    return _filled(session, stored, alike, seed, origin["size"], now_ms)


def _filled(
    session: Session, stored: AudienceRecord, alike: list[int], seed: AudienceRecord, size: int, now_ms: int
) -> AudienceView:
    others = members.replace(session, stored.id, alike, now_ms)
    stored.origin = json.dumps({"seed_id": seed.id, "seed_name": seed.name, "size": size, "as_of_ms": now_ms})
    session.flush()
    if others:
        approvals.others_are_in(session, stored, stored.updated_by, now_ms)
    return views(session, [stored])[0]


def _alike(session: Session, seed_id: str, size: int, now_ms: int) -> list[int]:
    """At most so many customers like some of the audience and not in it, the likest first."""
    counting = Counting(session, service.is_in(seed_id), None, now_ms)
    seeds = counting.place(step=-(-counting.count() // MOST_SEEDS) or 1, most=MOST_SEEDS)
    found = [each.customer_id for each in people.look_alikes(session, seeds, limit=2 * size)]
    within = counting.among(found)
    alike = [each for each in found if each not in within][:size]
    if not alike:
        sentence = (
            "Nobody stands out as like them: too few of them have bought anything. Choose a larger one."
        )
        raise InvalidInput(sentence, seed_id=sentence)
    return alike
