"""Sequences of follow-ups: what HQ has, written, changed with a history, and switched."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.audiences import service as audiences
from server.catalogue import service as catalogue
from server.errors import NotFound
from server.promotions import reading as promotions
from server.sequences.errors import SequenceChanged
from server.sequences.models import SequenceChange, SequenceRecord
from shared.errors import InvalidInput
from shared.sequences import OFFER, FollowUpSequence, check_sequence, sequence_of, steps_as_json

MOST_CHANGES: Final = 50
NAMES: Final = ("id", "name", "starts_with", "about", "least", "steps", "is_on", "stops_with")
REFUSED: Final = "The sequence cannot be saved like this: see the fields marked."


@dataclass(frozen=True, slots=True)
class SequenceView:
    """A sequence with who changed it last; `version` is named by whoever changes it next."""

    sequence: FollowUpSequence
    version: int
    updated_by: str
    updated_ms: int


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Somebody changed a sequence; `before` is None for a new one."""

    id: str
    before: FollowUpSequence | None
    after: FollowUpSequence
    changed_by: str
    changed_ms: int


def sequences(session: Session) -> list[FollowUpSequence]:
    """Every sequence, in the order in which the first one with a due step counts."""
    return [each.sequence for each in views(session)]


def views(session: Session) -> list[SequenceView]:
    """Every sequence in that order, with who changed it last."""
    return [_view(each) for each in session.scalars(select(SequenceRecord).order_by(SequenceRecord.id))]


def get(session: Session, sequence_id: str) -> SequenceView:
    """That sequence; NotFound if there is none."""
    return _view(_record(session, sequence_id))


def save(
    session: Session, sequence: FollowUpSequence, *, version: int | None, by: str, now_ms: int, change_id: str
) -> SequenceView:
    """The sequence stands like this on every tablet soon, and its change is kept.

    `version` is the one that was seen, None for a new sequence. InvalidInput names each field that cannot be
    used; SequenceChanged says that somebody else was quicker.
    """
    tidy = replace(sequence, name=sequence.name.strip(), steps=_in_order(sequence))
    _check(session, tidy)
    stored = session.get(SequenceRecord, tidy.id, with_for_update=True)
    if (None if stored is None else stored.version) != version:
        raise SequenceChanged("Somebody else has changed this sequence meanwhile. Load the page again.")
    return _put(session, stored, tidy, by=by, now_ms=now_ms, change_id=change_id)


def switch(
    session: Session, sequence_id: str, *, is_on: bool, by: str, now_ms: int, change_id: str
) -> SequenceView:
    """The sequence's steps come up from now on, or not any more."""
    stored = _record(session, sequence_id, lock=True)
    wanted = replace(_view(stored).sequence, is_on=is_on)
    return _put(session, stored, wanted, by=by, now_ms=now_ms, change_id=change_id)


def changes(session: Session, sequence_id: str) -> list[ChangeView]:
    """What was changed of that sequence, the latest first."""
    query = (
        select(SequenceChange)
        .where(SequenceChange.sequence_id == sequence_id)
        .order_by(SequenceChange.version.desc())
    )
    return [
        ChangeView(
            each.id,
            _read(each.before) if each.before else None,
            _read(each.after),
            each.changed_by,
            each.changed_ms,
        )
        for each in session.scalars(query.limit(MOST_CHANGES))
    ]


def undo(
    session: Session, sequence_id: str, change_id: str, *, by: str, now_ms: int, new_id: str
) -> SequenceView:
    """The sequence stands as it did before that change, which is a change, too."""
    made = session.get(SequenceChange, change_id)
    if made is None or made.sequence_id != sequence_id or made.before is None:
        raise NotFound("There is no such change to take back. Load the page again.")
    before = _read(made.before)
    stored = _record(session, sequence_id, lock=True)
    _check(session, before)
    return _put(session, stored, before, by=by, now_ms=now_ms, change_id=new_id)


def _check(session: Session, sequence: FollowUpSequence) -> None:
    """What is named in it is there, too."""
    check_sequence(sequence)
    wrong: dict[str, str] = {}
    if sequence.starts_with == "bought" and catalogue.unknown_names(session, {sequence.about or ""}):
        wrong["about"] = "No category or department is called so. Write it as the catalogue does."
    if sequence.starts_with == "audience":
        known = {each.id for each in audiences.list_audiences(session)}
        if sequence.about not in known:
            wrong["about"] = "This audience is not there any more. Choose another one."
    wrong |= _wrong_offers(session, sequence)
    if wrong:
        raise InvalidInput(REFUSED, **wrong)


def _wrong_offers(session: Session, sequence: FollowUpSequence) -> dict[str, str]:
    asked = [(place, step) for place, step in enumerate(sequence.steps, 1) if step.deed == OFFER]
    known = promotions.names(session, {str(step.promotion_id) for _, step in asked})
    return {
        f"step_{place}": "This promotion is not there any more. Choose another one."
        for place, step in asked
        if step.promotion_id not in known
    }


def _in_order(sequence: FollowUpSequence) -> Any:
    return tuple(
        replace(step, title=step.title.strip(), text=step.text.strip())
        for step in sorted(sequence.steps, key=lambda step: step.after_days)
    )


def _put(
    session: Session,
    stored: SequenceRecord | None,
    wanted: FollowUpSequence,
    *,
    by: str,
    now_ms: int,
    change_id: str,
) -> SequenceView:
    before = None if stored is None else _row(stored)
    after = _row_of(wanted)
    if stored is None:
        stored = SequenceRecord(**after, version=1, updated_by=by, updated_ms=now_ms)
        session.add(stored)
    elif before != after:
        for name, value in after.items():
            setattr(stored, name, value)
        stored.version, stored.updated_by, stored.updated_ms = stored.version + 1, by, now_ms
    if before != after:
        session.add(
            SequenceChange(
                id=change_id, sequence_id=wanted.id, version=stored.version,
                before=_written(before) if before else None, after=_written(after), changed_by=by,
                changed_ms=now_ms,
            )
        )  # fmt: skip
    session.flush()
    return _view(stored)


def _record(session: Session, sequence_id: str, *, lock: bool = False) -> SequenceRecord:
    found = session.get(SequenceRecord, sequence_id, with_for_update=lock)
    if found is None:
        raise NotFound("There is no such sequence. Look for it in the list.")
    return found


def _row(record: SequenceRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in NAMES}


def _row_of(sequence: FollowUpSequence) -> dict[str, Any]:
    values = {name: getattr(sequence, name) for name in NAMES}
    return values | {
        "steps": steps_as_json(sequence.steps),
        "is_on": int(sequence.is_on),
        "stops_with": json.dumps(list(sequence.stops_with)),
    }


def _view(record: SequenceRecord) -> SequenceView:
    return SequenceView(sequence_of(_row(record)), record.version, record.updated_by, record.updated_ms)


def _written(row: Mapping[str, Any]) -> str:
    return json.dumps(row, sort_keys=True)


def _read(text: str) -> FollowUpSequence:
    return sequence_of(json.loads(text))
