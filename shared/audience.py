"""Audience rules: which customers a rule selects, decided the same on server and tablet.

A rule is `{"all": [condition, ...]}`; a condition is `{"attribute", "operator", "value"}`. An empty rule
selects everyone. The table `ATTRIBUTES` is the language: what may be asked, how, and of which values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from shared.customer import TIERS, CustomerFacts
from shared.errors import InvalidInput
from shared.money import plain_amount
from shared.words import _, any_of, plural

MAX_CONDITIONS = 20

Kind = Literal["choice", "number"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing a rule may ask: how it is called, what form its value has, how it is read and said.

    `says` tells a condition in plain words, by operator, from its value.
    """

    label: str
    kind: Kind
    read: Callable[[CustomerFacts, date], Any]
    says: Mapping[str, Callable[[Any], str]]
    unit: str = ""


def _days_to_birthday(facts: CustomerFacts, today: date) -> int | None:
    if not facts.birthday:
        return None
    born = date.fromisoformat(facts.birthday)
    for year in (today.year, today.year + 1):
        try:
            next_one = born.replace(year=year)
        except ValueError:  # 29 February is kept on 1 March in other years
            next_one = date(year, 3, 1)
        if next_one >= today:
            return (next_one - today).days
    return None  # pragma: no cover - one of two years always lies ahead


ATTRIBUTES: Mapping[str, Attribute] = {
    "tier": Attribute(
        "Tier", "choice", lambda f, _today: {f.tier},
        {
            "in": lambda them: _("Tier is {tiers}").format(tiers=any_of(them)),
            "not_in": lambda them: _("Tier is not {tiers}").format(tiers=any_of(them)),
        },
    ),
    "departments": Attribute(
        "Buys from", "choice", lambda f, _today: f.departments,
        {
            "in": lambda them: _("Buys from {departments}").format(departments=any_of(them)),
            "not_in": lambda them: _("Does not buy from {departments}").format(departments=any_of(them)),
        },
    ),
    "visits_12m": Attribute(
        "Visits in 12 months", "number", lambda f, _today: f.figures.visits_12m,
        {
            "at_least": lambda n: plural(
                "At least {count} visit in 12 months", "At least {count} visits in 12 months", n
            ),
            "at_most": lambda n: plural(
                "At most {count} visit in 12 months", "At most {count} visits in 12 months", n
            ),
        },
        "visits",
    ),
    "spend_12m": Attribute(
        "Spend in 12 months", "number", lambda f, _today: f.figures.spend_12m_minor / 100,
        {
            "at_least": lambda n: _("Spent at least {amount} in 12 months").format(amount=plain_amount(n)),
            "at_most": lambda n: _("Spent at most {amount} in 12 months").format(amount=plain_amount(n)),
        },
        "dollars",
    ),
    "days_since_visit": Attribute(
        "Days since last visit", "number", lambda f, _today: f.figures.days_since_visit,
        {
            "at_least": lambda n: plural(
                "Last visit at least {count} day ago", "Last visit at least {count} days ago", n
            ),
            "at_most": lambda n: plural(
                "Last visit at most {count} day ago", "Last visit at most {count} days ago", n
            ),
        },
        "days",
    ),
    "days_to_birthday": Attribute(
        "Days to birthday", "number", _days_to_birthday,
        {
            "at_least": lambda n: plural(
                "Birthday in {count} day or later", "Birthday in {count} days or later", n
            ),
            "at_most": lambda n: plural(
                "Birthday within {count} day", "Birthday within {count} days", n
            ),
        },
        "days",
    ),
}  # fmt: skip

OPERATORS: Mapping[Kind, tuple[str, ...]] = {"choice": ("in", "not_in"), "number": ("at_least", "at_most")}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Whether a customer is selected and, if not, the condition that left her out (None: selected)."""

    selected: bool
    failed: str | None = None


def check_rule(rule: object) -> dict[str, Any]:
    """The rule itself, known to be well formed; raises InvalidInput naming the condition otherwise."""
    if not isinstance(rule, dict) or set(rule) - {"all"}:
        raise InvalidInput("An audience is a list of conditions under “all”.", audience="not a rule")
    conditions = rule.get("all", [])
    if not isinstance(conditions, list) or len(conditions) > MAX_CONDITIONS:
        raise InvalidInput(f"Use at most {MAX_CONDITIONS} conditions.", audience="too many conditions")
    for number, condition in enumerate(conditions, start=1):
        _check_condition(condition, number)
    return {"all": conditions}


def _check_condition(condition: object, number: int) -> None:
    where = f"Condition {number}"
    if not isinstance(condition, dict) or set(condition) != {"attribute", "operator", "value"}:
        raise InvalidInput(f"{where} needs an attribute, an operator and a value.", audience=where)
    attribute = ATTRIBUTES.get(str(condition["attribute"]))
    if attribute is None:
        raise InvalidInput(
            f"{where} asks for “{condition['attribute']}”, which nobody knows. Choose one of: "
            + ", ".join(a.label for a in ATTRIBUTES.values()) + ".",
            audience=where,
        )  # fmt: skip
    if condition["operator"] not in OPERATORS[attribute.kind]:
        raise InvalidInput(f"{where}: “{attribute.label}” cannot be compared that way.", audience=where)
    _check_value(attribute, condition["value"], where)


def _check_value(attribute: Attribute, value: object, where: str) -> None:
    if attribute.kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10**9:
            raise InvalidInput(f"{where}: “{attribute.label}” needs a number from 0 up.", audience=where)
        return
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        raise InvalidInput(f"{where}: choose at least one value for “{attribute.label}”.", audience=where)
    if attribute is ATTRIBUTES["tier"] and set(value) - set(TIERS):
        raise InvalidInput(f"{where}: tiers are {', '.join(TIERS)}.", audience=where)


def evaluate(rule: Mapping[str, Any], facts: CustomerFacts, today: date) -> Evaluation:
    """Whether the rule selects the customer on that day; the first failing condition is the reason."""
    for condition in rule.get("all", []):
        if not _holds(condition, facts, today):
            return Evaluation(selected=False, failed=describe_condition(condition))
    return Evaluation(selected=True)


def _holds(condition: Mapping[str, Any], facts: CustomerFacts, today: date) -> bool:
    attribute = ATTRIBUTES[condition["attribute"]]
    actual, operator, value = attribute.read(facts, today), condition["operator"], condition["value"]
    if attribute.kind == "choice":
        return bool(set(actual) & set(value)) is (operator == "in")
    if actual is None:
        return False
    return bool(actual >= value) if operator == "at_least" else bool(actual <= value)


def describe_condition(condition: Mapping[str, Any]) -> str:
    """One condition in plain words: "Tier is Gold or VIP"."""
    attribute, value = ATTRIBUTES[condition["attribute"]], condition["value"]
    return attribute.says[condition["operator"]](value)


def describe(rule: Mapping[str, Any]) -> str:
    """The whole rule in plain words; an empty one is "Every customer"."""
    return "; ".join(describe_condition(c) for c in rule.get("all", [])) or _("Every customer")
