"""What screens show of a basket, of what was handed over and of what is put aside; ready to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class BasketRow:
    """One product in it: how many, for how much, and what an offer takes off."""

    product_id: int
    title: str
    icon: str
    unit: str
    quantity: int
    total: str
    offer: str
    """What is saved and by which offer; empty if nothing is."""


@dataclass(frozen=True, slots=True)
class BasketOfferRow:
    """An offer she may meet here: what it saves now, or why nothing. `can_turn`: it can be kept or used."""

    promotion_id: str
    title: str
    sentence: str
    state: Literal["applied", "left_out", "idle"]
    can_turn: bool


@dataclass(frozen=True, slots=True)
class Agreed:
    """What she was told: if it is another sum or other offers by then, nothing is handed over."""

    total_minor: int
    promotion_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandedRow:
    """A basket that waits for a till, and can be shown again."""

    basket_id: str
    title: str
    meta: str


@dataclass(frozen=True, slots=True)
class AsideRow:
    """Things that wait for a customer; `items` says what they are."""

    aside_id: str
    title: str
    meta: str
    items: str
    pending: bool


@dataclass(frozen=True, slots=True)
class BasketView:
    """Her basket; all texts are empty while nothing is in it."""

    rows: tuple[BasketRow, ...] = ()
    offers: tuple[BasketOfferRow, ...] = ()
    items: str = ""
    total: str = ""
    saved: str = ""
    """What offers save in all; empty if nothing."""
    unpriced: str = ""
    """A sentence on what has no price here; empty if everything has one."""
    used: str = ""
    """A sentence on what handing it over uses up for good; empty if nothing."""
    agreed: Agreed = Agreed(0, ())
    handed: tuple[HandedRow, ...] = ()
    asides: tuple[AsideRow, ...] = ()
    today: str = ""
    """The store's day, as ISO text: nothing is put aside until an earlier one."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """What is shown to the till: the text of the square, the short code, and what is due."""

    basket_id: str
    square: str
    code: str
    items: str
    total: str
    saved: str
    hint: str
