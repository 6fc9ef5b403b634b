"""What is written in an experiment, part by part, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from shared.audience import describe
from shared.experiments import STRATEGIES

Content = Mapping[str, Any]

SURFACE_WORDS: Final = {
    "recommendations": "Suggestions",
    "next_actions": "What to say next",
    "offers": "Which offers come first",
}
METRIC_WORDS: Final = {
    "revenue": "Revenue per customer",
    "purchase_rate": "Customers who buy",
    "redemption_rate": "Customers who use an offer",
}
STORES_NAMED: Final = 5

_LABELS: Final = {
    "name": "Name", "hypothesis": "What is expected", "surface": "What is tried", "metric": "Judged by",
    "audience": "Who is in it", "variants": "Variants", "control": "Compared with", "starts_local": "Starts",
    "ends_local": "Ends", "store_ids": "Stores", "smallest_effect": "Smallest uplift worth finding",
}  # fmt: skip


def strategy_words(surface: str, strategy: str) -> str:
    """What a strategy does."""
    return next(
        (ways.get(strategy, strategy) for key, ways in STRATEGIES.items() if key == surface), strategy
    )


def said(name: str, content: Content) -> str:
    """One part in words."""
    return _SAYS.get(name, _plain)(content[name], content)


def _plain(value: Any, _content: Content) -> str:
    return str(value) or "–"


def _variants(value: Any, content: Content) -> str:
    surface = content["surface"]
    return "; ".join(
        f"{each['name']} ({each['weight'] / 100:g} %): {strategy_words(surface, each['strategy'])}"
        for each in value
    )


def _control(value: Any, content: Content) -> str:
    return next((str(each["name"]) for each in content["variants"] if each["key"] == value), "–")


def _moment(value: Any, _content: Content) -> str:
    return str(value).replace("T", " ")[:16]


def _stores(ids: Any, _content: Content) -> str:
    if ids is None:
        return "All stores"
    named = ", ".join(ids[:STORES_NAMED]) + (" …" if len(ids) > STORES_NAMED else "")
    return f"{len(ids):,} {'store' if len(ids) == 1 else 'stores'}: {named}"


_SAYS: Final[Mapping[str, Callable[[Any, Content], str]]] = {
    "audience": lambda value, _content: describe(value),
    "surface": lambda value, _content: SURFACE_WORDS[value],
    "metric": lambda value, _content: METRIC_WORDS[value],
    "variants": _variants,
    "control": _control,
    "store_ids": _stores,
    "smallest_effect": lambda value, _content: f"{value / 100:g} %",
    "starts_local": _moment,
    "ends_local": _moment,
}


def differences(old: Content, new: Content) -> list[dict[str, str]]:
    """Every part that is not the same, in the order in which an experiment is written."""
    return [
        {"field": name, "label": label, "old": said(name, old), "new": said(name, new)}
        for name, label in _LABELS.items()
        if old[name] != new[name]
    ]
