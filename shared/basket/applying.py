"""The applicator: what one offer takes off which lines, in minor units, exactly.

Offers are of two sorts. Some take off each line by itself (`off_line`): a percentage, or a price for each
piece. Others need several lines, or stop at a sum (`off_lines`): an amount, so many for the price of fewer, a
bundle, a gift, a percentage with a limit. What those take off is spread over their lines by what the lines
cost, cents that are left going to the largest remainders, so that a line that is brought back says what was
paid for it. Half a cent is rounded in her favour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import Final, NamedTuple

from shared.basket.lines import BasketOffer, Line
from shared.promotions.things import matches

MOST_SETS: Final = 20
"""How often so many for the price of fewer, or a bundle, is given in one basket."""

Offs = Mapping[int, int]
"""What is taken off, by a line's place in the basket."""


class Piece(NamedTuple):
    """One thing in the basket: what it costs, and in which line it lies."""

    minor: int
    place: int


def is_line_by_line(offer: BasketOffer) -> bool:
    """True if what it takes off a line depends on no other line."""
    return offer.benefit_kind in ("percent", "price") and offer.most_minor is None


def off_line(offer: BasketOffer, line: Line, minor: int) -> int:
    """What it takes off a line that costs so much."""
    if offer.benefit_kind == "percent":
        exact = Decimal(minor) * offer.benefit_value / 100
        return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return max(0, minor - line.quantity * offer.benefit_value)


def off_lines(offer: BasketOffer, lines: Sequence[Line], free: Mapping[int, int], taken: Offs) -> Offs:
    """What it takes off the free lines, which cost so much; `taken` is what others would take off them.

    Lines that it takes nothing off, it leaves to those others.
    """
    is_meant = is_gift if offer.benefit_kind == "gift" else BasketOffer.covers
    usable = {place: minor for place, minor in free.items() if minor > 0 and is_meant(offer, lines[place])}
    return _OF_KIND[offer.benefit_kind](offer, lines, usable, taken)


def _limited(offer: BasketOffer, lines: Sequence[Line], free: Mapping[int, int], taken: Offs) -> Offs:
    """So much off at most: first off the lines that lose least by it, and off no more than that needs."""
    worth = {place: _worth(offer, lines[place], minor) for place, minor in free.items()}
    share: list[int] = []
    left = offer.most_minor or 0
    for place in sorted(worth, key=lambda place: _loss(place, worth, taken)):
        if left > 0 and worth[place] > (0 if offer.benefit_kind == "amount" else taken.get(place, 0)):
            share.append(place)
            left -= worth[place]
    parts = [(place, worth[place]) for place in sorted(share)]
    return _spread(min(offer.most_minor or 0, sum(part for _, part in parts)), parts)


def _worth(offer: BasketOffer, line: Line, minor: int) -> int:
    return minor if offer.benefit_kind == "amount" else off_line(offer, line, minor)


def _loss(place: int, worth: Mapping[int, int], taken: Offs) -> tuple[Decimal, int, int]:
    own = worth[place]
    return (Decimal(taken.get(place, 0)) / own if own else Decimal("Infinity")), -own, place


def _n_for_m(offer: BasketOffer, lines: Sequence[Line], free: Mapping[int, int], taken: Offs) -> Offs:
    """In every full set, the dearest pieces first, the cheapest are free."""
    take, pay = offer.benefit["take"], offer.benefit["pay"]

    def tried(places: Iterable[int]) -> Offs:
        pieces = _pieces(lines, {place: free[place] for place in places}, take)
        full = pieces[: min(len(pieces) // take, MOST_SETS) * take]
        sets = [full[first : first + take] for first in range(0, len(full), take)]
        return _given(offer, full, sum(piece.minor for each in sets for piece in each[pay:]))

    untouched = [place for place in free if not taken.get(place)]
    return max(tried(free), tried(untouched), key=lambda offs: _gain(offs, taken))


def _bundle(offer: BasketOffer, lines: Sequence[Line], free: Mapping[int, int], _taken: Offs) -> Offs:
    """As many bundles as there are, the dearest pieces first, while one costs less than its pieces."""
    in_set = sum(part["quantity"] for part in offer.benefit["parts"])
    left, used, off = _pieces(lines, free, in_set), list[Piece](), 0
    for _ in range(MOST_SETS):
        one = _one_bundle(offer, lines, left)
        saved = sum(piece.minor for piece in one) - offer.benefit_value
        if saved <= 0:
            break
        for piece in one:
            left.remove(piece)
        used += one
        off += saved
    return _given(offer, used, off)


def _one_bundle(offer: BasketOffer, lines: Sequence[Line], pieces: Sequence[Piece]) -> list[Piece]:
    left, found = list(pieces), list[Piece]()
    for part in offer.benefit["parts"]:
        fits = (piece for piece in left if matches(part["of"], lines[piece.place]))
        fitting = list(islice(fits, part["quantity"]))
        if len(fitting) < part["quantity"]:
            return []
        for piece in fitting:
            left.remove(piece)
        found += fitting
    return found


def _gift(offer: BasketOffer, lines: Sequence[Line], free: Mapping[int, int], _taken: Offs) -> Offs:
    """Pieces of the gift cost nothing."""
    wanted = offer.benefit.get("quantity", 1)
    given = _pieces(lines, free, wanted)[:wanted]
    return _given(offer, given, sum(piece.minor for piece in given))


def is_gift(offer: BasketOffer, line: Line) -> bool:
    """True if the line is of what the offer gives."""
    return bool(line.product_id == offer.benefit["product_id"])


def _pieces(lines: Sequence[Line], free: Mapping[int, int], in_set: int) -> list[Piece]:
    """The free lines piece by piece, the dearest first; of a line no more than all sets can take."""
    each = sorted((-(minor // lines[place].quantity), place) for place, minor in free.items())
    return [
        Piece(-minor, place)
        for minor, place in each
        for _ in range(min(lines[place].quantity, MOST_SETS * in_set))
    ]


def _given(offer: BasketOffer, pieces: Iterable[Piece], off: int) -> Offs:
    """So much off, as far as its limit allows, spread over the lines of these pieces."""
    parts: dict[int, int] = {}
    for piece in pieces:
        parts[piece.place] = parts.get(piece.place, 0) + piece.minor
    most = off if offer.most_minor is None else min(off, offer.most_minor)
    return _spread(most, sorted(parts.items()))


def _gain(offs: Offs, taken: Offs) -> int:
    return sum(off - taken.get(place, 0) for place, off in offs.items())


def _spread(worth: int, parts: Sequence[tuple[int, int]]) -> Offs:
    """The amount by place, in proportion; cents that are left go to the largest remainders, first come."""
    whole = sum(part for _, part in parts)
    if not whole or worth <= 0:
        return {}
    shares = [(place, *divmod(worth * part, whole)) for place, part in parts]
    left = worth - sum(share for _, share, _ in shares)
    favoured = {place for place, *_ in sorted(shares, key=lambda each: -each[2])[:left]}
    return {place: share + (place in favoured) for place, share, _ in shares}


_Apply = Callable[[BasketOffer, Sequence[Line], Mapping[int, int], Offs], Offs]
_OF_KIND: Final[Mapping[str, _Apply]] = {
    "amount": _limited, "percent": _limited, "price": _limited, "n_for_m": _n_for_m, "bundle": _bundle,
    "gift": _gift,
}  # fmt: skip
