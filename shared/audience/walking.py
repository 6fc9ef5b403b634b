"""Going through a rule without deciding it. Never recursive: a rule may come from anywhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

BRANCHES: Final = ("all", "any")
NOT: Final = "not"


def conditions(rule: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every condition of a rule that was checked, in the order in which it is read."""
    waiting: list[Mapping[str, Any]] = [rule]
    while waiting:
        node = waiting.pop()
        children = children_of(node)
        if children is not None:
            waiting.extend(reversed(children))
        elif node:
            yield node


def children_of(node: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    """The nodes right below that one; None for a condition, and for the empty rule."""
    if NOT in node:
        return [node[NOT]]
    return next((list(node[branch]) for branch in BRANCHES if branch in node), None)


def attributes_asked(rule: Mapping[str, Any]) -> frozenset[str]:
    """What a rule cannot be decided without."""
    return frozenset(condition["attribute"] for condition in conditions(rule))
