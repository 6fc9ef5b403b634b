"""Saved audiences: written, changed, counted, made from a seed, deleted when nothing takes them in.

An audience selects the customers whom its rule selects at that very moment; a list or a model's segment has
members of its own. Whoever changes one names the version she saw.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.audiences import approvals, copying, deleting, members
from server.audiences.counting import NO_CONSENT, Counting, Reach, Stores
from server.audiences.deleting import Deleted
from server.audiences.errors import AudienceInUse, NotByRule
from server.audiences.gathering import named_audiences
from server.audiences.models import AudienceRecord
from server.audiences.records import changed, hold_all, record
from server.audiences.sampling import SampleRow, sample
from server.audiences.viewing import AudienceView, Use, views
from server.catalogue import service as catalogue
from shared.audience import check_rule
from shared.customer_fields import is_plain
from shared.errors import InvalidInput

__all__ = [
    "NO_CONSENT", "AudienceInUse", "AudienceView", "Counted", "Deleted", "NotByRule", "SampleRow", "Use",
    "bring_back", "count_rule", "counted", "counts", "create", "delete_audience", "duplicate", "get",
    "is_in", "list_audiences", "list_deleted", "overlaps", "set_members", "update",
]  # fmt: skip

LONGEST_NAME: Final = 80
LONGEST_DESCRIPTION: Final = 400
COUNTED_AT_ONCE: Final = 20


@dataclass(frozen=True, slots=True)
class Counted:
    """Who is in an audience now; the sample is of those who let their data be used."""

    reach: Reach
    sample: list[SampleRow]


def list_audiences(session: Session) -> list[AudienceView]:
    """Every audience, by name."""
    return views(session, session.scalars(select(AudienceRecord).order_by(AudienceRecord.name)))


def get(session: Session, audience_id: str, *, lock: bool = False) -> AudienceView:
    """One audience; NotFound if there is none. `lock` is for those who are about to change it."""
    return views(session, [record(session, audience_id, lock=lock)])[0]


def create(session: Session, values: Mapping[str, Any], *, by: str, now_ms: int, new_id: str) -> AudienceView:
    """A new audience, by `rule` or of `customer_ids`; InvalidInput names each field that cannot be used."""
    has_list = values.get("customer_ids") is not None
    if has_list and values.get("rule"):
        sentence = "An audience has a rule or a list of customers, not both."
        raise InvalidInput(sentence, rule=sentence)
    hold_all(session)
    stored = AudienceRecord(
        id=new_id, name="", description="", kind="list" if has_list else "rule", rule="{}", origin="{}",
        version=1, created_by=by, created_ms=now_ms, updated_by=by, updated_ms=now_ms,
    )  # fmt: skip
    _fill(session, stored, values)
    session.add(stored)
    session.flush()
    if has_list:
        members.replace(session, new_id, values["customer_ids"], now_ms)
    return views(session, [stored])[0]


def update(
    session: Session, audience_id: str, values: Mapping[str, Any], *, by: str, now_ms: int
) -> AudienceView:
    """The audience has these values; what is not given stays. Where it is used, it is another one at once.

    A promotion that waits for approval or has it, and takes it in, is a draft again if the rule is another.
    """
    hold_all(session)
    stored = record(session, audience_id)
    if "rule" in values and stored.kind != "rule":
        raise NotByRule("This audience is a list of customers. Change the list, or write a new audience.")
    before = json.loads(stored.rule)
    _fill(session, stored, values)
    changed(stored, by, now_ms)
    session.flush()
    if json.loads(stored.rule) != before:
        approvals.others_are_in(session, stored, by, now_ms)
    return views(session, [stored])[0]


def set_members(
    session: Session, audience_id: str, customer_ids: Sequence[int], *, by: str, now_ms: int
) -> AudienceView:
    """The list has these customers and nobody else."""
    hold_all(session)
    stored = record(session, audience_id)
    if stored.kind == "rule":
        raise NotByRule("This audience has a rule, and no list. Change the rule, or write a new audience.")
    others = members.replace(session, audience_id, customer_ids, now_ms)
    changed(stored, by, now_ms)
    session.flush()
    if others:
        approvals.others_are_in(session, stored, by, now_ms)
    return views(session, [stored])[0]


def duplicate(session: Session, audience_id: str, *, by: str, now_ms: int, new_id: str) -> AudienceView:
    """Another audience with the same rule, or with the same customers on its list, under a name like it."""
    return copying.duplicate(
        session, audience_id, by=by, now_ms=now_ms, new_id=new_id, longest_name=LONGEST_NAME
    )


def delete_audience(session: Session, audience_id: str, *, by: str, now_ms: int) -> None:
    """There is no such audience any more; AudienceInUse names who takes it in. It can be brought back."""
    hold_all(session)
    view = get(session, audience_id)
    if view.used_by:
        named = ", ".join(f"“{use.name}”" for use in view.used_by[:3])
        more = f" and {len(view.used_by) - 3} more" if len(view.used_by) > 3 else ""
        raise AudienceInUse(f"It is used by {named}{more}. Take it out of them first.")
    deleting.put_away(session, record(session, audience_id), by=by, now_ms=now_ms)


def list_deleted(session: Session, now_ms: int) -> list[Deleted]:
    """The audiences that were deleted lately and can be brought back, the latest first."""
    return deleting.deleted(session, now_ms)


def bring_back(session: Session, audience_id: str, *, by: str, now_ms: int) -> AudienceView:
    """The audience is there as it was, under a name of its own if somebody took its name meanwhile."""
    return deleting.bring_back(session, audience_id, by=by, now_ms=now_ms, longest_name=LONGEST_NAME)


def counted(session: Session, audience_id: str, store_ids: Stores, now_ms: int) -> Counted:
    """Who is in that audience now, of the customers of those stores, or of all."""
    record(session, audience_id)
    return count_rule(session, is_in(audience_id), store_ids, now_ms)


def count_rule(
    session: Session, rule: object, store_ids: Stores, now_ms: int, own_id: str | None = None
) -> Counted:
    """Whom a rule selects now, saved or not; InvalidInput if it is none.

    `own_id` is the audience whose rule it would be.
    """
    names = {store.id: store.name for store in catalogue.stores(session)}
    if store_ids is not None and set(store_ids) - set(names):
        raise InvalidInput("Choose among the stores listed.", store_ids="unknown store")
    counting = Counting(session, rule, store_ids, now_ms, own_id)
    reach = counting.reach()
    return Counted(reach, sample(session, counting, reach.count, now_ms, names))


def overlaps(
    session: Session, rule: object, others: Mapping[str, Mapping[str, Any]], store_ids: Stores, now_ms: int
) -> dict[str, int]:
    """Of each of the other rules, by their keys, how many of those whom this one reaches it selects, too."""
    return Counting(session, rule, store_ids, now_ms).overlaps(others)


def counts(session: Session, audience_ids: Sequence[str], now_ms: int) -> dict[str, int]:
    """How many are in each of those audiences now who let their data be used; some audiences a query."""
    found: dict[str, int] = {}
    for first in range(0, len(audience_ids), COUNTED_AT_ONCE):
        some = audience_ids[first : first + COUNTED_AT_ONCE]
        found |= overlaps(session, {}, {each: is_in(each) for each in some}, None, now_ms)
    return found


def is_in(audience_id: str) -> dict[str, Any]:
    """The rule that selects who is in that audience."""
    return {"attribute": "audience", "operator": "in", "value": [audience_id]}


def _fill(session: Session, stored: AudienceRecord, values: Mapping[str, Any]) -> None:
    name = str(values.get("name", stored.name)).strip()
    description = str(values.get("description", stored.description)).strip()
    rule = values.get("rule", json.loads(stored.rule))
    _check_texts(session, stored.id, name, description)
    checked = check_rule(rule, named_audiences(session), stored.id)
    stored.name, stored.description, stored.rule = name, description, json.dumps(checked)


def _check_texts(session: Session, own_id: str, name: str, description: str) -> None:
    if not is_plain(name, LONGEST_NAME):
        sentence = f"Give it a name of at most {LONGEST_NAME} letters, on one line."
        raise InvalidInput(sentence, name=sentence)
    if len(description) > LONGEST_DESCRIPTION:
        sentence = f"Describe it in at most {LONGEST_DESCRIPTION} letters."
        raise InvalidInput(sentence, description=sentence)
    same = func.lower(AudienceRecord.name) == name.lower()
    if session.scalar(select(AudienceRecord.id).where(same, AudienceRecord.id != own_id)):
        sentence = f"There is an audience “{name}” already. Choose another name."
        raise InvalidInput(sentence, name=sentence)
