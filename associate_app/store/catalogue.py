"""What lies in this store, and what products are called."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final, NamedTuple

from associate_app.store.latest import Latest
from associate_app.store.purchases import Product
from associate_app.store.reading import Snapshot

MOST_FOUND: Final = 2_000
"""Products beyond these are not looked at: whoever typed so little will type on."""

MOST_WORDS: Final = 8


Remembered = dict[int, Product | None]
"""The products that were read, None for those that the catalogue has forgotten."""


class Catalogue:
    """Products of one checkpoint, each read once; not again for the next customer if it is `remembered`."""

    def __init__(
        self,
        snapshot: Snapshot,
        known: Mapping[int, Product] | None = None,
        remembered: Remembered | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._products = {} if remembered is None else remembered
        self._products.update(known or {})

    def product(self, product_id: int) -> Product | None:
        """The product as the catalogue describes it; None if it has forgotten it."""
        if product_id not in self._products:
            row = self._snapshot.row(f"SELECT {_COLUMNS} FROM products WHERE id = ?", (product_id,))
            self._products[product_id] = _product(row) if row else None
        return self._products[product_id]

    def name_of(self, product_id: int) -> str | None:
        """What the product is called."""
        product = self.product(product_id)
        return product.name if product else None

    def allows(self, product_id: int) -> bool:
        """True if the product is there and may be recommended."""
        product = self.product(product_id)
        return product is not None and product.recommendable


class LatestProducts:
    """Remembers the products of a checkpoint: lists of different customers look at much the same ones."""

    def __init__(self) -> None:
        self._latest: Latest[Remembered] = Latest()
        self._found_in: Latest[frozenset[int]] = Latest()

    def of(self, snapshot: Snapshot, known: Mapping[int, Product] | None = None) -> Catalogue:
        """The catalogue of this checkpoint, which has `known` without reading it."""
        remembered = self._latest.of(snapshot.replica.cursor(), dict)
        return Catalogue(snapshot, known, remembered)

    def found_in(self, snapshot: Snapshot, names: frozenset[str]) -> frozenset[int]:
        """As `found_in` answers it in this checkpoint."""
        key = (names, snapshot.replica.cursor())
        return self._found_in.of(key, lambda: found_in(snapshot, names))

    def drop(self) -> None:
        """Nothing is remembered."""
        self._latest.drop()
        self._found_in.drop()


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


class NearStock(NamedTuple):
    """How many pieces a near store had, how far it is, and when that was counted."""

    store: str
    metres: int
    quantity: int
    at_ms: int


def near_stock(snapshot: Snapshot, product_id: int) -> list[NearStock]:
    """The near stores that had some of the product, the nearest first."""
    rows = snapshot.rows(
        "SELECT t.name, n.metres, s.quantity, s.at_ms FROM store_neighbours n"
        " JOIN stock s ON s.store_id = n.near_id AND s.product_id = ? JOIN stores t ON t.id = n.near_id"
        " WHERE n.store_id = ? AND s.quantity > 0 ORDER BY n.metres, t.name",
        (product_id, snapshot.store_id),
    )
    return [NearStock._make(row) for row in rows]


def product_names(snapshot: Snapshot, product_ids: Iterable[int]) -> dict[int, str]:
    """What the products are called; nothing for those that the catalogue has forgotten."""
    return dict(
        snapshot.rows(
            "SELECT id, name FROM products WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(product_ids)),),
        )
    )


def skus(snapshot: Snapshot, product_ids: Iterable[int]) -> dict[int, str]:
    """The retailer's own codes of the products; nothing for those that the catalogue has forgotten."""
    return dict(
        snapshot.rows(
            "SELECT id, sku FROM products WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(product_ids)),),
        )
    )


def products(snapshot: Snapshot, product_ids: Iterable[int]) -> dict[int, Product]:
    """The products as the catalogue describes them; nothing for those that it has forgotten."""
    rows = snapshot.rows(
        f"SELECT {_COLUMNS} FROM products WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(product_ids)),),
    )
    return {row[0]: _product(row) for row in rows}


def find(snapshot: Snapshot, query: str) -> list[Product]:
    """Products that may be recommended and have every word of the query, or that number, in no order.

    One pass over the catalogue: some 20 ms for 92,000 products, and no index finds words within words.
    """
    words = query.split()[:MOST_WORDS]
    if not words:
        return []
    somewhere = " OR ".join(f"{column} LIKE ? ESCAPE '\\'" for column in _DESCRIBING)
    fits = " AND ".join([f"({somewhere})"] * len(words))
    patterns = [f"%{_literal(word)}%" for word in words for _ in _DESCRIBING]
    rows = snapshot.rows(
        f"SELECT {_COLUMNS} FROM products"
        f" WHERE recommendable = 1 AND (({fits}) OR sku = ?) LIMIT {MOST_FOUND}",
        (*patterns, query.strip()),
    )
    return [_product(row) for row in rows]


def found_in(snapshot: Snapshot, names: Collection[str]) -> frozenset[int]:
    """What may be recommended of the departments and categories of these names; one pass over them all."""
    named = "(SELECT value FROM json_each(?))"
    rows = snapshot.rows(
        f"SELECT id FROM products WHERE recommendable = 1 AND (department IN {named} OR category IN {named})",
        (json.dumps(sorted(names)),) * 2,
    )
    return frozenset(product_id for (product_id,) in rows)


def of_its_category(snapshot: Snapshot, product: Product) -> list[int]:
    """The products of the same category; none where the product has no category."""
    rows = snapshot.rows("SELECT id FROM products WHERE category = ?", (product.category,))
    return [product_id for (product_id,) in rows]


_DESCRIBING: Final = ("name", "category", "department", "brand")
_COLUMNS: Final = ", ".join(Product._fields)


def _product(row: tuple[Any, ...]) -> Product:
    return Product._make((*row[:-1], bool(row[-1])))


def _literal(word: str) -> str:
    """The word with nothing in it that LIKE would take for a pattern."""
    return "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in word)
