"""Audiences as they are shown: the rule in plain words, how many are on a list, and what takes it in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server.audiences import members
from server.audiences.gathering import named_audiences
from server.audiences.models import AudienceRecord
from server.catalogue import service as catalogue
from server.experiments.audience_uses import experiments_taking_in
from server.promotions.audience_uses import promotions_taking_in
from server.sequences.audience_uses import sequences_beginning_with
from shared.audience import describe
from shared.audience.walking import taken_in
from shared.particulars import Names


@dataclass(frozen=True, slots=True)
class Use:
    """Something that takes an audience in: a promotion, experiment or sequence in that state, an audience."""

    kind: str
    id: str
    name: str
    status: str | None = None


@dataclass(frozen=True, slots=True)
class AudienceView:
    """An audience with everything a list or a page shows of it; `members` is None where a rule decides.

    `says` is the rule in plain words. `origin` says what a model made the members from.
    """

    id: str
    name: str
    description: str
    kind: str
    rule: dict[str, Any]
    says: str
    origin: dict[str, Any]
    members: int | None
    version: int
    created_by: str
    created_ms: int
    updated_by: str
    updated_ms: int
    used_by: list[Use]


def views(session: Session, records: Iterable[AudienceRecord]) -> list[AudienceView]:
    """The audiences as shown, by a few queries whatever their number."""
    stored = list(records)
    uses, sizes, named = _uses(session), members.counts(session), named_audiences(session)
    names = Names(
        stores={store.id: store.name for store in catalogue.stores(session)},
        audiences={key: each.name for key, each in named.items()},
    )
    return [
        AudienceView(
            id=each.id, name=each.name, description=each.description, kind=each.kind,
            rule=json.loads(each.rule), says=_said(each, names), origin=json.loads(each.origin),
            members=None if each.kind == "rule" else sizes.get(each.id, 0),
            version=each.version, created_by=each.created_by, created_ms=each.created_ms,
            updated_by=each.updated_by, updated_ms=each.updated_ms, used_by=uses.get(each.id, []),
        )
        for each in stored
    ]  # fmt: skip


def _uses(session: Session) -> dict[str, list[Use]]:
    """By audience, who takes it in."""
    found: dict[str, list[Use]] = {}
    for kind, taking in (
        ("promotion", promotions_taking_in(session)),
        ("experiment", experiments_taking_in(session)),
        ("sequence", sequences_beginning_with(session)),
    ):
        for audience_id, named in taking.items():
            found.setdefault(audience_id, []).extend(Use(kind, *each) for each in named)
    for key, each in named_audiences(session).items():
        for audience_id in taken_in(each.rule or {}):
            found.setdefault(audience_id, []).append(Use("audience", key, each.name))
    return found


def _said(stored: AudienceRecord, names: Names) -> str:
    return describe(json.loads(stored.rule), names) if stored.kind == "rule" else ""
