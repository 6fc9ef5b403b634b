"""The guard over all channels as HQ has it: how often anybody is made an offer, and who never is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.next_actions.models import ActionRule, RuleChange
from shared.next_action import rules_of
from shared.next_action.gathering import policy_of
from shared.promotions import OfferPolicy

COLUMNS = ("kind", "is_on", "weight", "rest_days", "settings")
CONTACT = "contact"


class Held(NamedTuple):
    """So many of a hundred customers are held out of everything since then."""

    since_ms: int
    percent: int


def policy(session: Session) -> OfferPolicy:
    """What it says of offers."""
    stored = session.scalars(select(ActionRule).where(ActionRule.kind == CONTACT))
    return policy_of(rules_of({name: getattr(each, name) for name in COLUMNS} for each in stored))


def holdouts(session: Session) -> tuple[Held, ...]:
    """How many were held out of everything, the first time first: the last one holds now."""
    query = select(RuleChange.before, RuleChange.after, RuleChange.changed_ms)
    query = query.where(RuleChange.kind == CONTACT).order_by(RuleChange.changed_ms, RuleChange.id)
    changes = session.execute(query).all()
    if not changes:
        return (Held(0, policy(session).holdout_percent),)
    found = [Held(0, _percent(changes[0][0]))]
    for _before, after, changed_ms in changes:
        if (percent := _percent(after)) != found[-1].percent:
            found.append(Held(changed_ms, percent))
    return tuple(found)


def percent_at(held: Iterable[Held], at_ms: int) -> int:
    """How many of a hundred were held out of everything at that moment."""
    return [each.percent for each in held if each.since_ms <= at_ms][-1]


def _percent(row: str | None) -> int:
    return policy_of(rules_of([] if row is None else [json.loads(row)])).holdout_percent
