"""A basket priced: lines and offers in, totals out, each offer with why it applies or why it does not.

Server and tablet call `price` with the same values. Nothing is changed: a new result is returned.

Every line belongs to at most one offer, the one with which she saves most in all (decision 97). A percentage
is taken of a whole line and rounded to the cent, half a cent in her favour. An amount off is given once for
the basket: it takes in lines until they are worth it, is never more than they cost, and is spread over them
by what they cost, so that a line that is brought back says what was paid for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations
from typing import Final, Literal

MOST_LINES: Final = 60
MOST_QUANTITY: Final = 99
MOST_AMOUNTS: Final = 6
"""Amounts off that are tried against each other, the most important ones: each doubles the ways to try."""

Reason = Literal["applied", "no_item", "no_price", "saves_less", "not_available", "left_out"]


@dataclass(frozen=True, slots=True)
class Line:
    """Some pieces of a product; `unit_minor` is None where nobody has said what one costs."""

    product_id: int
    quantity: int
    unit_minor: int | None
    department: str = ""

    @property
    def gross_minor(self) -> int:
        """What it costs without an offer."""
        return self.quantity * (self.unit_minor or 0)


@dataclass(frozen=True, slots=True)
class BasketOffer:
    """What an offer gives, and whether she may have it at all: that is decided before, by `promotions`."""

    promotion_id: str
    benefit_kind: str
    benefit_value: int
    department: str | None = None
    available: bool = True

    def covers(self, line: Line) -> bool:
        """True if the line is of what the offer is for."""
        return self.department is None or line.department == self.department


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line with what is taken off it, and by which offer."""

    line: Line
    discount_minor: int = 0
    promotion_id: str | None = None

    @property
    def net_minor(self) -> int:
        """What is to be paid for it."""
        return self.line.gross_minor - self.discount_minor


@dataclass(frozen=True, slots=True)
class OfferResult:
    """What became of an offer: what it saves on how many pieces, or why nothing."""

    promotion_id: str
    reason: Reason
    discount_minor: int = 0
    pieces: int = 0

    @property
    def applies(self) -> bool:
        """True if she saves something by it."""
        return self.reason == "applied"


@dataclass(frozen=True, slots=True)
class Priced:
    """The basket's lines and offers in the order in which they were given, and its sums."""

    lines: tuple[PricedLine, ...]
    offers: tuple[OfferResult, ...]

    @property
    def gross_minor(self) -> int:
        """What it costs without offers."""
        return sum(each.line.gross_minor for each in self.lines)

    @property
    def discount_minor(self) -> int:
        """What all offers take off."""
        return sum(each.discount_minor for each in self.lines)

    @property
    def total_minor(self) -> int:
        """What is to be paid."""
        return self.gross_minor - self.discount_minor

    @property
    def pieces(self) -> int:
        """How many things lie in it."""
        return sum(each.line.quantity for each in self.lines)

    @property
    def unpriced(self) -> int:
        """How many of them have no price here; the total is without them."""
        return sum(each.line.quantity for each in self.lines if each.line.unit_minor is None)

    @property
    def applied(self) -> tuple[OfferResult, ...]:
        """The offers by which she saves something."""
        return tuple(each for each in self.offers if each.applies)


Taken = tuple[int, str]
"""What is taken off a line, and by which offer."""

Found = Mapping[int, Taken]
"""By a line's place in the basket."""


def price(lines: Sequence[Line], offers: Sequence[BasketOffer], left_out: Collection[str] = ()) -> Priced:
    """The basket with the offers by which she saves most; `offers` come the most important first.

    `left_out` are those that she keeps for another time.
    """
    tried = [each for each in offers if each.available and each.promotion_id not in left_out]
    percents = [each for each in tried if each.benefit_kind == "percent"]
    amounts = [each for each in tried if each.benefit_kind == "amount"][:MOST_AMOUNTS]
    found: Found = {}
    for count in range(
        len(amounts) + 1
    ):  # fewer amounts first: an offer that saves nothing more is not spent
        for chosen in combinations(amounts, count):
            candidate = _with(chosen, _by_percent(lines, percents), lines)
            if _saved(candidate) > _saved(found):
                found = candidate
    priced = tuple(PricedLine(line, *found.get(place, (0, None))) for place, line in enumerate(lines))
    return Priced(priced, tuple(_result(each, priced, left_out) for each in offers))


def _by_percent(lines: Sequence[Line], offers: Iterable[BasketOffer]) -> dict[int, Taken]:
    """The best percentage of each line; of equal ones the most important."""
    found: dict[int, Taken] = {}
    for offer in offers:
        for place, line in enumerate(lines):
            off = _percent_of(line.gross_minor, offer.benefit_value)
            if offer.covers(line) and off > found.get(place, (0, ""))[0]:
                found[place] = off, offer.promotion_id
    return found


def _percent_of(minor: int, percent: int) -> int:
    return int((Decimal(minor) * percent / 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _with(amounts: Iterable[BasketOffer], by_percent: Found, lines: Sequence[Line]) -> Found:
    """Each of the amounts takes in lines that no other amount has: first those that lose least by it."""
    taken, claimed = dict(by_percent), set[int]()
    for offer in amounts:
        free = [
            place
            for place, line in enumerate(lines)
            if place not in claimed and offer.covers(line) and line.gross_minor > 0
        ]
        share = _claim(free, offer.benefit_value, taken, lines)
        claimed.update(share)
        worth = min(offer.benefit_value, sum(lines[place].gross_minor for place in share))
        for place, off in _spread(worth, [(place, lines[place].gross_minor) for place in share]):
            taken[place] = off, offer.promotion_id
    return taken


def _claim(free: Iterable[int], worth: int, taken: Mapping[int, Taken], lines: Sequence[Line]) -> list[int]:
    """As many of the free lines as the amount needs, in the basket's order."""

    def loss(place: int) -> tuple[Decimal, int, int]:
        gross = lines[place].gross_minor
        return Decimal(taken.get(place, (0, ""))[0]) / gross, -gross, place

    share: list[int] = []
    left = worth
    for place in sorted(free, key=loss):
        if left > 0:
            share.append(place)
            left -= lines[place].gross_minor
    return sorted(share)


def _spread(worth: int, parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The amount by place, in proportion; cents that are left go to the largest remainders, first come."""
    whole = sum(gross for _, gross in parts)
    shares = [(place, *divmod(worth * gross, whole)) for place, gross in parts]
    left = worth - sum(share for _, share, _ in shares)
    favoured = {place for place, *_ in sorted(shares, key=lambda each: -each[2])[:left]}
    return [(place, share + (place in favoured)) for place, share, _ in shares]


def _saved(found: Found) -> int:
    return sum(off for off, _ in found.values())


def _result(offer: BasketOffer, lines: Iterable[PricedLine], left_out: Collection[str]) -> OfferResult:
    lines = list(lines)
    own = [each for each in lines if each.promotion_id == offer.promotion_id]
    covered = [each.line for each in lines if offer.covers(each.line)]
    reason: Reason = "saves_less"
    if not offer.available:
        reason = "not_available"
    elif not covered:
        reason = "no_item"
    elif offer.promotion_id in left_out:
        reason = "left_out"
    elif own:
        reason = "applied"
    elif not any(line.gross_minor for line in covered):
        reason = "no_price"
    saved = sum(each.discount_minor for each in own)
    return OfferResult(offer.promotion_id, reason, saved, sum(each.line.quantity for each in own))
