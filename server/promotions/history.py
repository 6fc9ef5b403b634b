"""What happened to promotions, who did it and when. Rows are only ever added, which the database sees to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.promotions.models import PromotionChange, PromotionRecord
from server.promotions.naming import names_of
from server.promotions.saying import Content, differences
from server.staff import service as staff
from shared.promotions.rule import AS_JSON

Kind = Literal[
    "created", "copied", "edited", "submitted", "withdrawn", "returned", "approved", "published", "stopped",
    "deleted", "brought_back",
]  # fmt: skip

EDITABLE: Final = (
    "name", "text", "benefit_kind", "benefit_value", "department", "starts_local", "ends_local", "audience",
    "store_ids", "total_limit", "customer_limit", "budget_minor", "offline_policy", "priority", "benefit",
    "conditions", "stacking", "store_limit", "frequency", "variants", "holdout_percent", "picture_id",
)  # fmt: skip
"""What may be given to `create` and `update`; `audience` is a rule, `store_ids` a list or None for all."""

JSON_FIELDS: Final = (*AS_JSON, "store_ids")
MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """One part of a promotion before and after, in words; `old` is empty where there was none before."""

    field: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody did something with a promotion; `note` is her word with it."""

    promotion_id: str
    promotion_name: str
    version: int
    kind: str
    by_id: str
    by_name: str
    at_ms: int
    note: str
    parts: tuple[ChangedPart, ...]


def content_of(stored: PromotionRecord) -> dict[str, Any]:
    """Everything that can be written in the promotion, as it is now."""
    values = {name: getattr(stored, name) for name in EDITABLE}
    return values | {name: json.loads(values[name] or "null") for name in JSON_FIELDS}


def note_change(
    session: Session,
    stored: PromotionRecord,
    kind: Kind,
    *,
    by: str,
    now_ms: int,
    before: Content | None = None,
    note: str = "",
) -> None:
    """The change is in the history under the promotion's version, which it has moved.

    With `before` what was written changed, too. It is part of the transaction: what is not noted did not
    happen.
    """
    stored.updated_ms = now_ms
    writes = kind in ("created", "copied", "edited")
    content = content_of(stored)
    parts = [] if before is None else _parts(session, before, content)
    session.flush()
    session.add(
        PromotionChange(
            promotion_id=stored.id, version=stored.version, kind=kind, by_id=by, at_ms=now_ms, note=note,
            changes=json.dumps(parts), content=json.dumps(content) if writes else None,
        )
    )  # fmt: skip
    session.flush()


def _parts(session: Session, before: Content, after: Content) -> list[dict[str, str]]:
    return [
        {"field": each.part.key, "label": each.part.label, "old": each.old, "new": each.new}
        for each in differences(before, after, names_of(session, (before, after)))
    ]


def of_promotion(session: Session, promotion_id: str, most: int = MOST_SHOWN) -> list[Change]:
    """What happened to one promotion, newest first."""
    query = _changes().where(PromotionChange.promotion_id == promotion_id)
    return _read(session, query.order_by(PromotionChange.version.desc()).limit(most))


def overall(session: Session, *, most: int = MOST_SHOWN, skip: int = 0) -> list[Change]:
    """What happened to all promotions, newest first, from that place on.

    Rows are only ever added, so a later page may repeat some of the one before and misses none.
    """
    query = _changes().offset(skip)
    order = (
        PromotionChange.at_ms.desc(),
        PromotionChange.promotion_id.desc(),
        PromotionChange.version.desc(),
    )
    return _read(session, query.order_by(*order).limit(most))


def content_at(session: Session, promotion_id: str, version: int) -> dict[str, Any] | None:
    """What was written in the promotion at that version; None if that was before history was kept."""
    query = (
        select(PromotionChange.content)
        .where(
            PromotionChange.promotion_id == promotion_id,
            PromotionChange.version <= version,
            PromotionChange.content.is_not(None),
        )
        .order_by(PromotionChange.version.desc())
        .limit(1)
    )
    found = session.scalar(query)
    return None if found is None else dict(json.loads(found))


def last_return(session: Session, promotion_id: str) -> Change | None:
    """The word with which it was sent back, if nothing was submitted since."""
    query = _changes().where(
        PromotionChange.promotion_id == promotion_id, PromotionChange.kind.in_(("returned", "submitted"))
    )
    found = _read(session, query.order_by(PromotionChange.version.desc()).limit(1))
    return found[0] if found and found[0].kind == "returned" else None


def _changes() -> Select[PromotionChange, str]:
    return select(PromotionChange, PromotionRecord.name).join(
        PromotionRecord, PromotionRecord.id == PromotionChange.promotion_id
    )


def _read(session: Session, query: Select[PromotionChange, str]) -> list[Change]:
    people = staff.names(session)
    return [
        Change(
            promotion_id=each.promotion_id, promotion_name=name, version=each.version, kind=each.kind,
            by_id=each.by_id, by_name=people.get(each.by_id, each.by_id), at_ms=each.at_ms, note=each.note,
            parts=tuple(ChangedPart(**part) for part in json.loads(each.changes)),
        )
        for each, name in session.execute(query)
    ]  # fmt: skip
