"""Suggestions as they leave the server: what, why, for how much, and how many lie in the store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from shared.recommendation import GoesWith, Suggestion, Wanting, reason
from shared.recommendation.terms import Alike


@dataclass(frozen=True, slots=True)
class Card:
    """One product with its reason in plain words; `stock` is None where nobody counted."""

    product_id: int
    name: str
    department: str
    price_minor: int | None
    stock: int | None
    score: float
    reason: str


def cards(session: Session, lists: Sequence[Sequence[Suggestion]], store_id: str | None) -> list[list[Card]]:
    """The lists with names and reasons, read together; what the catalogue has forgotten is left out."""
    shown = [each for some in lists for each in some]
    asked = {each.product_id for each in shown} | named_in(shown)
    products = catalogue.products(session, asked, store_id)
    names = {product_id: product.name for product_id, product in products.items()}
    return [
        [
            Card(
                each.product_id, product.name, product.department, product.price_minor, product.stock,
                each.score, reason(each, names.get),
            )
            for each in some
            if (product := products.get(each.product_id)) is not None
        ]
        for some in lists
    ]  # fmt: skip


def named_in(suggestions: Iterable[Suggestion | Wanting]) -> set[int]:
    """The products that their reasons name."""
    terms = (term for each in suggestions for term in each.terms)
    return {term.product_id for term in terms if isinstance(term, GoesWith | Alike)}
