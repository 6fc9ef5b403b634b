"""What some customers bought, for whoever works out what to say to them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.purchases.models import Purchase, PurchaseLine
from shared.next_action.gathering import Spent
from shared.recommendation import Bought


def spent(session: Session, customer_ids: Sequence[int]) -> dict[int, list[Spent]]:
    """Every purchase of each of the customers."""
    query = select(Purchase.customer_id, Purchase.id, Purchase.at_ms, Purchase.total_minor).where(
        Purchase.customer_id.in_(customer_ids)
    )
    found: dict[int, list[Spent]] = {}
    for customer_id, number, at_ms, total_minor in session.execute(query):
        found.setdefault(customer_id, []).append(Spent(number, at_ms, total_minor))
    return found


def lines(session: Session, customer_ids: Sequence[int], since_ms: int = 0) -> dict[int, list[Bought]]:
    """Every line of each of the customers since then."""
    query = (
        select(Purchase.customer_id, PurchaseLine.product_id, Purchase.at_ms, PurchaseLine.quantity)
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .where(Purchase.customer_id.in_(customer_ids), Purchase.at_ms >= since_ms)
    )
    found: dict[int, list[Bought]] = {}
    for customer_id, product_id, at_ms, quantity in session.execute(query):
        found.setdefault(customer_id, []).append(Bought(product_id, at_ms, quantity))
    return found
