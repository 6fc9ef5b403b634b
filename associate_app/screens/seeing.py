"""Which parts of a customer's screen have really been in sight, told once for each time they come into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

LEAST_SHARE = 0.5
ENOUGH = 200
"""Half of a part must be in sight; of a tall one so many points are enough: what stands first in it."""

LOOK_S = 0.4
"""So long after it has come to rest somebody may have looked."""


class Seeing:
    """Watches parts inside a scroll view; `tell` hears which of them have newly come into sight."""

    def __init__(
        self, view: ScrollView, parts: Mapping[str, Widget], tell: Callable[[tuple[str, ...]], None]
    ) -> None:
        self._view, self._parts, self._tell = view, parts, tell
        self._told: set[str] = set()
        self._look = Clock.create_trigger(self._looked, LOOK_S)
        view.bind(scroll_y=self._moved, size=self._moved)
        for part in parts.values():
            part.bind(pos=self._moved, size=self._moved)

    def start_over(self) -> None:
        """Something else is shown in the same parts: nothing of it has been seen."""
        self._told.clear()
        self._moved()

    def _moved(self, *_event: Any) -> None:
        self._look.cancel()
        self._look()

    def _looked(self, _elapsed: float) -> None:
        if self._view.get_root_window() is None:
            return
        new = tuple(
            name for name, part in self._parts.items() if name not in self._told and self._is_seen(part)
        )
        if new:
            self._told.update(new)
            self._tell(new)

    def _is_seen(self, part: Widget) -> bool:
        if part.get_root_window() is None or part.height <= 0:
            return False
        _x, bottom = part.to_window(part.x, part.y)
        _x, floor = self._view.to_window(self._view.x, self._view.y)
        ceiling = floor + self._view.height
        shown = min(bottom + part.height, ceiling) - max(bottom, floor)
        return bool(shown >= min(LEAST_SHARE * part.height, dp(ENOUGH)))
