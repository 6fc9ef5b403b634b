"""Whether a rule is well formed. Safe for any JSON: nothing is recursive, nothing huge looked through."""

from __future__ import annotations

from typing import Any, Final

from shared.audience.attributes import OPERATORS, Attribute
from shared.audience.language import ATTRIBUTES
from shared.audience.walking import BRANCHES, NOT
from shared.customer_fields import is_plain
from shared.errors import InvalidInput

MAX_DEPTH: Final = 8
MAX_NODES: Final = 60
MAX_VALUES: Final = 500
LONGEST_VALUE: Final = 120
HIGHEST: Final = 10**9

MAX_CONDITIONS: Final = MAX_NODES - 1
"""Conditions that fit into one list."""

Path = tuple[int, ...]
"""Where a node stands: its place in the list, then in the list within that, and so on; “not” adds none."""


class InvalidRule(InvalidInput):
    """A rule cannot be used; `path` says which part of it, as a person counts: from 1."""

    def __init__(self, sentence: str, path: Path = ()) -> None:
        super().__init__(sentence, audience=sentence)
        self.path = path


def check_rule(rule: object) -> dict[str, Any]:
    """The rule itself, known to be well formed; raises InvalidRule naming the part otherwise."""
    if not isinstance(rule, dict):
        raise InvalidRule("An audience is a list of conditions under “all” or “any”.")
    if not rule or rule == {"all": []}:
        return {"all": []}
    waiting: list[tuple[object, Path, int]] = [(rule, (), 1)]
    nodes = 0
    while waiting:
        node, path, depth = waiting.pop()
        nodes += 1
        if depth > MAX_DEPTH:
            raise InvalidRule(f"{where(path)} is nested too deep: at most {MAX_DEPTH} levels.", path)
        children = _children(node, path)
        if children is None:
            _check_condition(node, path)
        elif nodes + len(waiting) + len(children) > MAX_NODES:
            raise InvalidRule(f"Use at most {MAX_CONDITIONS} conditions and groups of them.", path)
        else:
            waiting.extend((child, below, depth + 1) for child, below in reversed(children))
    return rule


def where(path: Path) -> str:
    """A place in plain words: "Condition 2, part 1"."""
    if not path:
        return "The audience"
    return ", ".join([f"Condition {path[0]}", *(f"part {place}" for place in path[1:])])


def _children(node: object, path: Path) -> list[tuple[object, Path]] | None:
    """The parts of a group with their places; None for what must be a condition."""
    if not isinstance(node, dict):
        raise InvalidRule(f"{where(path)} is neither a condition nor a group of them.", path)
    if NOT not in node and not any(branch in node for branch in BRANCHES):
        return None
    if len(node) > 1:
        raise InvalidRule(f"{where(path)} must be one of “all”, “any” and “not”, and nothing else.", path)
    ((kind, inside),) = node.items()
    if kind == NOT:
        return [(inside, path)]
    if not isinstance(inside, list) or not inside:
        raise InvalidRule(f"{where(path)} needs a list of conditions under “{kind}”, at least one.", path)
    if len(inside) >= MAX_NODES:
        raise InvalidRule(f"Use at most {MAX_CONDITIONS} conditions and groups of them.", path)
    return [(child, (*path, number)) for number, child in enumerate(inside, start=1)]


def _check_condition(condition: Any, path: Path) -> None:
    if len(condition) != 3 or any(key not in condition for key in ("attribute", "operator", "value")):
        raise InvalidRule(f"{where(path)} needs an attribute, an operator and a value.", path)
    asked = condition["attribute"]
    attribute = ATTRIBUTES.get(asked) if isinstance(asked, str) else None
    if attribute is None:
        named = f"“{asked}”" if is_plain(asked, LONGEST_VALUE) else "something"
        raise InvalidRule(
            f"{where(path)} asks for {named}, which nobody knows. Choose one of: "
            + ", ".join(each.label for each in ATTRIBUTES.values()) + ".",
            path,
        )  # fmt: skip
    if condition["operator"] not in OPERATORS[attribute.kind]:
        raise InvalidRule(f"{where(path)}: “{attribute.label}” cannot be compared that way.", path)
    complaint = _complaint(attribute, condition["value"])
    if complaint:
        raise InvalidRule(f"{where(path)}: {complaint}", path)


def _complaint(attribute: Attribute, value: object) -> str | None:
    """What is wrong with a value; None if it can be compared with the attribute."""
    if attribute.kind == "number":
        fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= HIGHEST
        return None if fits else f"“{attribute.label}” needs a number from 0 up."
    if not isinstance(value, list) or not value:
        return f"choose at least one value for “{attribute.label}”."
    if len(value) > MAX_VALUES:
        return f"choose at most {MAX_VALUES} values for “{attribute.label}”."
    if not all(is_plain(each, LONGEST_VALUE) for each in value):
        return f"choose at least one value for “{attribute.label}”, each a short text."
    if attribute.allowed is not None and set(value) - set(attribute.allowed):
        return f"{attribute.things} are {', '.join(attribute.allowed)}."
    return None
