"""What a promotion asks and how often it is given, in words."""

from __future__ import annotations

from collections.abc import Mapping

from shared.money import as_text
from shared.promotions import Promotion, things_text
from shared.words import _, listed, plural


def conditions_text(promotion: Promotion, names: Mapping[int, str]) -> str:
    """What must lie in the basket for it, empty if nothing; the basket itself says what is missing.

    `names` are those of products, by id.
    """
    return " ".join(filter(None, (_least(promotion), _counted(promotion, names))))


def _least(promotion: Promotion) -> str:
    spend, items = (promotion.conditions.get(name) for name in ("min_spend_minor", "min_items"))
    if spend is not None and items is not None:
        return plural(
            "From {count} item and {amount} on.", "From {count} items and {amount} on.", items,
            amount=as_text(spend),
        )  # fmt: skip
    if items is not None:
        return plural("From {count} item on.", "From {count} items on.", items)
    return "" if spend is None else _("From {amount} on.").format(amount=as_text(spend))


def _counted(promotion: Promotion, names: Mapping[int, str]) -> str:
    """Which things count for it, if not all do."""
    things = things_text(promotion.conditions.get("of", {}), names)
    return _("Only this counts: {things}.").format(things=things) if things else ""


def limits_text(promotion: Promotion, left: int | None) -> str:
    """How often it is given in all, here and to a customer; `left` is what this tablet holds of it."""
    parts = []
    if promotion.total_limit is not None:
        parts.append(plural("{count} in all", "{count} in all", promotion.total_limit))
    if promotion.store_limit is not None:
        parts.append(plural("{count} in this store", "{count} in this store", promotion.store_limit))
    if promotion.budget_minor is not None:
        parts.append(_("{amount} in all").format(amount=as_text(promotion.budget_minor)))
    if left is not None:
        parts.append(plural("{count} on this tablet", "{count} on this tablet", left))
    if promotion.customer_limit is not None:
        times = promotion.customer_limit
        parts.append(plural("{count} time a customer", "{count} times a customer", times))
    if promotion.frequency:
        parts.append(_often(promotion.frequency["most"], promotion.frequency["days"]))
    if promotion.stacking == "exclusive":
        parts.append(_("not with other offers"))
    return listed(parts) or _("No limit")


def _often(most: int, days: int) -> str:
    so_many = plural("{count} day", "{count} days", days)
    return plural("{count} time within {days}", "{count} times within {days}", most, days=so_many)
