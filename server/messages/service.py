"""Message templates as HQ writes them: what is there, what makes sense, what is switched off."""

from __future__ import annotations

from dataclasses import asdict, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.errors import NotFound
from server.messages.models import TemplateRecord
from shared.message_templates import MessageTemplate, check_template


def templates(session: Session) -> list[MessageTemplate]:
    """Every template, by language and name."""
    query = select(TemplateRecord).order_by(TemplateRecord.language, TemplateRecord.name, TemplateRecord.id)
    return [_template(record) for record in session.scalars(query)]


def get(session: Session, template_id: str) -> MessageTemplate:
    """That template; NotFound if there is none."""
    found = session.get(TemplateRecord, template_id)
    if found is None:
        raise NotFound("There is no such template. Look for it in the list.")
    return _template(found)


def save(session: Session, template: MessageTemplate, *, by: str, now_ms: int) -> MessageTemplate:
    """The template is on its way to every tablet; InvalidInput names each field that cannot be used."""
    check_template(template)
    tidy = replace(template, name=template.name.strip(), text=template.text.strip())
    values = asdict(tidy) | {"is_on": int(tidy.is_on), "updated_by": by, "updated_ms": now_ms}
    known = session.get(TemplateRecord, tidy.id)
    if known is None:
        session.add(TemplateRecord(**values))
    else:
        for name, value in values.items():
            setattr(known, name, value)
    session.flush()
    return tidy


def _template(record: TemplateRecord) -> MessageTemplate:
    values = {name: getattr(record, name) for name in MessageTemplate.__dataclass_fields__}
    return MessageTemplate(**values | {"is_on": bool(record.is_on)})
