"""Audience rules: which customers a rule selects, decided the same on server and tablet.

A rule is `{}` (everyone) or a node: `{"all": [node, …]}`, `{"any": [node, …]}`, `{"not": node}` or a
condition `{"attribute", "operator", "value"}`, by attribute also with `of` (what it is about), `days` (how
far back) and `measure`. `ATTRIBUTES` is the language: what may be asked, how, and of which values. Rules
come from outside: nothing here may trust one that `check_rule` has not passed, and nothing here looks
anything up: what is known of a customer is handed in (`shared.customer`, `shared.particulars`).
"""

from __future__ import annotations

from shared.audience.attributes import OPERATORS, Attribute
from shared.audience.checking import (
    MAX_CONDITIONS,
    MAX_DEPTH,
    MAX_NODES,
    InvalidRule,
    check_rule,
)
from shared.audience.describing import describe, describe_condition, describe_parts
from shared.audience.evaluating import Evaluation, evaluate
from shared.audience.language import ATTRIBUTES, understood
from shared.audience.parts import MAX_VALUES
from shared.audience.walking import all_conditions, attributes_asked, conditions, days_asked, taken_in

__all__ = [
    "ATTRIBUTES", "MAX_CONDITIONS", "MAX_DEPTH", "MAX_NODES", "MAX_VALUES", "OPERATORS", "Attribute",
    "Evaluation", "InvalidRule", "all_conditions", "attributes_asked", "check_rule", "conditions",
    "days_asked", "describe", "describe_condition", "describe_parts", "evaluate", "taken_in", "understood",
]  # fmt: skip
