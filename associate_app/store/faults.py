"""What went wrong since the app started, by its stable code: no sentence, for those may name people."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import Final

MOST_KEPT: Final = 40


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble: how often it came, and when last."""

    code: str
    count: int
    last_ms: int


class Faults:
    """Counts, shared by threads; of too many kinds the one seen longest ago is forgotten."""

    def __init__(self) -> None:
        self._known: dict[str, Fault] = {}
        self._lock = threading.Lock()

    def note(self, code: str, now_ms: int) -> None:
        """It happened once more."""
        with self._lock:
            known = self._known.pop(code, Fault(code, 0, 0))
            self._known[code] = replace(known, count=known.count + 1, last_ms=now_ms)
            if len(self._known) > MOST_KEPT:
                del self._known[next(iter(self._known))]

    def all(self) -> tuple[Fault, ...]:
        """Every kind, the latest first."""
        with self._lock:
            return tuple(reversed(self._known.values()))
