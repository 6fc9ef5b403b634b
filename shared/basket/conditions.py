"""Whether a basket fulfils an offer's condition: by what it costs before offers, and by how much is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.basket.applying import is_gift
from shared.basket.lines import BasketOffer, Line
from shared.promotions.things import matches


class Lack(NamedTuple):
    """What is missing in money and in pieces; nothing of either if the condition is fulfilled."""

    minor: int = 0
    items: int = 0


def lack(offer: BasketOffer, lines: Sequence[Line]) -> Lack:
    """What the basket lacks for the offer."""
    asked = offer.conditions
    counted = [line for line in lines if matches(asked.get("of", {}), line)]
    spent = sum(line.gross_minor for line in counted)
    pieces = sum(line.quantity for line in counted)
    return Lack(max(0, asked.get("min_spend_minor", 0) - spent), max(0, asked.get("min_items", 0) - pieces))


def pieces_lacking(offer: BasketOffer, lines: Sequence[Line]) -> int:
    """How many pieces are missing for a first full set; of kinds that need none, 0."""
    if offer.benefit_kind == "n_for_m":
        there = sum(line.quantity for line in lines if offer.covers(line))
        return max(0, int(offer.benefit["take"]) - there)
    if offer.benefit_kind == "bundle":
        return sum(
            max(0, part["quantity"] - sum(line.quantity for line in lines if matches(part["of"], line)))
            for part in offer.benefit["parts"]
        )
    return 0


def has_item(offer: BasketOffer, lines: Sequence[Line]) -> bool:
    """True if something that the offer is for lies in the basket; a gift is none of it."""
    if offer.benefit_kind == "gift":
        return any(offer.covers(line) for line in lines if not is_gift(offer, line))
    return any(offer.covers(line) for line in lines)
