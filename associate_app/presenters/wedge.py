"""A scanner that types like a keyboard, told from a person who types: a burst of keys ended by Enter."""

from __future__ import annotations

from typing import Final

BETWEEN_KEYS_S: Final = 0.03
"""Scanners type within a few milliseconds; the fastest typists need 60 ms and more from key to key."""

SHORTEST: Final = 6
"""Keys that make a burst: two or three keys may be rolled that fast by ten fingers, six may not."""

LONGEST: Final = 200
"""Beyond this nobody listens any more: it is no card and no label."""


class Wedge:
    """Listens to keys and their times; the moment of each key is passed in, in seconds."""

    def __init__(self) -> None:
        self._signs: list[str] = []
        self._last_s = float("-inf")

    def hear(self, sign: str, at_s: float) -> bool:
        """A key with a sign was pressed; True if it may be the first of a burst."""
        is_first = at_s - self._last_s >= BETWEEN_KEYS_S
        if is_first:
            self._signs.clear()
        self._last_s = at_s
        if len(self._signs) <= LONGEST:
            self._signs.append(sign)
        return is_first

    def end(self, at_s: float) -> str | None:
        """Enter was pressed: what was scanned; None if a person typed."""
        is_burst = at_s - self._last_s < BETWEEN_KEYS_S and SHORTEST <= len(self._signs) <= LONGEST
        scanned = "".join(self._signs) if is_burst else None
        self.forget()
        return scanned

    def forget(self) -> None:
        """Whatever comes next is the first key."""
        self._signs.clear()
        self._last_s = float("-inf")
