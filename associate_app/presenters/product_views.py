"""What screens show of products: suggested, searched for, seen from all sides; frozen, ready to be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RecommendationCard:
    """One product worth mentioning, with its reason; `answer` is what she said of it, if anything."""

    product_id: int
    title: str
    price: str
    reason: str
    stock: str
    in_stock: bool
    icon: str
    answer: str | None


@dataclass(frozen=True, slots=True)
class BasketItem:
    """A product that she is about to buy."""

    product_id: int
    title: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What to mention to one customer, as lists to choose from; `nothing` says why all of them are empty.

    `left_out` names what her answers keep off the lists. `can_ask`: she may be asked, perhaps anew, whether
    her purchases may be used for this.
    """

    merged: tuple[RecommendationCard, ...] = ()
    due_again: tuple[RecommendationCard, ...] = ()
    new_for_you: tuple[RecommendationCard, ...] = ()
    with_basket: tuple[RecommendationCard, ...] = ()
    basket: tuple[BasketItem, ...] = ()
    model_line: str = ""
    nothing: str = ""
    left_out: str = ""
    can_ask: bool = False


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One product in the list of a search."""

    product_id: int
    title: str
    meta: str
    price: str
    stock: str
    in_stock: bool
    icon: str


@dataclass(frozen=True, slots=True)
class ProductsFound:
    """The products for a query; `total` may be more than the rows, `sequence` is the caller's own."""

    query: str
    rows: tuple[ProductRow, ...]
    total: int
    sequence: int


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product, what is like it and what goes with it; `nothing` says why both lists are empty.

    `near` has a line for each near store that has some, the nearest first.
    """

    product: ProductRow
    similar: tuple[RecommendationCard, ...]
    goes_with: tuple[RecommendationCard, ...]
    model_line: str
    nothing: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WantingRow:
    """A customer who would want a product, and why."""

    customer_id: int
    name: str
    initials: str
    hue: float
    tier: str
    reason: str


@dataclass(frozen=True, slots=True)
class WantingView:
    """Who of the store's book would want a product, the likeliest first; `nothing` says why nobody."""

    product_id: int
    rows: tuple[WantingRow, ...]
    nothing: str
