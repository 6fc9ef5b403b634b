"""Audiences that were brought as a file: a list made of it or written anew by it, with what was left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from server.audiences import service
from server.audiences.reading_lists import ReadList, read_list
from server.audiences.records import record
from server.audiences.viewing import AudienceView
from shared.errors import InvalidInput

LONGEST_FILE: Final = 120
LINES_TOLD: Final = 3
"""So many lines are told of a file that can be used for nothing."""

TOLD: Final = 1_000
"""So many of the lines that were left out are kept with the list; of more only how many there were."""


def create_list(
    session: Session, values: Mapping[str, Any], file: str, content: bytes,
    *, by: str, now_ms: int, new_id: str,
) -> AudienceView:  # fmt: skip
    """A new list of the customers that the file names; InvalidInput names each field that cannot be used."""
    read = _read(session, content)
    made = service.create(
        session, {**values, "customer_ids": read.customer_ids}, by=by, now_ms=now_ms, new_id=new_id
    )
    return _told(session, made.id, file, read, now_ms)


def replace_list(
    session: Session, audience_id: str, file: str, content: bytes, *, by: str, now_ms: int
) -> AudienceView:
    """The list has the customers that the file names, and nobody else."""
    read = _read(session, content)
    service.set_members(session, audience_id, read.customer_ids, by=by, now_ms=now_ms)
    return _told(session, audience_id, file, read, now_ms)


def _read(session: Session, content: bytes) -> ReadList:
    read = read_list(session, content)
    if not read.customer_ids:
        told = " ".join(f"Line {each.line}: {each.reason}" for each in read.left_out[:LINES_TOLD])
        sentence = f"No line names a customer of yours. {told}"
        raise InvalidInput(sentence, list=sentence)
    return read


def _told(session: Session, audience_id: str, file: str, read: ReadList, now_ms: int) -> AudienceView:
    """What the list was made from is kept with it: how many lines, and which were left out and why."""
    stored = record(session, audience_id)
    stored.kind = "list"  # whatever made it before
    told = [[each.line, each.reason] for each in read.left_out[:TOLD]]
    stored.origin = json.dumps(
        {"file": file[:LONGEST_FILE], "lines": read.lines, "left_out": len(read.left_out), "told": told,
         "as_of_ms": now_ms}
    )  # fmt: skip
    session.flush()
    return service.get(session, audience_id)
