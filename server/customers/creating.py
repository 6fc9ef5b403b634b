"""Customers whom tablets make: their records come by operations, this is what goes with them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from server.customers.models import ClientBookEntry, Customer, FieldConflict


def numbers_taken(session: Session, customer_ids: Collection[int]) -> set[int]:
    """Those of the numbers under which somebody is there already."""
    if not customer_ids:
        return set()
    return set(session.scalars(select(Customer.id).where(Customer.id.in_(customer_ids))))


def cards_taken(session: Session, cards: Collection[str]) -> dict[str, int]:
    """Those of the cards that somebody has already, and who."""
    if not cards:
        return {}
    known = select(Customer.loyalty_number, Customer.id).where(Customer.loyalty_number.in_(cards))
    return {str(card): customer_id for card, customer_id in session.execute(known)}


def into_book(session: Session, store_id: str, customer_ids: Iterable[int]) -> None:
    """The store looks after these new customers."""
    entries = [{"store_id": store_id, "customer_id": customer_id} for customer_id in customer_ids]
    if entries:
        session.execute(insert(ClientBookEntry), entries)


def tell(session: Session, conflicts: Sequence[dict[str, Any]]) -> None:
    """What could not be kept of new customers stands where whoever serves them sees it."""
    if conflicts:
        session.execute(insert(FieldConflict), list(conflicts))
