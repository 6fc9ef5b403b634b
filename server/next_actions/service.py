"""The rules of the next best action: as they stand, changed with a history, taken back, and tried out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import service as customers
from server.errors import NotFound
from server.next_actions import guard
from server.next_actions.facts import facts_for
from server.next_actions.models import ActionRule, RuleChange
from server.promotions.terms import keep_from_older
from shared.next_action import DEFAULTS, Rule, Rules, next_actions, rules_of
from shared.next_action.rules import check_rule

MOST_CHANGES = 50
MOST_TRIED = 60
"""Customers whom a rule is tried out on: enough to see what it does, quick enough to see it while typing."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Somebody changed a rule; `before` and `after` are None where it stood as it came."""

    id: str
    kind: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    changed_by: str
    changed_ms: int


@dataclass(frozen=True, slots=True)
class Tried:
    """How many of a store's customers are told each kind of action, now and with the change."""

    customers: int
    now: Mapping[str, int]
    then: Mapping[str, int]


def rules(session: Session) -> dict[str, Rule]:
    """Every rule as it stands."""
    return rules_of(_row(record) for record in session.scalars(select(ActionRule)))


def changes(session: Session) -> list[ChangeView]:
    """The latest changes, newest first."""
    query = select(RuleChange).order_by(RuleChange.changed_ms.desc(), RuleChange.id.desc())
    return [
        ChangeView(
            each.id, each.kind, _read(each.before), _read(each.after), each.changed_by, each.changed_ms
        )
        for each in session.scalars(query.limit(MOST_CHANGES))
    ]


def change(session: Session, rule: Rule, *, by: str, now_ms: int, new_id: str) -> None:
    """The rule stands like this on every tablet soon; InvalidInput names each field that cannot be used."""
    check_rule(rule)
    values = {
        "is_on": int(rule.is_on), "weight": rule.weight, "rest_days": rule.rest_days,
        "settings": json.dumps(dict(rule.settings), sort_keys=True),
    }  # fmt: skip
    _put(session, rule.kind, {"kind": rule.kind} | values, by=by, now_ms=now_ms, new_id=new_id)


def undo(session: Session, change_id: str, *, by: str, now_ms: int, new_id: str) -> str:
    """The rule stands as it did before that change, which is a change, too; answers its kind."""
    made = session.get(RuleChange, change_id)
    if made is None:
        raise NotFound("There is no such change. Load the page again.")
    _put(session, made.kind, _read(made.before), by=by, now_ms=now_ms, new_id=new_id)
    return made.kind


def try_out(session: Session, changed: Rule, store_id: str, now_ms: int) -> Tried:
    """What the changed rule would do to the customers of one store; at most `MOST_TRIED` are looked at."""
    book = customers.book_of([store_id]).order_by("customer_id").limit(MOST_TRIED)
    zone = catalogue.store(session, store_id).time_zone
    people = facts_for(session, list(session.scalars(book)), now_ms=now_ms, time_zone=zone)
    standing = rules(session)

    def told(by: Rules) -> Counter[str]:
        return Counter(kind for facts in people for kind in {a.kind for a in next_actions(facts, by)})

    return Tried(len(people), told(standing), told(standing | {changed.kind: changed}))


def default(kind: str) -> Rule:
    """The rule as it came; NotFound if nobody knows it."""
    if kind not in DEFAULTS:
        raise NotFound("There is no such rule. Choose one of the list.")
    return replace(DEFAULTS[kind])


def _put(
    session: Session, kind: str, row: Mapping[str, Any] | None, *, by: str, now_ms: int, new_id: str
) -> None:
    record = session.get(ActionRule, kind, with_for_update=True)
    before = _row(record) if record else None
    if before == row:
        return
    if row is None:
        session.delete(record)
    elif record is None:
        session.add(ActionRule(**row))
    else:
        for name in guard.COLUMNS:
            setattr(record, name, row[name])
    if guard.policy(session).holdout_percent:
        keep_from_older(session)
    session.add(
        RuleChange(
            id=new_id, kind=kind, before=_written(before), after=_written(row), changed_by=by,
            changed_ms=now_ms,
        )
    )  # fmt: skip
    session.flush()


def _row(record: ActionRule) -> dict[str, Any]:
    return {name: getattr(record, name) for name in guard.COLUMNS}


def _written(row: Mapping[str, Any] | None) -> str | None:
    return None if row is None else json.dumps(row, sort_keys=True)


def _read(text: str | None) -> dict[str, Any] | None:
    return None if text is None else dict(json.loads(text))
