"""A rule in plain words, in the language of the moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.audience.language import ATTRIBUTES
from shared.audience.walking import NOT
from shared.words import _


def describe_condition(condition: Mapping[str, Any]) -> str:
    """One condition, or a group of them, in plain words: "Tier is Gold or VIP", "Any of (…; …)"."""
    if "all" in condition:
        return _("All of ({conditions})").format(conditions=_listed(condition["all"]))
    if "any" in condition:
        return _("Any of ({conditions})").format(conditions=_listed(condition["any"]))
    if NOT in condition:
        return _describe_not(condition[NOT])
    attribute = ATTRIBUTES[condition["attribute"]]
    return attribute.says[condition["operator"]](condition["value"])


def describe(rule: Mapping[str, Any]) -> str:
    """The whole rule in plain words; an empty one is "Every customer"."""
    if "all" in rule:
        return _listed(rule["all"]) or _("Every customer")
    return describe_condition(rule) if rule else _("Every customer")


def _describe_not(node: Mapping[str, Any]) -> str:
    if "any" in node:
        return _("None of ({conditions})").format(conditions=_listed(node["any"]))
    return _("Not ({condition})").format(condition=describe(node))


def _listed(nodes: list[Mapping[str, Any]]) -> str:
    return "; ".join(describe_condition(node) for node in nodes)
