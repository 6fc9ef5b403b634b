"""The audience builder: plain rows of attribute, operator and value, and the rule they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from shared.audience import MAX_CONDITIONS, OPERATORS, Attribute
from shared.audience.profile import PROFILE as ATTRIBUTES
from shared.errors import InvalidInput

FormData = MultiDict[str, str]
"""A form as it was sent."""

WORDS = {
    "choice": {"in": "is one of", "not_in": "is none of"},
    "number": {"at_least": "at least", "at_most": "at most"},
}


@dataclass(slots=True)
class RuleRow:
    """One condition as it stands in the form; `values` for choices, `value` for numbers."""

    attribute: str = "tier"
    operator: str = "in"
    value: str = ""
    values: list[str] = field(default_factory=list)
    error: str | None = None

    @property
    def kind(self) -> str:
        """The form of its value: choice or number."""
        return ATTRIBUTES[self.attribute].kind


@dataclass(frozen=True, slots=True)
class AttributeChoice:
    """An attribute as the builder offers it; `operators` are pairs of key and words."""

    label: str
    kind: str
    unit: str
    operators: tuple[tuple[str, str], ...]


def choices() -> dict[str, AttributeChoice]:
    """Every attribute that a condition may ask, by key."""
    return {key: _choice(attribute) for key, attribute in ATTRIBUTES.items()}


def _choice(attribute: Attribute) -> AttributeChoice:
    words = WORDS[attribute.kind]
    operators = tuple((key, words[key]) for key in OPERATORS[attribute.kind])
    return AttributeChoice(attribute.label, attribute.kind, attribute.unit, operators)


def rows_of_form(data: FormData) -> list[RuleRow]:
    """The rows as they were sent; what does not fit a row's attribute any more is left behind."""
    text = data.get("rule_count", "0")
    sent = min(int(text), MAX_CONDITIONS) if text.isascii() and text.isdigit() else 0
    return [_row(data, number) for number in range(sent)]


def _row(data: FormData, number: int) -> RuleRow:
    attribute = data.get(f"rule-{number}-attribute", "tier")
    if attribute not in ATTRIBUTES:
        attribute = "tier"
    kind = ATTRIBUTES[attribute].kind
    operator = data.get(f"rule-{number}-operator", "")
    if operator not in OPERATORS[kind]:
        operator = OPERATORS[kind][0]
    kept = attribute == data.get(f"rule-{number}-was", attribute)
    sent = data.getlist(f"rule-{number}-value") if kept else []
    if kind == "number":
        return RuleRow(attribute, operator, value=sent[0] if sent else "")
    return RuleRow(attribute, operator, values=sent)


def rows_of_rule(rule: Mapping[str, Any]) -> list[RuleRow]:
    """The rows that would lead to this rule."""
    rows = []
    for condition in rule.get("all", []):
        value = condition["value"]
        row = RuleRow(condition["attribute"], condition["operator"])
        if isinstance(value, list):
            row.values = list(value)
        else:
            row.value = f"{value:g}"
        rows.append(row)
    return rows


def rule_of(rows: Sequence[RuleRow]) -> dict[str, Any]:
    """The rule that the rows add up to; InvalidInput, with each wrong row marked, if one cannot be read."""
    conditions = [
        {"attribute": row.attribute, "operator": row.operator, "value": _value(row)} for row in rows
    ]
    wrong = [number for number, row in enumerate(rows, start=1) if row.error]
    if wrong:
        which = f"Condition {wrong[0]}" if len(wrong) == 1 else "Some conditions"
        sentence = f"{which} cannot be used yet: complete or remove {'it' if len(wrong) == 1 else 'them'}."
        raise InvalidInput(sentence, audience=sentence)
    return {"all": conditions} if conditions else {}


def _value(row: RuleRow) -> Any:
    row.error = None
    if row.kind == "choice":
        if not row.values:
            noun = "tier" if row.attribute == "tier" else "department"
            row.error = f"Choose at least one {noun}."
        return row.values
    text = row.value.strip().replace(",", "").removeprefix("$")
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 10**9:
        row.error = "Give a number from 0 up."
        return 0
    return int(number) if number.is_integer() else number
