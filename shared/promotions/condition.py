"""When a promotion applies to a basket: `{"min_spend_minor": n, "min_items": n, "of": things}`."""

from __future__ import annotations

from shared.promotions.benefit import MOST_MINOR
from shared.promotions.rule import Promotion
from shared.promotions.things import wrong_things

MOST_ITEMS = 1_000


def wrong_conditions(promotion: Promotion) -> dict[str, str]:
    """What makes no sense about them, by field."""
    asked = promotion.conditions
    if not isinstance(asked, dict) or set(asked) - {"min_spend_minor", "min_items", "of"}:
        return {"conditions": "A condition is a minimum spend or a number of items, of something or of all."}
    wrong = {}
    for name, most in (("min_spend_minor", MOST_MINOR), ("min_items", MOST_ITEMS)):
        value = asked.get(name, 1)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            wrong[f"conditions.{name}"] = "Give a number above nothing, or leave it empty."
    if sentence := wrong_things(asked.get("of", {})):
        wrong["conditions.of"] = sentence
    elif asked.get("of") and not set(asked) & {"min_spend_minor", "min_items"}:
        wrong["conditions.min_items"] = "Say how many of it, or for how much."
    return wrong
