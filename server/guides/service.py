"""Guides as HQ writes them: what is there, what makes sense, what is switched off."""

from __future__ import annotations

from dataclasses import asdict, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.errors import NotFound
from server.guides.models import GuideRecord
from shared.errors import InvalidInput
from shared.guides import Guide, check_guide


def guides(session: Session) -> list[Guide]:
    """Every guide, in the order of what it is tied to and of its days."""
    query = select(GuideRecord).order_by(
        GuideRecord.tie, GuideRecord.about, GuideRecord.first_day, GuideRecord.id
    )
    return [_guide(record) for record in session.scalars(query)]


def get(session: Session, guide_id: str) -> Guide:
    """That guide; NotFound if there is none."""
    return _guide(_record(session, guide_id))


def save(session: Session, guide: Guide, *, by: str, now_ms: int) -> Guide:
    """The guide is on its way to every tablet; InvalidInput names each field that cannot be used."""
    check_guide(guide)
    unknown = catalogue.unknown_names(session, guide.found_in)
    if unknown:
        sentence = f"No department or category is called “{unknown[0]}”. Write it as the catalogue does."
        raise InvalidInput("The guide cannot be saved like this: see the fields marked.", department=sentence)
    tidy = replace(guide, title=guide.title.strip(), text=guide.text.strip(), about=guide.about.strip())
    values = asdict(tidy) | {"is_on": int(guide.is_on), "updated_by": by, "updated_ms": now_ms}
    known = session.get(GuideRecord, guide.id)
    if known is None:
        session.add(GuideRecord(**values))
    else:
        for name, value in values.items():
            setattr(known, name, value)
    session.flush()
    return tidy


def switch(session: Session, guide_id: str, *, is_on: bool, by: str, now_ms: int) -> Guide:
    """The guide is given to customers from now on, or not any more."""
    return save(session, replace(get(session, guide_id), is_on=is_on), by=by, now_ms=now_ms)


def _record(session: Session, guide_id: str) -> GuideRecord:
    found = session.get(GuideRecord, guide_id)
    if found is None:
        raise NotFound("There is no such guide. Look for it in the list.")
    return found


def _guide(record: GuideRecord) -> Guide:
    values = {name: getattr(record, name) for name in Guide.__dataclass_fields__}
    return Guide(**values | {"is_on": bool(record.is_on)})
