"""The audience builder: groups and conditions as they stand in the form, and the rule they add up to.

A rule may nest deeper than the builder shows: what lies below its last level is kept as it is, in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from shared.audience import ATTRIBUTES, check_rule
from shared.audience.attributes import OPERATORS
from shared.audience.parts import complaint_about
from shared.errors import InvalidInput

FormData = MultiDict[str, str]
"""A form as it was sent."""

HOWS: Final = {
    "all": "All of these", "any": "At least one of these", "none": "None of these",
    "not_all": "Not all of these at once",
}  # fmt: skip
"""What a group asks of its parts."""

MOST_LEVELS: Final = 3
"""How deep the builder shows groups, the outermost counted."""

BETWEEN: Final = ";"
"""What stands between values that are typed; one that holds it is not taken apart but kept."""

TYPED_VALUES: Final = frozenset({"noted", "imported"})
"""Attributes whose values are typed, because nobody lists them."""

_WHOLE: Final = frozenset({"product"})
"""Parts of what a condition is about that are numbers."""

_NOUNS: Final = {
    "tier": "tier", "departments": "department", "home_store": "store", "region": "region",
    "audience": "audience",
}  # fmt: skip


@dataclass(slots=True)
class RuleRow:
    """One condition as it stands in the form; `values` for what is chosen, `value` for what is typed.

    `place` counts conditions from 1, `number` all parts of the rule from 0, in the order of the page.
    """

    attribute: str = "tier"
    operator: str = "in"
    value: str = ""
    values: list[str] = field(default_factory=list)
    about: dict[str, list[str]] = field(default_factory=dict)
    days: str = ""
    measure: str = ""
    error: str | None = None
    number: int = 0
    place: int = 1

    @property
    def is_typed(self) -> bool:
        """True if its value is written into a field."""
        return self.operator in OPERATORS["number"] or self.attribute in TYPED_VALUES


@dataclass(slots=True)
class RuleKept:
    """A part of the rule that the builder does not take apart, exactly as it was."""

    node: dict[str, Any]
    words: str = ""
    error: str | None = None
    number: int = 0

    @property
    def text(self) -> str:
        """What the form carries of it."""
        return json.dumps(self.node)


@dataclass(slots=True)
class RuleGroup:
    """Parts of which all, one or none must hold; `number` −1 is the whole rule."""

    how: str = "all"
    parts: list[RuleRow | RuleGroup | RuleKept] = field(default_factory=list)
    error: str | None = None
    number: int = -1
    level: int = 1


Part = RuleRow | RuleGroup | RuleKept


def walk(group: RuleGroup) -> Iterator[tuple[Part, RuleGroup]]:
    """Every part below the group with the group it is in, in the order of the page."""
    for part in group.parts:
        yield part, group
        if isinstance(part, RuleGroup):
            yield from walk(part)


def rows(root: RuleGroup) -> list[RuleRow]:
    """Every condition, in the order of the page."""
    return [part for part, _ in walk(root) if isinstance(part, RuleRow)]


def number_parts(root: RuleGroup) -> int:
    """How many parts there are; each knows its number, its level and, if it is a condition, its place."""
    place = count = 0
    for part, parent in walk(root):
        part.number, count = count, count + 1
        if isinstance(part, RuleGroup):
            part.level = parent.level + 1
        elif isinstance(part, RuleRow):
            place += 1
            part.place = place
    return count


def group_of_rule(rule: Mapping[str, Any]) -> RuleGroup:
    """The groups and conditions that would lead to this rule, which was checked."""
    found = _part(rule, 1) if rule else RuleGroup()
    root = found if isinstance(found, RuleGroup) else RuleGroup(parts=[found])
    number_parts(root)
    return root


def _part(node: Mapping[str, Any], level: int) -> Part:
    opened = _opened(node)
    if opened is None:
        return _row(node)
    if level > MOST_LEVELS:
        return RuleKept(dict(node))
    how, inside = opened
    return RuleGroup(how, [_part(each, level + 1) for each in inside])


def _opened(node: Mapping[str, Any]) -> tuple[str, list[Mapping[str, Any]]] | None:
    """What a group asks of which parts; None for a condition."""
    for how in ("all", "any"):
        if how in node:
            return how, list(node[how])
    if "not" not in node:
        return None
    inner = node["not"]
    if "any" in inner:
        return "none", list(inner["any"])
    return ("not_all", list(inner["all"])) if "all" in inner else ("none", [inner])


def _row(condition: Mapping[str, Any]) -> RuleRow | RuleKept:
    attribute, value = condition["attribute"], condition["value"]
    row = RuleRow(attribute, condition["operator"])
    row.about = {key: _texts(value) for key, value in condition.get("of", {}).items()}
    row.days = "" if condition.get("days") is None else str(condition["days"])
    row.measure = condition.get("measure", "")
    if not isinstance(value, list):
        row.value = json.dumps(value)
    elif attribute in TYPED_VALUES:
        if any(BETWEEN in each for each in value):
            return RuleKept(dict(condition))
        row.value = f"{BETWEEN} ".join(value)
    else:
        row.values = list(value)
    return row


def _texts(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def rule_of(root: RuleGroup) -> dict[str, Any]:
    """The rule that it adds up to; InvalidInput, with each wrong part marked, if one cannot be read."""
    number_parts(root)
    if not root.parts and root.how in ("all", "none"):
        return {}
    rule = node_of(root)
    marked = [part for part, _ in walk(root) if part.error]
    if marked:
        raise _incomplete(marked)
    return rule


def mark(root: RuleGroup, path: tuple[int, ...], sentence: str) -> None:
    """The part at that place of the rule, as `shared.audience` counts places, says what is wrong with it."""
    part: Part = root
    while isinstance(part, RuleGroup):
        if part.how == "none" and len(part.parts) == 1:
            part = part.parts[0]  # “not” adds no place
        elif path and path[0] <= len(part.parts):
            part, path = part.parts[path[0] - 1], path[1:]
        else:
            break
    part.error = sentence


def _incomplete(marked: list[Part]) -> InvalidInput:
    first = marked[0]
    if len(marked) > 1:
        which, it = "Some conditions", "them"
    elif isinstance(first, RuleRow):
        which, it = f"Condition {first.place}", "it"
    else:
        which, it = "A group of conditions", "it"
    sentence = f"{which} cannot be used yet: complete or remove {it}."
    return InvalidInput(sentence, audience=sentence)


def node_of(part: Part) -> dict[str, Any]:
    """What the part adds to the rule; it, or what in it is wrong, says so."""
    part.error = None
    if isinstance(part, RuleRow):
        return _condition(part)
    if isinstance(part, RuleKept):
        try:
            return check_rule(part.node)
        except InvalidInput as error:
            part.error = error.sentence
            return {}
    if not part.parts:
        part.error = "Add a condition to this group, or remove the group."
    inside = [node_of(each) for each in part.parts]
    if part.how == "none":
        return {"not": inside[0]} if len(inside) == 1 else {"not": {"any": inside}}
    return {"not": {"all": inside}} if part.how == "not_all" else {part.how: inside}


def _condition(row: RuleRow) -> dict[str, Any]:
    attribute = ATTRIBUTES[row.attribute]
    condition: dict[str, Any] = {"attribute": row.attribute, "operator": row.operator, "value": _value(row)}
    about: dict[str, Any] = {}
    for name, part in attribute.of.items():
        chosen = [each for each in row.about.get(name, []) if each]
        if chosen:
            about[name] = chosen[0].strip() if part.kind == "text" else _about(row, name, chosen)
    if about:
        condition["of"] = about
    if attribute.windowed and row.days.strip():
        condition["days"] = _whole(row, row.days)
    if attribute.measures and row.measure:
        condition["measure"] = row.measure
    row.error = row.error or _missing(row, about) or complaint_about(condition, attribute)
    return condition


def _missing(row: RuleRow, about: Mapping[str, Any]) -> str | None:
    for name, part in ATTRIBUTES[row.attribute].of.items():
        if part.is_required and name not in about:
            return f"Choose {part.label[0].lower()}{part.label[1:]}."
    return None


def _about(row: RuleRow, name: str, chosen: list[str]) -> list[Any]:
    return [_whole(row, each) for each in chosen] if name in _WHOLE else chosen


def _whole(row: RuleRow, text: str) -> int:
    plain = text.strip().replace(",", "")
    if plain.isascii() and plain.isdigit() and len(plain) <= 16:
        return int(plain)
    row.error = "Give whole days to look back, or leave it empty for ever."
    return 1


def _value(row: RuleRow) -> Any:
    if row.operator not in OPERATORS["number"]:
        if not row.is_typed:
            noun = _NOUNS.get(row.attribute, "value")
            row.error = None if row.values else f"Choose at least one {noun}."
            return row.values
        typed = [each.strip() for each in row.value.split(BETWEEN) if each.strip()]
        row.error = None if typed else "Give at least one value."
        return typed
    text = row.value.strip().replace(",", "").removeprefix("$").replace("−", "-")
    lowest = ATTRIBUTES[row.attribute].lowest
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not lowest <= number <= 10**9:
        row.error = "Give a number from 0 up." if not lowest else "Give a number."
        return 0
    return int(number) if number.is_integer() else number
