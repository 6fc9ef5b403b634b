"""What is worth doing, how much it weighs and when: the rules that HQ can change.

A rule that nobody changed is as `DEFAULTS` has it; a stored row stands over it. What a version does not know
in a row is passed over, so that rules travel between versions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from shared.errors import InvalidInput

Kind = Literal[
    "follow_up", "left_in_cart", "date", "thank_you", "lapsing", "due_again", "offer", "guide", "viewed",
    "missing", "in_store", "first_visit", "back_in_stock", "contact",
]  # fmt: skip

MOST_WEIGHT: Final = 100
MOST_REST_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class Setting:
    """A whole number that HQ can set: what it says, in what unit, and within which bounds."""

    label: str
    unit: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to speak to a customer: whether it counts, how much, and how long it rests once done."""

    kind: Kind
    is_on: bool
    weight: int
    rest_days: int
    settings: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a rule is called, what it does, and what its settings mean."""

    label: str
    sentence: str
    settings: Mapping[str, Setting] = field(default_factory=dict)


Rules = Mapping[str, Rule]

MEANINGS: Final[Mapping[str, Meaning]] = {
    "follow_up": Meaning(
        "Open follow-up", "Somebody promised something and it is due.",
        {"ahead_days": Setting("Shown so early", "days", 0, 30)},
    ),
    "left_in_cart": Meaning(
        "Left in the cart", "Put into the cart online and not bought since.",
        {"within_days": Setting("Not older than", "days", 1, 90)},
    ),
    "date": Meaning(
        "Birthday or other date", "A day of hers is near.",
        {"ahead_days": Setting("Shown so early", "days", 0, 60)},
    ),
    "thank_you": Meaning(
        "Thank-you", "A purchase much larger than usual.",
        {
            "within_days": Setting("Not older than", "days", 1, 60),
            "percent_of_usual": Setting("At least", "% of the usual basket", 110, 1000),
            "least_amount": Setting("And at least", "dollars", 0, 10_000),
        },
    ),
    "lapsing": Meaning(
        "Lapsing", "Has been away for longer than her own rhythm explains.",
        {
            "below_percent": Setting("Chance of coming back below", "%", 1, 99),
            "within_days": Setting("Last visit not longer ago than", "days", 14, 730),
        },
    ),
    "due_again": Meaning(
        "Due again", "Something bought regularly should be running out.",
        {"least_times": Setting("Bought at least", "times", 3, 20)},
    ),
    "offer": Meaning(
        "Offer worth making", "A running offer she may have and has not used.",
        {"last_days": Setting("More urgent in the last", "days", 1, 30)},
    ),
    "guide": Meaning("Helpful guide", "A guide fits a date of hers or something she owns."),
    "viewed": Meaning(
        "Looked at online", "Looked at online more than once and not bought since.",
        {
            "within_days": Setting("Not older than", "days", 1, 90),
            "least_times": Setting("Looked at", "times at least", 1, 20),
        },
    ),
    "in_store": Meaning(
        "In the store now", "She has come in and not bought yet.",
        {"within_minutes": Setting("Came in not longer ago than", "minutes", 5, 480)},
    ),
    "first_visit": Meaning(
        "First visit", "She is here for the first time, or bought for the first time today."
    ),
    "back_in_stock": Meaning(
        "Back in stock", "Something she wished for or looked at was sold out and is there again.",
        {"within_days": Setting("Not longer ago than", "days", 1, 30)},
    ),
    "missing": Meaning("Missing consent or size", "Nobody has asked yet; one question puts it right."),
    "contact": Meaning(
        "Who to contact today", "The guard over all channels: nobody is contacted too often.",
        {
            "quiet_days": Setting("After a contact, silence for", "days", 0, 90),
            "most_touches": Setting("Enough after (0: never)", "days with a word to her", 0, 50),
            "touch_days": Setting("Counted over all channels", "days", 1, 90),
            "most_today": Setting("A store contacts at most", "customers a day", 1, 200),
            "most_offers": Setting("No more offers after (0: never)", "that she let pass", 0, 50),
            "offer_days": Setting("Counted over", "days", 1, 90),
            "holdout_percent": Setting("Never made any offer, to compare with", "% of customers", 0, 50),
        },
    ),
}  # fmt: skip
"""In the order in which equal scores stand."""

_GUARD: Final = {
    "quiet_days": 14, "most_touches": 8, "touch_days": 30, "most_today": 20, "most_offers": 5,
    "offer_days": 7, "holdout_percent": 0,
}  # fmt: skip

DEFAULTS: Final[Rules] = {
    rule.kind: rule
    for rule in (
        Rule("follow_up", True, 100, 365, {"ahead_days": 0}),
        Rule("left_in_cart", True, 85, 14, {"within_days": 14}),
        Rule("date", True, 80, 300, {"ahead_days": 7}),
        Rule("thank_you", True, 70, 30, {"within_days": 7, "percent_of_usual": 250, "least_amount": 100}),
        Rule("lapsing", True, 75, 30, {"below_percent": 40, "within_days": 180}),
        Rule("due_again", True, 55, 3, {"least_times": 4}),
        Rule("offer", True, 60, 7, {"last_days": 3}),
        Rule("guide", True, 50, 60),
        Rule("viewed", True, 45, 14, {"within_days": 14, "least_times": 2}),
        Rule("in_store", True, 65, 1, {"within_minutes": 90}),
        Rule("first_visit", True, 72, 365),
        Rule("back_in_stock", True, 78, 30, {"within_days": 7}),
        Rule("missing", True, 30, 30),
        Rule("contact", True, 0, 0, _GUARD),
    )
}


def rules_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Rule]:
    """Every rule, as the stored rows change them; what nobody here knows of them is passed over."""
    stored = {row["kind"]: row for row in rows}
    return {kind: _laid_over(rule, stored.get(kind)) for kind, rule in DEFAULTS.items()}


def _laid_over(rule: Rule, row: Mapping[str, Any] | None) -> Rule:
    if row is None:
        return rule
    given = row["settings"]
    settings = json.loads(given) if isinstance(given, str) else given
    known = {name: settings.get(name, value) for name, value in rule.settings.items()}
    return Rule(rule.kind, bool(row["is_on"]), row["weight"], row["rest_days"], known)


def check_rule(rule: Rule) -> None:
    """Nothing happens if the rule makes sense; otherwise InvalidInput names each wrong field."""
    if rule.kind not in MEANINGS:
        raise InvalidInput("Nobody knows this rule. Choose one of the list.", kind="unknown")
    wrong: dict[str, str] = {}
    if not 0 <= rule.weight <= MOST_WEIGHT:
        wrong["weight"] = f"A weight is 0 to {MOST_WEIGHT}."
    if not 0 <= rule.rest_days <= MOST_REST_DAYS:
        wrong["rest_days"] = f"It rests 0 to {MOST_REST_DAYS} days."
    meanings = MEANINGS[rule.kind].settings
    for name, meaning in meanings.items():
        if not meaning.low <= rule.settings.get(name, meaning.low - 1) <= meaning.high:
            wrong[name] = f"A whole number, {meaning.low:,} to {meaning.high:,}."
    if set(rule.settings) - set(meanings):
        wrong["settings"] = f"This rule has only: {', '.join(meanings) or 'no settings'}."
    if wrong:
        raise InvalidInput("The rule cannot be saved like this: see the fields marked.", **wrong)
