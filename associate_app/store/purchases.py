"""What a customer bought, newest first, with what the catalogue knows of it."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from associate_app.store.latest import Latest
from associate_app.store.reading import Snapshot
from shared.customer import Visit


class Product(NamedTuple):
    """A product as the catalogue describes it."""

    id: int
    name: str
    department: str
    category: str | None
    brand: str
    size: str | None
    price_minor: int | None
    recommendable: bool


class Basket(NamedTuple):
    """One completed purchase."""

    id: int
    store_id: str
    channel: str
    at_ms: int
    total_minor: int


class Line(NamedTuple):
    """One product on one purchase."""

    product_id: int
    quantity: int
    amount_minor: int
    at_ms: int
    basket: Basket


class Story(NamedTuple):
    """All that a customer bought: baskets and lines newest first, and the products by id."""

    baskets: tuple[Basket, ...]
    lines: tuple[Line, ...]
    products: dict[int, Product]

    @property
    def visits(self) -> list[Visit]:
        """The baskets as the figures need them."""
        return [Visit(basket.at_ms, basket.total_minor) for basket in self.baskets]


def story(snapshot: Snapshot, customer_id: int) -> Story:
    """Everything the customer bought; products that the catalogue has forgotten are not among `products`."""
    baskets = [
        Basket._make(row)
        for row in snapshot.rows(
            f"SELECT {', '.join(Basket._fields)} FROM purchases WHERE customer_id = ?"
            " ORDER BY at_ms DESC, id DESC",
            (customer_id,),
        )
    ]
    by_basket = defaultdict(list)
    for purchase_id, product_id, quantity, amount in snapshot.rows(
        "SELECT purchase_id, product_id, quantity, amount_minor FROM purchase_lines"
        " WHERE customer_id = ? ORDER BY purchase_id, line_no",
        (customer_id,),
    ):
        by_basket[purchase_id].append((product_id, quantity, amount))
    lines = [
        Line._make((product_id, quantity, amount, basket.at_ms, basket))
        for basket in baskets
        for product_id, quantity, amount in by_basket[basket.id]
    ]
    return Story(tuple(baskets), tuple(lines), _products(snapshot, customer_id))


class LatestStory:
    """Remembers what the customer on the screen bought: saving something there reads none of it again.

    Personal data: dropped on lock.
    """

    def __init__(self) -> None:
        self._latest: Latest[Story] = Latest()

    def of(self, snapshot: Snapshot, customer_id: int) -> Story:
        """The customer's story in this checkpoint."""
        key = (customer_id, snapshot.replica.cursor())
        return self._latest.of(key, lambda: story(snapshot, customer_id))

    def drop(self) -> None:
        """Nothing is remembered."""
        self._latest.drop()


def _products(snapshot: Snapshot, customer_id: int) -> dict[int, Product]:
    rows = snapshot.rows(
        f"SELECT {', '.join(Product._fields)} FROM products"
        " WHERE id IN (SELECT product_id FROM purchase_lines WHERE customer_id = ?)",
        (customer_id,),
    )
    return {row[0]: Product._make((*row[:-1], bool(row[-1]))) for row in rows}


def store_names(snapshot: Snapshot) -> dict[str, str]:
    """What every store is called."""
    return dict(snapshot.rows("SELECT id, name FROM stores"))
