"""The last answer to a question that is asked again and again while nothing has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """Remembers one answer by what it depends on. What it holds may be personal data: dropped on lock."""

    def __init__(self) -> None:
        self._known: tuple[Hashable, T] | None = None
        self._lock = threading.Lock()

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made again only for another key."""
        with self._lock:
            known = self._known
        if known is None or known[0] != key:
            known = (key, make())
            with self._lock:
                self._known = known
        return known[1]

    def drop(self) -> None:
        """Nothing is remembered."""
        with self._lock:
            self._known = None
