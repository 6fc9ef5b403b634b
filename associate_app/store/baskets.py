"""What customers are about to buy, as the associate at this tablet sees it."""

from __future__ import annotations

import threading


class Baskets:
    """Products by customer, in the order in which they were put in; personal data: dropped on lock."""

    def __init__(self) -> None:
        self._of: dict[int, tuple[int, ...]] = {}
        self._lock = threading.Lock()

    def of(self, customer_id: int) -> tuple[int, ...]:
        """What is in her basket."""
        with self._lock:
            return self._of.get(customer_id, ())

    def put(self, customer_id: int, product_id: int) -> None:
        """The product is in her basket, once."""
        with self._lock:
            present = self._of.get(customer_id, ())
            if product_id not in present:
                self._of[customer_id] = (*present, product_id)

    def empty(self, customer_id: int) -> None:
        """Nothing is in her basket."""
        with self._lock:
            self._of.pop(customer_id, None)

    def drop(self) -> None:
        """Nobody has a basket."""
        with self._lock:
            self._of.clear()
