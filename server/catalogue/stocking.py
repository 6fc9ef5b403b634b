"""What stores have in stock, as a feed tells it, and when what was sold out is there again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue.models import Restock, Stock


def set_levels(session: Session, store_id: str, levels: Mapping[int, int], at_ms: int) -> list[int]:
    """The store has so many of each product; answers which were sold out and are there again.

    What was told of a later moment stays. A product of which nothing was known yet is not back.
    """
    asked = select(Stock).where(Stock.store_id == store_id, Stock.product_id.in_(levels))
    known = {each.product_id: each for each in session.scalars(asked.with_for_update())}
    back = []
    for product_id, quantity in levels.items():
        stored = known.get(product_id)
        if stored is None:
            session.add(Stock(store_id=store_id, product_id=product_id, quantity=quantity, at_ms=at_ms))
        elif stored.at_ms <= at_ms:
            if stored.quantity <= 0 < quantity:
                back.append(product_id)
            stored.quantity, stored.at_ms = quantity, at_ms
    for product_id in back:
        session.merge(Restock(store_id=store_id, product_id=product_id, at_ms=at_ms))
    session.flush()
    return sorted(back)


def back_since(session: Session, store_id: str, product_ids: Iterable[int], since_ms: int) -> dict[int, int]:
    """Those of the products that the store has again since then, and since when."""
    query = (
        select(Restock.product_id, Restock.at_ms)
        .join(Stock, (Stock.store_id == Restock.store_id) & (Stock.product_id == Restock.product_id))
        .where(
            Restock.store_id == store_id, Restock.product_id.in_(list(product_ids)),
            Restock.at_ms >= since_ms, Stock.quantity > 0,
        )
    )  # fmt: skip
    return dict(session.execute(query).all())
