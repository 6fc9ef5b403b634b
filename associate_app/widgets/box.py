"""Rows and columns that are laid out once a change, where Kivy's own are laid out for each step of it.

Kivy's boxes lay themselves out in the order in which something about them changed, and as a whole when they
were only moved. A page grows from below, so that each row that becomes higher moves everything above it: each
box was laid out three times for one customer. Here the innermost are first, so that heights are settled
before anybody builds on them, and what was only moved takes its content along.
"""

from __future__ import annotations

import weakref
from heapq import heappop, heappush
from typing import Any

from kivy.clock import Clock
from kivy.factory import Factory
from kivy.uix.boxlayout import BoxLayout as KivyBoxLayout

_Waiting = list[tuple[int, int, weakref.ref[Any]]]
"""A heap of boxes by depth; whoever has left the screen meanwhile is not kept for it."""


class _Pass:
    """Boxes that wait: to be laid out, the innermost first, and then to be moved, the outermost first.

    A box that changes again once it was laid out waits for the next pass, so that texts come between.
    """

    def __init__(self) -> None:
        self._changed: _Waiting = []
        self._again: _Waiting = []
        self._moved: _Waiting = []
        self._done: set[int] = set()
        self._next = Clock.create_trigger(self._go, -1)

    def change(self, box: Any) -> None:
        """The box will be laid out."""
        if not box.waits_for_layout:
            box.waits_for_layout = True
            waiting = self._again if box.uid in self._done else self._changed
            heappush(waiting, (-_depth(box), box.uid, weakref.ref(box)))
            self._next()

    def move(self, box: Any) -> None:
        """The box will take its content to where it is now."""
        if not (box.waits_for_move or box.waits_for_layout):
            box.waits_for_move = True
            heappush(self._moved, (_depth(box), box.uid, weakref.ref(box)))
            self._next()

    def _go(self, _elapsed: float) -> None:
        while self._changed:
            box = heappop(self._changed)[2]()
            if box is not None:
                box.waits_for_layout = False
                self._done.add(box.uid)
                box.do_layout()
        self._done.clear()
        self._changed, self._again = self._again, self._changed
        if not self._changed:
            self._take_along()

    def _take_along(self) -> None:
        while self._moved:
            box = heappop(self._moved)[2]()
            if box is not None:
                box.waits_for_move = False
                if not box.waits_for_layout:
                    box.take_along()


def _depth(widget: Any) -> int:
    depth = 0
    while widget.parent is not None and widget.parent is not widget:
        widget = widget.parent
        depth += 1
    return depth


_pass = _Pass()

Factory.unregister("BoxLayout")  # kv's word for it means the class below


class Trigger:
    """What Kivy asks for a layout by; holds its box as weakly as Kivy's own triggers do."""

    def __init__(self, box: BoxLayout) -> None:
        self._box = box.proxy_ref

    @property
    def is_triggered(self) -> bool:
        """Whether the box waits to be laid out."""
        return bool(self._box.waits_for_layout)

    def __call__(self, *_: Any) -> None:
        """The box will be laid out before the next frame."""
        _pass.change(self._box.__self__)


class _Move:
    """Hears that a box was moved, and holds it weakly: it leaves memory without a search for garbage."""

    def __init__(self, box: BoxLayout) -> None:
        self._box = box.proxy_ref

    def __call__(self, *_: Any) -> None:
        """Its content will follow before the next frame."""
        _pass.move(self._box.__self__)


class BoxLayout(KivyBoxLayout):
    """A row or a column."""

    def __init__(self, **properties: Any) -> None:
        self.waits_for_layout = self.waits_for_move = False
        self._laid_at = (0.0, 0.0)
        self._trigger_layout = Trigger(self)
        super().__init__(**properties)
        self.funbind("pos", self._trigger_layout)
        self.fbind("pos", _Move(self))

    def do_layout(self, *args: Any) -> None:
        """The content stands where it belongs."""
        super().do_layout(*args)
        self._laid_at = tuple(self.pos)

    def take_along(self) -> None:
        """The content has moved as far as the box."""
        x, y = self.pos
        was_x, was_y = self._laid_at
        self._laid_at = (x, y)
        across, up = x - was_x, y - was_y
        if across or up:
            for child in self.children:
                its_x, its_y = child.pos
                child.pos = its_x + across, its_y + up
