"""When a tablet that nobody touches is covered, and when it is locked."""

from __future__ import annotations

from typing import Final, Literal

COVER_AFTER_S: Final = 120.0
LOCK_AFTER_S: Final = 600.0

Due = Literal["nothing", "cover", "lock"]


class Idle:
    """Counts the time since somebody last touched or typed; the caller says what time it is."""

    def __init__(self, now_s: float) -> None:
        self._since_s = now_s

    def touched(self, now_s: float) -> None:
        """Somebody is there."""
        self._since_s = now_s

    def due(self, now_s: float) -> Due:
        """What is to be done about how long nobody was there."""
        idle_s = now_s - self._since_s
        if idle_s >= LOCK_AFTER_S:
            return "lock"
        return "cover" if idle_s >= COVER_AFTER_S else "nothing"
