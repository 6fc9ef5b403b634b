"""A copy of an audience, to be changed without changing what takes in the first one."""

from __future__ import annotations

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from server.audiences.models import AudienceMember, AudienceRecord
from server.audiences.records import free_name, hold_all, record
from server.audiences.viewing import AudienceView, views


def duplicate(
    session: Session, audience_id: str, *, by: str, now_ms: int, new_id: str, longest_name: int
) -> AudienceView:
    """Another audience with the same rule, or with the same customers on its list."""
    hold_all(session)
    stored = record(session, audience_id)
    copy = AudienceRecord(
        id=new_id, name=free_name(session, stored.name, longest_name), description=stored.description,
        kind="rule" if stored.kind == "rule" else "list", rule=stored.rule, origin=stored.origin, version=1,
        created_by=by, created_ms=now_ms, updated_by=by, updated_ms=now_ms,
    )  # fmt: skip
    session.add(copy)
    session.flush()
    member = AudienceMember
    rows = select(literal(new_id), member.customer_id, literal(now_ms)).where(member.audience_id == stored.id)
    session.execute(insert(member).from_select(["audience_id", "customer_id", "at_ms"], rows))
    return views(session, [copy])[0]
