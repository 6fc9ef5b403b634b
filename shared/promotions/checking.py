"""Whether a promotion makes sense before it is saved: every wrong field with what to do about it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from shared import audience
from shared.errors import InvalidInput
from shared.promotions.benefit import wrong_benefit
from shared.promotions.condition import wrong_conditions
from shared.promotions.rule import STACKINGS, Promotion
from shared.redemption import POLICIES, most_cost

COUNTED: Final = ("shown", "redeemed")
MOST_HELD_OUT: Final = 50
MOST_VARIANTS: Final = 8
MOST_WEIGHT: Final = 1_000
LONGEST_KEY: Final = 40
LONGEST_TEXT: Final = 400


def check_promotion(promotion: Promotion) -> None:
    """Nothing happens if the promotion makes sense; otherwise InvalidInput names each wrong field."""
    wrong: dict[str, str] = {}
    if not promotion.name.strip():
        wrong["name"] = "Give the promotion a name that associates will recognise."
    wrong |= wrong_benefit(promotion) | wrong_conditions(promotion)
    wrong |= _wrong_dates(promotion)
    wrong |= _wrong_limits(promotion)
    wrong |= _wrong_frequency(promotion) | _wrong_variants(promotion)
    if promotion.stacking not in STACKINGS:
        wrong["stacking"] = "Choose how it goes with other offers."
    if not 0 <= promotion.holdout_percent <= MOST_HELD_OUT:
        wrong["holdout_percent"] = f"Hold out 0 to {MOST_HELD_OUT} of a hundred customers."
    try:
        audience.check_rule(dict(promotion.audience))
    except InvalidInput as error:
        wrong["audience"] = error.sentence
    if wrong:
        raise InvalidInput("The promotion cannot be saved like this: see the fields marked.", **wrong)


def wall_clock(local: str) -> datetime:
    """The time that is meant; ValueError if it is none or a bare date, which leaves the hour open."""
    try:
        date.fromisoformat(local)
    except ValueError:
        return datetime.fromisoformat(local)
    raise ValueError(local)


def _wrong_limits(promotion: Promotion) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for name in ("total_limit", "customer_limit", "store_limit"):
        limit = getattr(promotion, name)
        if limit is not None and limit < 1:
            wrong[name] = "A limit is at least 1; leave it empty for no limit."
    if promotion.budget_minor is not None:
        cost = most_cost(promotion)
        if cost is None:
            wrong["budget_minor"] = (
                "A budget needs to know what one redemption costs at most: say the most that it takes off"
                " (of a gift, what it costs), or give an amount off."
            )
        elif promotion.budget_minor < cost:
            wrong["budget_minor"] = (
                "The budget must be enough for one redemption; leave it empty for no budget."
            )
    if promotion.offline_policy not in POLICIES:
        wrong["offline_policy"] = "Choose what tablets do with it offline."
    return wrong


def _wrong_frequency(promotion: Promotion) -> dict[str, str]:
    asked = promotion.frequency
    if not asked:
        return {} if isinstance(asked, dict) else {"frequency": "Say how often in how many days."}
    if not isinstance(asked, dict) or set(asked) != {"most", "days", "counts"}:
        return {"frequency": "Say how often in how many days, and whether shown or redeemed counts."}
    wrong = {}
    for name, most in (("most", 100), ("days", 365)):
        value = asked[name]
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
            wrong[f"frequency.{name}"] = f"Give a number from 1 to {most}."
    if asked["counts"] not in COUNTED:
        wrong["frequency.counts"] = "Choose whether shown or redeemed counts."
    return wrong


def _wrong_variants(promotion: Promotion) -> dict[str, str]:
    variants = promotion.variants
    if not isinstance(variants, list | tuple) or len(variants) > MOST_VARIANTS or len(variants) == 1:
        return {"variants": f"Try 2 to {MOST_VARIANTS} variants against each other, or none."}
    found = [sentence for each in variants if (sentence := _wrong_variant(each))]
    if found:
        return {"variants": found[0]}
    if len({each["key"] for each in variants}) < len(variants):
        return {"variants": "Give each variant a name of its own."}
    return {}


def _wrong_variant(variant: object) -> str | None:
    if not isinstance(variant, dict) or set(variant) != {"key", "weight", "text", "picture_id"}:
        return "A variant has a key, a weight, a text and perhaps a picture."
    if not isinstance(variant["key"], str) or not 0 < len(variant["key"].strip()) <= LONGEST_KEY:
        return "Give each variant a short name."
    if not isinstance(variant["text"], str) or len(variant["text"]) > LONGEST_TEXT:
        return f"A variant's text has at most {LONGEST_TEXT} signs."
    if not isinstance(variant["picture_id"], str | None):
        return "Choose a picture from the list, or none."
    weight = variant["weight"]
    if not isinstance(weight, int) or isinstance(weight, bool) or not 1 <= weight <= MOST_WEIGHT:
        return f"A variant's weight is a whole number from 1 to {MOST_WEIGHT}."
    return None


def _wrong_dates(promotion: Promotion) -> dict[str, str]:
    wrong: dict[str, str] = {}
    parsed: dict[str, datetime] = {}
    for name in ("starts_local", "ends_local"):
        try:
            parsed[name] = wall_clock(getattr(promotion, name))
        except ValueError:
            wrong[name] = "Give a date and a time, for example 2026-11-27 09:00."
        else:
            if parsed[name].tzinfo is not None:
                wrong[name] = "Leave the time zone out: each store uses its own."
    if not wrong and parsed["ends_local"] <= parsed["starts_local"]:
        wrong["ends_local"] = "It ends before it starts. Choose an end after the start."
    return wrong
