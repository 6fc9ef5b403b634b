"""Products beside products, whoever asks: similar ones, what goes with a basket, where nothing is known."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.recommendations.allowing import settled
from server.recommendations.cards import Card, cards
from server.recommendations.current import best_sellers, current
from shared.recommendation import Suggestion, cold_start, goes_with, similar


def similar_to(session: Session, product_id: int, *, store_id: str | None, limit: int) -> list[Card]:
    """What is like the product: first of its own category, then what the same customers want."""
    catalogue.known_product(session, product_id)
    model, kin = current(session).model, catalogue.of_its_category(session, product_id)
    if model is None:
        return []
    found = settled(
        session,
        lambda allowed: similar(product_id, model=model, allowed=allowed, limit=limit, kin=kin),
        _themselves,
    )
    return cards(session, [found], store_id)[0]


def going_with(session: Session, basket: Collection[int], *, store_id: str | None, limit: int) -> list[Card]:
    """What goes with these products."""
    model = current(session).model
    if model is None:
        return []
    found = settled(
        session, lambda allowed: goes_with(basket, model=model, allowed=allowed, limit=limit), _themselves
    )
    return cards(session, [found], store_id)[0]


def best_sellers_for(
    session: Session, *, store_id: str | None, departments: Sequence[str], limit: int
) -> list[Card]:
    """What sells best: in the departments, in the store, everywhere."""
    model, best = current(session).model, best_sellers(session, store_id)
    if model is None:
        return []
    found = settled(
        session,
        lambda allowed: cold_start(model, best=best, departments=departments, allowed=allowed, limit=limit),
        _themselves,
    )
    return cards(session, [found], store_id)[0]


def _themselves(found: Sequence[Suggestion]) -> Sequence[Suggestion]:
    return found
