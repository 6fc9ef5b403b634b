"""What the things are called that rules point at: stores, products, other audiences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from server.audiences.gathering import named_audiences
from server.catalogue import service as catalogue
from shared.audience import all_conditions, taken_in
from shared.particulars import NamedAudience, Names

BY_STORE = frozenset({"home_store", "bought"})


def names_in(
    session: Session,
    rules: Iterable[Mapping[str, Any]],
    audiences: Mapping[str, NamedAudience] | None = None,
) -> Names:
    """The names in those rules and in the audiences they take in; `audiences` if they are at hand already."""
    rules = list(rules)
    known = audiences or {}
    if audiences is None and any(map(taken_in, rules)):
        known = named_audiences(session)
    conditions = list(all_conditions(rules, known))
    stores = catalogue.stores(session) if any(each["attribute"] in BY_STORE for each in conditions) else []
    wanted = {product for each in conditions for product in each.get("of", {}).get("product", ())}
    products = catalogue.products(session, wanted) if wanted else {}
    return Names(
        stores={store.id: store.name for store in stores},
        products={key: product.name for key, product in products.items()},
        audiences={key: named.name for key, named in known.items()},
    )
