"""Audiences that were deleted: out of every list and off every tablet at once, and brought back for a while.

They lie in tables of their own, so that nothing that reads audiences has to know of them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Table, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from server.audiences.gathering import named_audiences
from server.audiences.models import (
    AudienceMember,
    AudienceRecord,
    DeletedAudience,
    DeletedAudienceMember,
)
from server.audiences.records import free_name, hold_all
from server.audiences.viewing import AudienceView, views
from server.database import Base
from server.errors import NotFound
from shared.audience import check_rule, taken_in
from shared.clock import DAY_MS
from shared.errors import InvalidInput

KEPT_DAYS: Final = 30
"""For so long an audience can be brought back; who was on it is forgotten afterwards."""

_COLUMNS: Final = (
    "description", "kind", "rule", "origin", "version", "created_by", "created_ms", "updated_by",
    "updated_ms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deleted:
    """An audience that can be brought back; `members` is None where a rule decided."""

    id: str
    name: str
    kind: str
    members: int | None
    deleted_by: str
    deleted_ms: int


def put_away(session: Session, stored: AudienceRecord, *, by: str, now_ms: int) -> None:
    """The audience is in no list any more; nothing takes it in."""
    _forget(session, now_ms)
    content = {name: getattr(stored, name) for name in _COLUMNS}
    session.execute(
        insert(DeletedAudience).values(
            id=stored.id, name=stored.name, content=json.dumps(content), deleted_by=by, deleted_ms=now_ms
        )
    )
    _move(session, AudienceMember, DeletedAudienceMember, stored.id)
    session.execute(delete(AudienceRecord).where(AudienceRecord.id == stored.id))


def deleted(session: Session, now_ms: int) -> list[Deleted]:
    """The audiences that can be brought back, the latest first."""
    listed = DeletedAudienceMember.audience_id
    sizes = dict(session.execute(select(listed, func.count()).group_by(listed)).all())
    query = select(DeletedAudience).where(DeletedAudience.deleted_ms > now_ms - KEPT_DAYS * DAY_MS)
    found = session.scalars(query.order_by(DeletedAudience.deleted_ms.desc(), DeletedAudience.id))
    return [
        Deleted(
            each.id, each.name, kind, None if kind == "rule" else sizes.get(each.id, 0), each.deleted_by,
            each.deleted_ms,
        )
        for each in found
        for kind in [json.loads(each.content)["kind"]]
    ]  # fmt: skip


def bring_back(
    session: Session, audience_id: str, *, by: str, now_ms: int, longest_name: int
) -> AudienceView:
    """The audience is there as it was, under a name of its own if somebody took its name meanwhile.

    InvalidInput if it takes in another one that is not there any more.
    """
    hold_all(session)
    held = session.get(DeletedAudience, audience_id)
    if held is None or held.deleted_ms <= now_ms - KEPT_DAYS * DAY_MS:
        raise NotFound("This audience cannot be brought back any more. Write it anew.")
    content: dict[str, Any] = json.loads(held.content)
    _check_taken_in(session, json.loads(content["rule"]), audience_id)
    content |= {"version": content["version"] + 1, "updated_by": by, "updated_ms": now_ms}
    stored = AudienceRecord(id=audience_id, name=free_name(session, held.name, longest_name), **content)
    session.add(stored)
    session.flush()
    _move(session, DeletedAudienceMember, AudienceMember, audience_id)
    session.execute(delete(DeletedAudience).where(DeletedAudience.id == audience_id))
    return views(session, [stored])[0]


def _check_taken_in(session: Session, rule: dict[str, Any], own_id: str) -> None:
    """What the rule takes in is there, and does not lead back to it."""
    named = named_audiences(session)
    missing = sorted(taken_in(rule) - named.keys())
    if missing:
        held = session.get(DeletedAudience, missing[0])
        which = f"“{held.name}”" if held else "An audience"
        raise InvalidInput(f"{which} that it takes in is not there any more. Bring that one back first.")
    check_rule(rule, named, own_id)


def _move(session: Session, here: type[Base], there: type[Base], audience_id: str) -> None:
    """Whoever is on the list in the first table is in the second instead."""
    source, target = _table(here), _table(there)
    rows = select(literal(audience_id), source.c.customer_id, source.c.at_ms)
    hers = source.c.audience_id == audience_id
    session.execute(insert(target).from_select(["audience_id", "customer_id", "at_ms"], rows.where(hers)))
    session.execute(delete(source).where(hers))


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]


def _forget(session: Session, now_ms: int) -> None:
    """What cannot be brought back any more is gone for good."""
    late = select(DeletedAudience.id).where(DeletedAudience.deleted_ms <= now_ms - KEPT_DAYS * DAY_MS)
    session.execute(delete(DeletedAudienceMember).where(DeletedAudienceMember.audience_id.in_(late)))
    session.execute(delete(DeletedAudience).where(DeletedAudience.id.in_(late)))
