"""What is wrong with the parts of one condition. No look at a part costs more than its limit allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from shared.audience.attributes import HIGHEST, OPERATORS, Attribute, Part

MAX_VALUES: Final = 500
MAX_VALUES_TOGETHER: Final = 2_000
LONGEST_VALUE: Final = 120
MAX_DAYS: Final = 3_660
HIGHEST_ID: Final = 2**53

_NOT_PLAIN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NOT_IN_NAMES: Final = frozenset("\"\\'$.[]{}")
"""What a path into JSON would take for more than a name."""


def is_value(value: object) -> bool:
    """True for a text of one line that is not empty, not long, and has no blanks around it."""
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_VALUE:
        return False
    return value == value.strip() and _NOT_PLAIN.search(value) is None


def number_of_values(condition: Mapping[str, Any]) -> int:
    """How many values stand in all its lists."""
    of = condition.get("of")
    about = list(of.values()) if isinstance(of, dict) and len(of) <= MAX_VALUES else []
    return sum(len(each) for each in (condition["value"], *about) if isinstance(each, list))


def complaint_about(condition: Mapping[str, Any], attribute: Attribute) -> str | None:
    """What is wrong with a condition on that attribute; None if it can be decided."""
    if len(condition) > len(attribute.parts) or not condition.keys() <= attribute.parts:
        return f"“{attribute.label}” has {', '.join(sorted(attribute.parts))} and nothing else."
    operator = condition["operator"]
    if operator not in attribute.operators:
        return f"“{attribute.label}” cannot be compared that way."
    return (
        _about(condition.get("of", {}), attribute)
        or _counting(condition, attribute)
        or (
            _choices(condition["value"], attribute)
            if operator in OPERATORS["choice"]
            else _number(condition["value"], attribute)
        )
    )


def _about(of: object, attribute: Attribute) -> str | None:
    if not isinstance(of, dict) or len(of) > len(attribute.of) or not of.keys() <= attribute.of.keys():
        return f"“{attribute.label}” can be about {', '.join(attribute.of)}."
    for name, part in attribute.of.items():
        if name not in of and part.is_required:
            return f"“{attribute.label}” needs to know: {part.label.lower()}."
        complaint = _part(of[name], part) if name in of else None
        if complaint:
            return complaint
    return None


def _part(value: object, part: Part) -> str | None:
    if part.kind == "text":
        if not is_value(value) or not _NOT_IN_NAMES.isdisjoint(str(value)):
            return f"“{part.label}” is one short name."
        return None if part.allowed is None or value in part.allowed else _only(part.allowed, part.label)
    complaint = _list(value, part.label)
    if complaint or not isinstance(value, list):
        return complaint
    if part.kind == "numbers":
        fits = all(type(each) is int and 0 <= each <= HIGHEST_ID for each in value)
        return None if fits else f"“{part.label}” needs numbers, as the catalogue has them."
    return _texts(value, part.label, part.allowed, part.label)


def _counting(condition: Mapping[str, Any], attribute: Attribute) -> str | None:
    days = condition.get("days")
    if days is not None and (type(days) is not int or not 1 <= days <= MAX_DAYS):
        return f"the days to look back are a whole number from 1 to {MAX_DAYS}, or nothing for ever."
    if "measure" in condition and condition["measure"] not in attribute.measures:
        return f"“{attribute.label}” can be counted in {', '.join(attribute.measures)}."
    return None


def _choices(value: object, attribute: Attribute) -> str | None:
    complaint = _list(value, attribute.label)
    if complaint or not isinstance(value, list):
        return complaint
    return _texts(value, attribute.label, attribute.allowed, attribute.things)


def _list(value: object, label: str) -> str | None:
    if not isinstance(value, list) or not value:
        return f"choose at least one value for “{label}”."
    return f"choose at most {MAX_VALUES} values for “{label}”." if len(value) > MAX_VALUES else None


def _texts(value: list[object], label: str, allowed: tuple[str, ...] | None, things: str) -> str | None:
    if not all(is_value(each) for each in value):
        return f"choose at least one value for “{label}”, each a short text."
    return _only(allowed, things) if allowed is not None and not set(value) <= set(allowed) else None


def _only(allowed: tuple[str, ...], things: str) -> str:
    return f"{things} are {', '.join(allowed)}."


def _number(value: object, attribute: Attribute) -> str | None:
    lowest = attribute.lowest
    fits = isinstance(value, int | float) and not isinstance(value, bool) and lowest <= value <= HIGHEST
    return None if fits else f"“{attribute.label}” needs a number from {lowest} up."
