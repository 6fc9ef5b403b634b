"""Which of all that could be said is said: ranked, at most five, and nothing twice too soon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from shared.clock import DAY_MS
from shared.life_dates import occasions
from shared.next_action.actions import LATER, LATER_DAYS, UNWANTED, UNWANTED_DAYS, Action
from shared.next_action.candidates import FINDERS, WITHOUT_CONSENT
from shared.next_action.facts import ActionFacts
from shared.next_action.rules import MEANINGS, Rules

MOST_ACTIONS: Final = 5
MOST_OF_A_KIND: Final = {"guide": 3, "due_again": 2, "follow_up": 2}
"""How many of one kind may stand in the list; one of every other kind, so that it is never one note only."""

_NO_DAY: Final = "9999-12-31"
_PLACE: Final = {kind: place for place, kind in enumerate(MEANINGS)}


RANKED: Final = "ranked"
DATED: Final = "dated"


def next_actions(
    facts: ActionFacts, rules: Rules, limit: int = MOST_ACTIONS, strategy: str = RANKED
) -> list[Action]:
    """What to do for her now, the most useful first; equal scores in the order of the rules.

    By the strategy `DATED`, which an experiment may try, what is due first stands first instead, and what
    has no day stands behind.
    """
    days = _days(facts) if strategy == DATED else {}

    def place(each: Action) -> tuple[str, float, int, str]:
        score = 0.0 if strategy == DATED else -each.score
        day = days.get((each.kind, each.subject), _NO_DAY)
        return day, score, _PLACE[each.kind], each.subject

    found = sorted((each for each in _found(facts, rules) if not _rests(each, facts, rules)), key=place)
    chosen: list[Action] = []
    counts: Counter[str] = Counter()
    for each in found:
        if len(chosen) < limit and counts[each.kind] < MOST_OF_A_KIND.get(each.kind, 1):
            counts[each.kind] += 1
            chosen.append(each)
    return chosen


def _days(facts: ActionFacts) -> dict[tuple[str, str], str]:
    """The day by which each action that has one is to be done."""
    found = {("follow_up", str(each.id)): each.due_on for each in facts.follow_ups}
    found |= {
        ("date", f"{each.kind}/{each.on}"): each.on.isoformat()
        for each in occasions(facts.dates, facts.today)
    }
    return found | {
        ("offer", str(each.promotion_id)): each.ends_on.isoformat() for each in facts.offers if each.ends_on
    }


def _found(facts: ActionFacts, rules: Rules) -> Iterator[Action]:
    for kind, find in FINDERS.items():
        rule = rules[kind]
        if rule.is_on and (kind in WITHOUT_CONSENT or facts.may_personalize):
            yield from find(facts, rule)


def _rests(action: Action, facts: ActionFacts, rules: Rules) -> bool:
    """True while what was done about it last is too recent to bring it up again."""
    last = max(
        (o for o in facts.outcomes if (o.action, o.subject) == (action.kind, action.subject)),
        key=lambda outcome: outcome.at_ms,
        default=None,
    )
    if last is None:
        return False
    days = {LATER: LATER_DAYS, UNWANTED: UNWANTED_DAYS}.get(last.outcome, rules[action.kind].rest_days)
    return facts.now_ms - last.at_ms < days * DAY_MS
