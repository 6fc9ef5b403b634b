"""What lies in this store, and what products are called."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from associate_app.store.reading import Snapshot


class StockLevel(NamedTuple):
    """How many pieces this store had, and when that was counted."""

    quantity: int
    at_ms: int


def stock(snapshot: Snapshot, product_ids: Iterable[int]) -> dict[int, StockLevel]:
    """This store's stock of the products; nothing for those that no feed has told of."""
    rows = snapshot.rows(
        "SELECT product_id, quantity, at_ms FROM stock WHERE store_id = ?"
        " AND product_id IN (SELECT value FROM json_each(?))",
        (snapshot.store_id, json.dumps(list(product_ids))),
    )
    return {product_id: StockLevel(quantity, at_ms) for product_id, quantity, at_ms in rows}


def product_names(snapshot: Snapshot, product_ids: Iterable[int]) -> dict[int, str]:
    """What the products are called; nothing for those that the catalogue has forgotten."""
    return dict(
        snapshot.rows(
            "SELECT id, name FROM products WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(product_ids)),),
        )
    )
