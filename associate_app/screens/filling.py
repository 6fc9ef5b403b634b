"""Puts rows of values into containers without ever holding a frame up.

Widgets that are there are filled at once, which costs next to nothing; making one costs several milliseconds,
so missing ones come one a frame.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kivy.clock import Clock
from kivy.uix.widget import Widget

Make = Callable[[], Any]
Row = Mapping[str, Any]


class Filler:
    """Fills containers; the latest word on a container counts."""

    def __init__(self) -> None:
        self._missing: deque[tuple[Widget, Make, Row]] = deque()
        self._next = Clock.create_trigger(self._make_one)

    def fill(self, container: Widget, make: Make, rows: Sequence[Row]) -> None:
        """The container comes to hold one widget a row, in order, each with the row's properties."""
        container = container.__self__  # ids hold weakly, and the screen may be left while it is being filled
        self._missing = deque(each for each in self._missing if each[0] is not container)
        present = list(reversed(container.children))
        for surplus in present[len(rows) :]:
            container.remove_widget(surplus)
        for widget, row in zip(present, rows, strict=False):
            _apply(widget, row)
        self._missing.extend((container, make, row) for row in rows[len(present) :])
        if self._missing:
            self._next()

    def _make_one(self, _elapsed: float) -> None:
        if not self._missing:
            return
        container, make, row = self._missing.popleft()
        widget = make()
        _apply(widget, row)
        container.add_widget(widget)
        if self._missing:
            self._next()


def _apply(widget: Any, row: Row) -> None:
    for name, value in row.items():
        setattr(widget, name, value)
