"""Whether a rule is well formed. Safe for any JSON: nothing is recursive, nothing huge looked through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shared.audience import parts
from shared.audience.language import ATTRIBUTES
from shared.audience.taking_in import MAX_TOGETHER, CannotTakeIn, TakingIn
from shared.audience.walking import BRANCHES, NOT, TAKES_IN
from shared.errors import InvalidInput
from shared.particulars import NamedAudience

MAX_DEPTH: Final = 8
MAX_NODES: Final = 60

MAX_CONDITIONS: Final = MAX_NODES - 1
"""Conditions that fit into one list."""

Path = tuple[int, ...]
"""Where a node stands: its place in the list, then in the list within that, and so on; “not” adds none."""

Found = list[tuple[Path, Mapping[str, Any]]]
"""Conditions with their places."""


class InvalidRule(InvalidInput):
    """A rule cannot be used; `path` says which part of it, as a person counts: from 1."""

    def __init__(self, sentence: str, path: Path = ()) -> None:
        super().__init__(sentence, audience=sentence)
        self.path = path


def check_rule(
    rule: object, audiences: Mapping[str, NamedAudience] | None = None, own_id: str | None = None
) -> dict[str, Any]:
    """The rule itself, known to be well formed; raises InvalidRule naming the part otherwise.

    With `audiences`, all there are, those that the rule takes in must be among them and end somewhere;
    `own_id` is the audience whose rule it is to be.
    """
    if not isinstance(rule, dict):
        raise InvalidRule("An audience is a list of conditions under “all” or “any”.")
    if not rule or rule == {"all": []}:
        return {"all": []}
    found, nodes = _checked(rule)
    if audiences is not None:
        _check_taken_in(found, nodes, TakingIn(audiences, own_id))
    return rule


def where(path: Path) -> str:
    """A place in plain words: "Condition 2, part 1"."""
    if not path:
        return "The audience"
    return ", ".join([f"Condition {path[0]}", *(f"part {place}" for place in path[1:])])


def _checked(rule: object) -> tuple[Found, int]:
    """Every condition with its place, and how many nodes there are; each is well formed."""
    waiting: list[tuple[Any, Path, int]] = [(rule, (), 1)]
    found: Found = []
    nodes = values = 0
    while waiting:
        node, path, depth = waiting.pop()
        nodes += 1
        if depth > MAX_DEPTH:
            raise InvalidRule(f"{where(path)} is nested too deep: at most {MAX_DEPTH} levels.", path)
        children = _children(node, path)
        if children is None:
            values += _check_condition(node, path, parts.MAX_VALUES_TOGETHER - values)
            found.append((path, node))
        elif nodes + len(waiting) + len(children) > MAX_NODES:
            raise InvalidRule(f"Use at most {MAX_CONDITIONS} conditions and groups of them.", path)
        else:
            waiting.extend((child, below, depth + 1) for child, below in reversed(children))
    return found, nodes


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


def _check_condition(condition: Any, path: Path, room: int) -> int:
    """How many values the condition has, for which there is room; it is well formed."""
    if any(key not in condition for key in ("attribute", "operator", "value")):
        raise InvalidRule(f"{where(path)} needs an attribute, an operator and a value.", path)
    asked = condition["attribute"]
    attribute = ATTRIBUTES.get(asked) if isinstance(asked, str) else None
    if attribute is None:
        named = f"“{asked}”" if parts.is_value(asked) else "something"
        raise InvalidRule(
            f"{where(path)} asks for {named}, which nobody knows. Choose one of: "
            + ", ".join(each.label for each in ATTRIBUTES.values()) + ".",
            path,
        )  # fmt: skip
    number = parts.number_of_values(condition)
    if number > room:
        most = parts.MAX_VALUES_TOGETHER
        raise InvalidRule(f"{where(path)}: all lists together may have at most {most} values.", path)
    complaint = parts.complaint_about(condition, attribute)
    if complaint:
        raise InvalidRule(f"{where(path)}: {complaint}", path)
    return number


def _check_taken_in(found: Found, size: int, taking: TakingIn) -> None:
    for path, condition in found:
        for audience_id in condition["value"] if condition["attribute"] == TAKES_IN else ():
            try:
                size += taking.weigh(audience_id)
            except CannotTakeIn as error:
                raise InvalidRule(f"{where(path)}: {error}", path) from error
            if size > MAX_TOGETHER:
                sentence = f"{where(path)}: with what it takes in, the rule asks for too much. Split it up."
                raise InvalidRule(sentence, path)
