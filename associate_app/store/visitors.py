"""Whom this sitting fetched from other stores' books; personal data: dropped on lock."""

from __future__ import annotations

import threading


class Visitors:
    """Customers and until when HQ lets this tablet hold them."""

    def __init__(self) -> None:
        self._until: dict[int, int] = {}
        self._lock = threading.Lock()

    def note(self, customer_id: int, until_ms: int) -> None:
        """She visits until then."""
        with self._lock:
            self._until[customer_id] = until_ms

    def at(self, now_ms: int) -> frozenset[int]:
        """Who visits at that moment."""
        with self._lock:
            return frozenset(key for key, until_ms in self._until.items() if now_ms < until_ms)

    def drop(self) -> None:
        """Nobody is known to visit."""
        with self._lock:
            self._until.clear()
