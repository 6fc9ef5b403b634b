"""Operations about what she is about to buy: a basket handed to the till, and things put aside."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from shared.basket import MOST_LINES, MOST_QUANTITY
from shared.handover import short_code
from shared.ids import is_uuid
from shared.life_dates import day_of
from shared.merge import Effect, Merged, NewRow, Place, Row, Who
from shared.words import _, listed

HANDED: Final = "handed_baskets"
ASIDE: Final = "put_asides"

COLLECTED: Final = "collected"
RELEASED: Final = "released"
UNDONE: Final = "undone"
ASIDE_ENDS: Final = (COLLECTED, RELEASED, UNDONE)
"""How something put aside may end before its day: she has it, somebody else may have it, or it was a slip."""

MOST_MINOR: Final = 1 << 40
_LINE: Final = {"product_id", "quantity", "unit_minor", "discount_minor"}
_OFFER: Final = {"redemption_id", "promotion_id", "discount_minor"}
_MOST_POINTS: Final = 10**9
_KEPT: Final = {"product_id", "quantity"}

Arguments = Mapping[str, Any]


def check_handed(arguments: Arguments) -> str | None:
    """What is wrong with a basket that is handed over, in a few words."""
    lines, offers = arguments["lines"], arguments["offers"]
    if not _are(lines, _is_line) or not lines:
        return _("a basket has 1 to {most} lines, each a product with how many and for how much").format(
            most=MOST_LINES
        )
    if not _are(offers, _is_offer):
        return _("each offer in a basket names its redemption and what it takes off")
    off = sum(line["discount_minor"] for line in lines)
    if off != sum(offer["discount_minor"] for offer in offers):
        return _("what offers take off is what is taken off the lines")
    due = sum(line["quantity"] * (line["unit_minor"] or 0) for line in lines) - off
    return None if arguments["total_minor"] == due else _("the total is the sum of the lines")


def _is_line(line: Mapping[str, Any]) -> bool:
    unit = line.get("unit_minor")
    return (
        set(line) == _LINE
        and _is_of_product(line)
        and (unit is None or _is_minor(unit))
        and _is_minor(line["discount_minor"])
        and line["discount_minor"] <= line["quantity"] * (unit or 0)
    )


def _is_offer(offer: Mapping[str, Any]) -> bool:
    return (
        set(offer) - {"points"} == _OFFER
        and _is_whole(offer.get("points", 0))
        and offer.get("points", 0) <= _MOST_POINTS
        and is_uuid(offer["redemption_id"])
        and is_uuid(offer["promotion_id"])
        and _is_minor(offer["discount_minor"])
    )


def handed(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """The basket is a fact; whether a till has taken it is HQ's word."""
    details = {
        "customer_id": who.customer_id or None,
        "code": short_code(who.id),
        "lines": _text(arguments["lines"]),
        "offers": _text(arguments["offers"]),
        "total_minor": arguments["total_minor"],
        "taken_ms": None,
    }
    yield NewRow(who, HANDED, details)


def check_aside(arguments: Arguments) -> str | None:
    """What is wrong with what is put aside, in a few words."""
    lines = arguments["lines"]
    if not _are(lines, lambda line: set(line) == _KEPT and _is_of_product(line)) or not lines:
        return _("1 to {most} products are put aside, each with how many").format(most=MOST_LINES)
    until = arguments["until_on"]
    fits = isinstance(until, str) and day_of(until) is not None
    return None if fits else _("things are put aside until a day, written year-month-day")


@dataclass(frozen=True, slots=True)
class PutAside:
    """Things are put aside; what is said of them later in the same batch finds them."""

    who: Who
    details: Mapping[str, Any]

    @property
    def place(self) -> Place:
        """Where they stand: under the id of the operation that put them aside."""
        return ASIDE, (self.who.id,)

    def on(self, row: Row | None) -> Merged:
        """The record; one that is there already stays."""
        return Merged(self.who.columns() | dict(self.details) if row is None else row)


@dataclass(frozen=True, slots=True)
class AsideEnded:
    """Somebody has said how it ended; the first word counts."""

    who: Who
    place: Place
    outcome: str

    def on(self, row: Row | None) -> Merged:
        """The record with its end; one that has ended, or is another customer's, stays as it is."""
        if row is None or row["ended_ms"] is not None or row["customer_id"] != self.who.customer_id:
            return Merged(row)
        return Merged({**row, "outcome": self.outcome, "ended_ms": self.who.at_ms})


def put_aside(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """The things wait for her until their day is over, or somebody says otherwise."""
    details = {
        "lines": _text(arguments["lines"]), "until_on": arguments["until_on"],
        "outcome": None, "ended_ms": None,
    }  # fmt: skip
    yield PutAside(who, details)


def check_aside_end(arguments: Arguments) -> str | None:
    """What is wrong with the end of what was put aside, in a few words."""
    if not is_uuid(arguments["put_aside_id"]):
        return _("it names what was put aside")
    fits = arguments["outcome"] in ASIDE_ENDS
    return None if fits else _("it ends with one of {ends}").format(ends=listed(ASIDE_ENDS))


def aside_ended(who: Who, arguments: Arguments) -> Iterator[Effect]:
    """Nothing waits for her any more."""
    yield AsideEnded(who, (ASIDE, (arguments["put_aside_id"],)), arguments["outcome"])


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), sort_keys=True)


def _are(values: Any, fits: Any) -> bool:
    return (
        isinstance(values, list)
        and len(values) <= MOST_LINES
        and all(isinstance(each, dict) and fits(each) for each in values)
    )


def _is_of_product(line: Mapping[str, Any]) -> bool:
    product_id, quantity = line["product_id"], line["quantity"]
    return _is_whole(product_id) and _is_whole(quantity) and 0 < quantity <= MOST_QUANTITY


def _is_minor(value: Any) -> bool:
    return _is_whole(value) and value <= MOST_MINOR


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53
