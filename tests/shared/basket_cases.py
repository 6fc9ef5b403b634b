"""Baskets of the case file, as the values that rules take."""

from __future__ import annotations

from typing import Any

from shared.basket import BasketOffer, Line, Priced, price


def promotion_id(place: int) -> str:
    """The id of the offer at that place of a case."""
    return f"0198f7a0-0000-7000-8000-{place:012}"


def priced(case: dict[str, Any]) -> Priced:
    """The basket of a case, priced."""
    lines = [
        Line(100 + place, quantity, unit_minor, department, *more)
        for place, (department, quantity, unit_minor, *more) in enumerate(case["lines"])
    ]
    offers = [
        BasketOffer(
            promotion_id(place), kind, value, department, place not in case.get("unavailable", ()),
            **(more[0] if more else {}),
        )
        for place, (kind, value, department, *more) in enumerate(case["offers"])
    ]  # fmt: skip
    return price(lines, offers, [promotion_id(place) for place in case.get("left_out", ())])
