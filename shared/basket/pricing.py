"""How offers go together, and what a basket costs by them.

An exclusive offer suffers nothing beside it: the most important one that applies is alone, unless an offer of
a higher priority applies, to which it gives way. Among offers of the best price every line belongs to at most
one, the one with which she saves most in all (decision 97). Joint offers come on top of that, the most
important first, each of what the ones before have left of the price. Points take nothing off and go with
everything but an exclusive offer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final

from shared.basket.applying import Offs, is_gift, is_line_by_line, off_line, off_lines
from shared.basket.conditions import has_item, lack, pieces_lacking
from shared.basket.lines import BasketOffer, Line
from shared.basket.result import OfferResult, Priced, PricedLine, Reason, Taken

MOST_AMOUNTS: Final = 6
"""Offers over several lines that are tried against each other, the most important ones: each doubles the ways
to try."""

Found = Mapping[int, Taken]
"""What one offer takes off, by a line's place in the basket."""


def price(lines: Sequence[Line], offers: Sequence[BasketOffer], left_out: Collection[str] = ()) -> Priced:
    """The basket with the offers as they go together; `offers` come the most important first.

    `left_out` are those that she keeps for another time.
    """
    tried = [each for each in offers if _is_tried(each, lines, left_out)]
    exclusive = next((each for each in tried if each.stacking == "exclusive" and _gives(each, lines)), None)
    others = [each for each in tried if each.stacking != "exclusive"]
    because_of = None
    if exclusive is not None:
        above = [each for each in others if each.priority > exclusive.priority and _gives(each, lines)]
        because_of = above[0].promotion_id if above else exclusive.promotion_id
        others = others if above else [exclusive]
    taken = _taken(lines, others)
    priced = tuple(PricedLine(line, tuple(taken.get(place, ()))) for place, line in enumerate(lines))
    return Priced(priced, tuple(_result(each, priced, left_out, others, because_of) for each in offers))


def _is_tried(offer: BasketOffer, lines: Sequence[Line], left_out: Collection[str]) -> bool:
    is_free = offer.available and offer.promotion_id not in left_out
    return is_free and has_item(offer, lines) and not any(lack(offer, lines))


def _gives(offer: BasketOffer, lines: Sequence[Line]) -> bool:
    """True if it takes something off when it is alone, or gives points."""
    return _points(offer, [PricedLine(line) for line in lines]) > 0 or bool(_taken(lines, [offer]))


def _taken(lines: Sequence[Line], offers: Iterable[BasketOffer]) -> dict[int, list[Taken]]:
    """What is taken off each line: by the best price, and then by what is added to it."""
    offers = [each for each in offers if each.benefit_kind != "points"]
    best = _best([each for each in offers if each.stacking != "joint"], lines)
    found = {place: [taken] for place, taken in best.items() if taken.minor}
    for offer in offers:
        if offer.stacking == "joint":
            left = {
                place: line.gross_minor - sum(each.minor for each in found.get(place, ()))
                for place, line in enumerate(lines)
            }
            for place, off in _alone(offer, lines, left).items():
                if off:
                    found.setdefault(place, []).append(Taken(offer.promotion_id, off))
    return found


def _alone(offer: BasketOffer, lines: Sequence[Line], left: Mapping[int, int]) -> Offs:
    if not is_line_by_line(offer):
        return off_lines(offer, lines, left, {})
    return {p: off_line(offer, lines[p], minor) for p, minor in left.items() if offer.covers(lines[p])}


def _best(offers: Sequence[BasketOffer], lines: Sequence[Line]) -> Found:
    each_line = _line_by_line([each for each in offers if is_line_by_line(each)], lines)
    grouped = [each for each in offers if not is_line_by_line(each)][:MOST_AMOUNTS]
    found: Found = each_line
    for count in range(1, len(grouped) + 1):  # fewer first: an offer that saves nothing more is not spent
        for chosen in combinations(grouped, count):
            candidate = _with(chosen, each_line, lines)
            if _saved(candidate) > _saved(found):
                found = candidate
    return found


def _line_by_line(offers: Iterable[BasketOffer], lines: Sequence[Line]) -> dict[int, Taken]:
    """The best offer of each line; of equal ones the most important."""
    found: dict[int, Taken] = {}
    for offer in offers:
        for place, line in enumerate(lines):
            off = off_line(offer, line, line.gross_minor) if offer.covers(line) else 0
            if off > (found[place].minor if place in found else 0):
                found[place] = Taken(offer.promotion_id, off)
    return found


def _with(grouped: Iterable[BasketOffer], each_line: Found, lines: Sequence[Line]) -> Found:
    """Each of the offers takes in lines that no other of them has."""
    taken, claimed = dict(each_line), set[int]()
    for offer in grouped:
        free = {place: line.gross_minor for place, line in enumerate(lines) if place not in claimed}
        offs = off_lines(offer, lines, free, {place: each.minor for place, each in taken.items()})
        claimed.update(offs)
        taken |= {place: Taken(offer.promotion_id, off) for place, off in offs.items()}
    return taken


def _saved(found: Found) -> int:
    return sum(each.minor for each in found.values())


def _points(offer: BasketOffer, lines: Iterable[PricedLine]) -> int:
    """The points that it gives for what is paid."""
    if offer.benefit_kind != "points":
        return 0
    paid = sum(each.net_minor for each in lines if offer.covers(each.line))
    each_minor = offer.benefit.get("each_minor")
    if each_minor is None:
        return offer.benefit_value if paid > 0 else 0
    return int(offer.benefit_value * (paid // each_minor))


def _result(
    offer: BasketOffer,
    lines: Sequence[PricedLine],
    left_out: Collection[str],
    stacked: Collection[BasketOffer],
    because_of: str | None,
) -> OfferResult:
    own = [each for each in lines if any(t.promotion_id == offer.promotion_id for t in each.taken)]
    saved = sum(t.minor for each in own for t in each.taken if t.promotion_id == offer.promotion_id)
    points = _points(offer, lines) if offer in stacked else 0
    bare = [each.line for each in lines]
    reason: Reason = "saves_less"
    if refusal := _refusal(offer, bare, left_out):
        reason = refusal
    elif saved or points:
        reason = "applied"
    elif offer not in stacked and because_of not in (None, offer.promotion_id):
        reason = "gives_way" if offer.stacking == "exclusive" else "beside_exclusive"
    elif not any(line.gross_minor for line in bare if _is_for(offer, line)):
        reason = "no_price"
    lacks = lack(offer, bare) if reason == "not_enough" else None
    return OfferResult(
        offer.promotion_id, reason, saved, sum(each.line.quantity for each in own), points,
        lacks_minor=lacks.minor if lacks else 0,
        lacks_items=max(lacks.items, pieces_lacking(offer, bare)) if lacks else 0,
        because_of=because_of if reason in ("gives_way", "beside_exclusive") else None,
    )  # fmt: skip


def _is_for(offer: BasketOffer, line: Line) -> bool:
    return is_gift(offer, line) if offer.benefit_kind == "gift" else offer.covers(line)


def _refusal(offer: BasketOffer, lines: Sequence[Line], left_out: Collection[str]) -> Reason | None:
    """Why it is not tried, or could take nothing off whatever else there is."""
    if not offer.available:
        return "not_available"
    if not has_item(offer, lines):
        return "no_item"
    if offer.promotion_id in left_out:
        return "left_out"
    if any(lack(offer, lines)) or pieces_lacking(offer, lines):
        return "not_enough"
    if offer.benefit_kind == "gift" and not any(is_gift(offer, line) for line in lines):
        return "no_gift"
    return None
