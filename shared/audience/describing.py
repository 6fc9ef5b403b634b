"""A rule in plain words, in the language of the moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shared.audience.attributes import ASKS_MORE
from shared.audience.language import understood
from shared.audience.walking import NOT
from shared.particulars import Names
from shared.words import _

NO_NAMES: Final = Names()


def describe_condition(condition: Mapping[str, Any], names: Names = NO_NAMES) -> str:
    """One condition, or a group of them, in plain words: "Tier is Gold or VIP", "Any of (…; …)"."""
    if "all" in condition:
        return _("All of ({conditions})").format(conditions=_listed(condition["all"], names))
    if "any" in condition:
        return _("Any of ({conditions})").format(conditions=_listed(condition["any"], names))
    if NOT in condition:
        return _describe_not(condition[NOT], names)
    attribute = understood(condition)
    return attribute.says(condition, names) if attribute is not None else _(ASKS_MORE)


def describe(rule: Mapping[str, Any], names: Names = NO_NAMES) -> str:
    """The whole rule in plain words; an empty one is "Every customer"."""
    if "all" in rule:
        return _listed(rule["all"], names) or _("Every customer")
    return describe_condition(rule, names) if rule else _("Every customer")


def describe_parts(rule: Mapping[str, Any], names: Names = NO_NAMES) -> list[str]:
    """The parts of the rule that all must hold, each in plain words; one of an empty rule."""
    return [describe_condition(part, names) for part in rule.get("all", [])] or [describe(rule, names)]


def _describe_not(node: Mapping[str, Any], names: Names) -> str:
    if "any" in node:
        return _("None of ({conditions})").format(conditions=_listed(node["any"], names))
    return _("Not ({condition})").format(condition=describe(node, names))


def _listed(nodes: list[Mapping[str, Any]], names: Names) -> str:
    return "; ".join(describe_condition(node, names) for node in nodes)
