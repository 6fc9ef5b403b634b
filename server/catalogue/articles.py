"""Products as the next best action reads them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.catalogue.models import Product
from shared.next_action.gathering import Article

AT_ONCE = 20_000


def articles(session: Session, product_ids: Iterable[int]) -> dict[int, Article]:
    """The products; nothing for those that the catalogue has forgotten."""
    asked = sorted(set(product_ids))
    found: dict[int, Article] = {}
    for first in range(0, len(asked), AT_ONCE):
        query = select(
            Product.id, Product.name, Product.category, Product.department, Product.recommendable
        ).where(Product.id.in_(asked[first : first + AT_ONCE]))
        for number, name, category, department, recommendable in session.execute(query):
            found[number] = Article(name, category, department, bool(recommendable))
    return found
