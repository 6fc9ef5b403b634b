"""Which parts of a customer's screen have really been in sight, told once for each time they come into it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

LEAST_SHARE = 0.5
ENOUGH = 200
"""Half of a part must be in sight; of a tall one so many points are enough: what stands first in it."""

EDGE = 96
"""So much of a part below its upper edge, where only that counts: about one banner."""

LOOK_S = 0.4
"""So long after it has come to rest somebody may have looked."""


class Seeing:
    """Watches parts inside a scroll view; `tell` hears which of them have newly come into sight.

    Of `places` only the upper edge counts, whatever stands there: a part in which nothing is shown to one who
    is held out of it is seen by the same rule as by everybody else, so that both are counted alike.
    """

    def __init__(
        self,
        view: ScrollView,
        parts: Mapping[str, Widget],
        tell: Callable[[tuple[str, ...]], None],
        places: Collection[str] = (),
    ) -> None:
        self._view, self._parts, self._tell, self._places = view, parts, tell, places
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
            name for name, part in self._parts.items() if name not in self._told and self._is_seen(name, part)
        )
        if new:
            self._told.update(new)
            self._tell(new)

    def _is_seen(self, name: str, part: Widget) -> bool:
        height = dp(EDGE) if name in self._places else part.height
        if part.get_root_window() is None or height <= 0:
            return False
        _x, top = part.to_window(part.x, part.top)
        _x, floor = self._view.to_window(self._view.x, self._view.y)
        ceiling = floor + self._view.height
        shown = min(top, ceiling) - max(top - height, floor)
        return bool(shown >= min(LEAST_SHARE * height, dp(ENOUGH)))
