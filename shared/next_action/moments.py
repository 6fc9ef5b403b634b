"""What is worth a word this very moment: an event that has just happened, told to the store at once.

Each is an action that is found anyway; what makes it a moment is how fresh it is. One for each customer,
those who are in the store first, then the latest event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shared.clock import DAY_MS
from shared.fatigue import STORE, guard, touches_of
from shared.next_action.actions import Action
from shared.next_action.candidates import is_here
from shared.next_action.facts import ActionFacts
from shared.next_action.gathering import fatigue_of
from shared.next_action.ranking import next_actions
from shared.next_action.rules import Rules

FRESH_MS: Final = DAY_MS
"""How long what she did online is news."""

MOST_MOMENTS: Final = 8
_MOST_ACTIONS: Final = 50
KINDS: Final = ("in_store", "first_visit", "back_in_stock", "left_in_cart", "viewed", "date")
COURTEOUS: Final = frozenset({"in_store", "first_visit", "date"})
"""A greeting is no touch that anybody has too much of."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What has just happened to a customer and what to say of it; `is_here`: she is in the store."""

    customer_id: int
    action: Action
    at_ms: int
    is_here: bool


def moments(people: Iterable[ActionFacts], rules: Rules, limit: int = MOST_MOMENTS) -> list[Moment]:
    """At most so many, the most urgent first; none for a customer who has heard enough."""
    found = [moment for facts in people if (moment := _moment(facts, rules)) is not None]
    found.sort(key=lambda each: (not each.is_here, -each.at_ms, each.customer_id))
    return found[:limit]


def _moment(facts: ActionFacts, rules: Rules) -> Moment | None:
    """The heaviest of what has just happened to her; that she is here counts if there is nothing to say."""
    if not facts.may_personalize:
        return None
    here = is_here(facts, rules["in_store"])
    may_sell = guard(STORE, touches_of(facts.outcomes), fatigue_of(rules), facts.now_ms).allowed
    for action in next_actions(facts, rules, limit=_MOST_ACTIONS):
        at_ms = _happened_ms(action, facts)
        if at_ms is not None and (may_sell or action.kind in COURTEOUS):
            return Moment(facts.customer_id, action, at_ms, here)
    return None


def _happened_ms(action: Action, facts: ActionFacts) -> int | None:
    """When what the action is about happened; None if it is no news or was long ago."""
    at_ms: int | None = None
    if action.kind == "in_store":
        at_ms = facts.arrived_ms
    elif action.kind == "first_visit":
        at_ms = max(facts.last_visit_ms or 0, facts.arrived_ms or 0)
    elif action.kind == "back_in_stock":
        at_ms = next(each.at_ms for each in facts.restocked if str(each.product_id) == action.subject)
    elif action.kind in ("left_in_cart", "viewed"):
        at_ms = next(each.last_ms for each in facts.noticed if str(each.product_id) == action.subject)
    elif action.kind == "date" and action.subject.endswith(facts.today.isoformat()):
        return facts.now_ms - facts.now_ms % DAY_MS
    if at_ms is None or not 0 <= facts.now_ms - at_ms < FRESH_MS:
        return None
    return at_ms
