"""Whether a rule selects a customer, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.audience.describing import describe_condition
from shared.audience.language import ATTRIBUTES
from shared.audience.walking import NOT
from shared.customer import CustomerFacts


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Whether a customer is selected and, if not, the condition that left her out (None: selected)."""

    selected: bool
    failed: str | None = None


def evaluate(rule: Mapping[str, Any], facts: CustomerFacts, today: date) -> Evaluation:
    """Whether the rule selects the customer on that day; the first part that fails is the reason."""
    failed = _failing(rule, facts, today)
    return Evaluation(selected=failed is None, failed=describe_condition(failed) if failed else None)


def _failing(node: Mapping[str, Any], facts: CustomerFacts, today: date) -> Mapping[str, Any] | None:
    """The first part that does not hold, within lists of which all must; None if the node holds."""
    if "all" in node:
        found = (_failing(child, facts, today) for child in node["all"])
        return next((each for each in found if each is not None), None)
    return None if _holds(node, facts, today) else node


def _holds(node: Mapping[str, Any], facts: CustomerFacts, today: date) -> bool:
    if "any" in node:
        return any(_holds(child, facts, today) for child in node["any"])
    if "all" in node:
        return all(_holds(child, facts, today) for child in node["all"])
    if NOT in node:
        return not _holds(node[NOT], facts, today)
    return not node or _meets(node, facts, today)


def _meets(condition: Mapping[str, Any], facts: CustomerFacts, today: date) -> bool:
    attribute = ATTRIBUTES[condition["attribute"]]
    actual, operator, value = attribute.read(facts, today), condition["operator"], condition["value"]
    if attribute.kind == "choice":
        return bool(set(actual) & set(value)) is (operator == "in")
    if actual is None:
        return False
    return bool(actual >= value) if operator == "at_least" else bool(actual <= value)
