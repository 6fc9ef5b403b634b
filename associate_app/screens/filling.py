"""Puts rows of values into containers without ever holding a frame up.

Widgets that are there are filled at once, which costs next to nothing; making one costs several milliseconds,
so missing ones come as many a frame as a part of it allows, and at least one. What a container needs no more
is kept for the next time, with the screen and no longer: it bears names. What a screen will want anyway can
be kept ready: one widget in a frame in which nothing else is to be made.
"""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final
from weakref import WeakSet

from kivy.clock import Clock
from kivy.uix.widget import Widget

Make = Callable[[], Any]
Row = Mapping[str, Any]

A_FRAME_S: Final = 0.006
"""After so much of a frame no further widget is made: the dearest take 9 ms, and a frame has 16."""


class Filler:
    """Fills containers; the latest word on a container counts."""

    _frame: ClassVar[tuple[int, float]] = (-1, 0.0)
    """The frame in which widgets were made last, and when it had enough."""

    _all: ClassVar[WeakSet[Filler]] = WeakSet()

    _wanted: ClassVar[deque[tuple[Filler, int, Make]]] = deque()
    """What is to be kept ready: the container's number, and what makes one."""

    def __init__(self, now_s: Callable[[], float] = time.perf_counter) -> None:
        self._now_s = now_s
        self._missing: deque[tuple[Widget, Make, Row]] = deque()
        self._spare: defaultdict[int, list[Any]] = defaultdict(list)
        self._ready: defaultdict[int, list[Any]] = defaultdict(list)
        """Never shown yet: putting one takes some of a frame, so that they come a few a frame, too."""
        self._next = Clock.create_trigger(self._make_some)
        Filler._all.add(self)

    @classmethod
    def leave_off(cls) -> None:
        """Nothing is made any more for screens that have been left."""
        cls._wanted.clear()
        for filler in cls._all:
            filler._missing.clear()

    @classmethod
    def make_ready(cls) -> bool:
        """One more widget is kept ready, unless somebody waits for some; False once all are."""
        if cls._wanted and all(filler.is_done for filler in cls._all):
            filler, container, make = cls._wanted.popleft()
            filler._ready[container].append(make())
        return bool(cls._wanted)

    @property
    def is_done(self) -> bool:
        """True if no widget is still to come."""
        return not self._missing

    def keep_ready(self, container: Widget, make: Make, count: int) -> None:
        """So many widgets are made for the container, one at each `make_ready`."""
        Filler._wanted.extend([(self, container.uid, make)] * count)

    def fill(self, container: Widget, make: Make, rows: Sequence[Row]) -> None:
        """The container comes to hold one widget a row, in order, each with the row's properties."""
        container = container.__self__  # ids hold weakly, and the screen may be left while it is being filled
        self._missing = deque(each for each in self._missing if each[0] is not container)
        present = list(reversed(container.children))
        for surplus in present[len(rows) :]:
            container.remove_widget(surplus)
            self._spare[container.uid].append(surplus)
        for widget, row in zip(present, rows, strict=False):
            _apply(widget, row)
        missing = list(rows[len(present) :])
        while missing and self._spare[container.uid]:
            _put(container, self._spare[container.uid].pop(), missing.pop(0))
        self._missing.extend((container, make, row) for row in missing)
        if self._missing:
            self._next()

    def _make_some(self, _elapsed: float) -> None:
        until = self._end_of_making()
        while self._missing and self._now_s() < until:
            container, make, row = self._missing.popleft()
            ready = self._ready[container.uid]
            _put(container, ready.pop() if ready else make(), row)
        if self._missing:
            self._next()

    def _end_of_making(self) -> float:
        """One for all fillers of a frame: the first of them makes one widget at least."""
        frame, until = Filler._frame
        if frame != Clock.frames:
            until = self._now_s() + A_FRAME_S
            Filler._frame = (Clock.frames, until)
        return until


def _put(container: Widget, widget: Any, row: Row) -> None:
    _apply(widget, row)
    container.add_widget(widget)


def _apply(widget: Any, row: Row) -> None:
    for name, value in row.items():
        setattr(widget, name, value)
