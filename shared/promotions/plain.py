"""Which promotions every released tablet reads as they are meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shared.promotions.rule import Promotion

_KINDS: Final = ("percent", "amount")
_ATTRIBUTES: Final[Mapping[str, tuple[str, str]]] = {
    "tier": ("in", "not_in"),
    "departments": ("in", "not_in"),
    "visits_12m": ("at_least", "at_most"),
    "spend_12m": ("at_least", "at_most"),
    "days_since_visit": ("at_least", "at_most"),
    "days_to_birthday": ("at_least", "at_most"),
}
"""What tablets before 0.4.0 can ask of a customer; it does not grow with the language."""


def is_plain(promotion: Promotion) -> bool:
    """True if a tablet before 0.4.0 decides and prices it as today's would: percent or amount off, to a flat
    audience, without anything that such a tablet has never heard of."""
    is_first_kind = promotion.benefit_kind in _KINDS and promotion.stacking == "best_price"
    later = (
        promotion.benefit, promotion.conditions, promotion.store_limit, promotion.frequency,
        promotion.variants, promotion.holdout_percent,
    )  # fmt: skip
    return is_first_kind and not any(later) and _is_first_language(promotion.audience)


def _is_first_language(rule: Mapping[str, Any]) -> bool:
    """True of conditions that must all hold, each of a kind that was there from the beginning."""
    if set(rule) - {"all"}:
        return False
    return all(
        set(each) == {"attribute", "operator", "value"}
        and each["operator"] in _ATTRIBUTES.get(each["attribute"], ())
        for each in rule.get("all", [])
    )
