"""Whether a rule selects a customer, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shared.audience.attributes import ASKS_MORE, Asking, Undecided, known
from shared.audience.describing import describe_condition
from shared.audience.language import understood
from shared.audience.walking import NOT
from shared.customer import CustomerFacts
from shared.words import _

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Whether a customer is selected and, if not, the condition that left her out (None: selected)."""

    selected: bool
    failed: str | None = None


def evaluate(rule: Node, facts: CustomerFacts, today: date) -> Evaluation:
    """Whether the rule selects the customer on that day; the first part that fails is the reason.

    What cannot be decided, because a newer version wrote it or because nobody looked, selects nobody.
    """
    try:
        failed = _Evaluating(facts, today).failing(rule)
    except Undecided:
        return Evaluation(selected=False, failed=_(ASKS_MORE))
    if failed is None:
        return Evaluation(selected=True)
    return Evaluation(selected=False, failed=describe_condition(failed, facts.particulars.names))


class _Evaluating:
    """One customer on one day; each audience that rules take in is decided once."""

    def __init__(self, facts: CustomerFacts, today: date) -> None:
        self._asking = Asking(facts, today, self._is_in)
        self._particulars = facts.particulars
        self._decided: dict[str, bool | None] = {}

    def failing(self, node: Node) -> Node | None:
        """The first part that does not hold, within lists of which all must; None if the node holds."""
        if "all" in node:
            found = (self.failing(child) for child in node["all"])
            return next((each for each in found if each is not None), None)
        return None if self._holds(node) else node

    def _holds(self, node: Node) -> bool:
        if "all" in node:
            return all(self._holds(child) for child in node["all"])
        if "any" in node:
            return any(self._holds(child) for child in node["any"])
        if NOT in node:
            return not self._holds(node[NOT])
        return not node or self._meets(node)

    def _meets(self, condition: Node) -> bool:
        actual = known(understood(condition)).read(self._asking, condition)
        operator, value = condition["operator"], condition["value"]
        if operator in ("in", "not_in"):
            return (not actual.isdisjoint(value)) is (operator == "in")
        if actual is None:
            return False
        return bool(actual >= value) if operator == "at_least" else bool(actual <= value)

    def _is_in(self, audience_id: str) -> bool:
        """Whether she is in another audience; Undecided if that is not here, or takes itself in."""
        if audience_id not in self._decided:
            named = known(self._particulars.audiences).get(audience_id)
            self._decided[audience_id] = None
            if known(named).rule is None:
                is_in = audience_id in known(self._particulars.member_of)
            else:
                is_in = self._holds(known(known(named).rule))
            self._decided[audience_id] = is_in
        return known(self._decided[audience_id])
