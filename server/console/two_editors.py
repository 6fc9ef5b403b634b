"""Two people edit one promotion: the second sees what the first changed beside what she typed, and chooses.

The form names the version that it was opened with. What was saved since is compared part by part; a part that
she did not touch is proposed as it was saved, one that she did as she typed it. Nothing is saved before.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.orm import Session

from server.console.editor_models import Meanwhile, MeanwhilePart
from server.console.wording import ago
from server.promotions import history, saying, service
from server.promotions.naming import names_of
from server.staff import service as staff

TAKE: Final = "take-"
MINE, THEIRS = "mine", "theirs"


def version_of(form: Mapping[str, str]) -> int | None:
    """The version the form was opened with; None if it names none that can be."""
    text = form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def chosen(form: Mapping[str, str], values: Mapping[str, Any], kept: service.PromotionView) -> dict[str, Any]:
    """The values to be saved: hers, but for the parts where she took what the other saved."""
    taken = dict(values)
    for part in saying.PARTS:
        if form.get(TAKE + part.key) == THEIRS:
            taken |= {name: getattr(kept, name) for name in part.fields}
    return taken


def meanwhile(
    session: Session, kept: service.PromotionView, version: int, values: Mapping[str, Any], now_ms: int
) -> Meanwhile:
    """What was saved since that version beside what she typed; parts that are the same are not there."""
    theirs = {name: getattr(kept, name) for name in service.EDITABLE}
    mine = theirs | dict(values)
    base = history.content_at(session, kept.id, version) or theirs
    parts = [
        MeanwhilePart(
            key=each.part.key,
            label=each.part.label,
            theirs=each.old,
            mine=each.new,
            takes=_proposed(each.part, base, mine),
        )
        for each in saying.differences(theirs, mine, names_of(session, (theirs, mine)))
        if saying.differs(each.part, base, theirs)
    ]
    who = staff.names(session).get(kept.edited_by, "Somebody")
    return Meanwhile(who=who, when=ago(kept.updated_ms, now_ms), parts=parts)


def _proposed(part: saying.Part, base: saying.Content, mine: saying.Content) -> str:
    return MINE if saying.differs(part, base, mine) else THEIRS
