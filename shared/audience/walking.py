"""Going through a rule without deciding it. Never recursive: a rule may come from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from shared.particulars import NamedAudience

BRANCHES: Final = ("all", "any")
NOT: Final = "not"
TAKES_IN: Final = "audience"
"""The attribute by which a rule takes in other audiences."""


def conditions(rule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every condition of a rule that was checked, in the order in which it is read."""
    return (node for node in _nodes(rule) if node and children_of(node) is None)


def number_of_nodes(rule: Mapping[str, Any]) -> int:
    """How many conditions and groups the rule is made of."""
    return sum(1 for _node in _nodes(rule))


def _nodes(rule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    waiting: list[Mapping[str, Any]] = [rule]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children_of(node) or []))


def children_of(node: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """The nodes right below that one; None for a condition, and for the empty rule."""
    if NOT in node:
        return [node[NOT]]
    return next((list(node[branch]) for branch in BRANCHES if branch in node), None)


def taken_in(rule: Mapping[str, Any]) -> list[str]:
    """The ids of the audiences that the rule itself takes in, each once."""
    named = (each.get("value") or () for each in conditions(rule) if each.get("attribute") == TAKES_IN)
    return list(dict.fromkeys(audience_id for ids in named for audience_id in ids))


def all_conditions(
    rules: Iterable[Mapping[str, Any]], audiences: Mapping[str, NamedAudience]
) -> Iterator[Mapping[str, Any]]:
    """Every condition of the rules and of the audiences they take in, of each audience once."""
    waiting, seen = list(rules), set[str]()
    while waiting:
        rule = waiting.pop()
        yield from conditions(rule)
        for audience_id in taken_in(rule):
            named = audiences.get(audience_id)
            if audience_id not in seen and named is not None and named.rule is not None:
                seen.add(audience_id)
                waiting.append(named.rule)


def attributes_asked(
    rule: Mapping[str, Any], audiences: Mapping[str, NamedAudience] | None = None
) -> frozenset[str]:
    """What a rule cannot be decided without, nor the audiences that it takes in."""
    return frozenset(str(each.get("attribute")) for each in all_conditions([rule], audiences or {}))


def days_asked(conditions: Iterable[Mapping[str, Any]], attribute: str) -> int | None:
    """The longest window in which those conditions look at the attribute; None for ever."""
    days = [each.get("days") for each in conditions if each.get("attribute") == attribute]
    return None if None in days else max((each for each in days if each is not None), default=None)
