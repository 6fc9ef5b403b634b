"""Operations about offers that were put before a customer: which, in what order, and how likely that was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from shared.customer_fields import is_plain
from shared.decisioning import CERTAIN, FITS, LAYOUTS
from shared.ids import is_uuid
from shared.life_dates import day_of
from shared.merge import Effect, NewRow, Who
from shared.words import _

OFFERS_SHOWN: Final = "offers_shown"
DECISIONS: Final = "offer_decisions"
MOST_OFFERS: Final = 20
LONGEST_NAME: Final = 40
MOST_SIZE: Final = 1_000
_OFFER: Final = {"promotion_id", "layout", "fit", "chance"}

Arguments = Mapping[str, Any]


def check_shown(arguments: Arguments) -> str | None:
    """What is wrong with offers that were shown, in a few words.

    Which promotions there are is not asked: HQ knows, and counts what it can.
    """
    offers = arguments["offers"]
    if not isinstance(offers, list) or not 0 < len(offers) <= MOST_OFFERS or not all(map(_is_offer, offers)):
        return _("1 to {most} offers are shown, each with its layout and how likely it stood first").format(
            most=MOST_OFFERS
        )
    if len({offer["promotion_id"] for offer in offers}) < len(offers):
        return _("each offer is shown once")
    if not is_plain(arguments["strategy"], LONGEST_NAME):
        return _("it is said how they were put in order")
    days = [arguments["day"]] if arguments["as_of"] is None else [arguments["day"], arguments["as_of"]]
    if not all(isinstance(day, str) and day_of(day) is not None for day in days):
        return _("offers are shown on a day, written year-month-day")
    return None if _is_whole(arguments["size"], 1, MOST_SIZE) else _("a basket has a size")


def _is_offer(offer: object) -> bool:
    return (
        isinstance(offer, dict)
        and set(offer) == _OFFER
        and is_uuid(offer["promotion_id"])
        and offer["layout"] in LAYOUTS
        and offer["fit"] in FITS
        and _is_whole(offer["chance"], 0, CERTAIN)
    )


def _is_whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def offers_shown(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """That they were shown is a fact; `as_of` is the day of HQ's counts by which they were put in order."""
    offers = json.dumps(arguments["offers"], separators=(",", ":"))
    details = {name: arguments[name] for name in ("strategy", "day", "as_of", "size")}
    yield NewRow(who, DECISIONS, details | {"offers": offers})
