"""A bounded, recycled list of people with a selection and keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.clock import Clock
from kivy.properties import NumericProperty
from kivy.uix.recycleview import RecycleView, views

from associate_app.widgets import focus, load_kv, measures, person_row

MOST_ROWS = 300
"""More rows than anybody scrolls through; a whole base in a recycled list costs over a second a refresh."""

__all__ = ["MOST_ROWS", "PersonList", "forget_rows", "person_row"]


def forget_rows() -> None:
    """No row that is not on a screen is kept: Kivy saves used rows for later lists, names and all."""
    views._cached_views.clear()
    views._cache_count = 0
    measures.forget()


class PersonList(RecycleView):
    """Event `on_choose(key)`: a person was chosen."""

    selected = NumericProperty(-1)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_choose")
        super().__init__(**properties)

    def on_choose(self, key: int) -> None:
        """Somebody chose that person."""

    def show(self, people: Sequence[dict[str, Any]], *, from_top: bool) -> None:
        """The list holds these people; each is a dictionary of the row's properties."""
        self.data = [self._row(person) for person in people[:MOST_ROWS]]
        if from_top:
            self.scroll_y = 1

    def on_selected(self, *_: Any) -> None:
        """The rows on screen show it at once; the others when they come into view."""
        for row in self.data:
            row["selected"] = row["key"] == self.selected
        for view in self.view_adapter.views.values():
            view.selected = view.key == self.selected

    def focus_first(self) -> None:
        """The keyboard is on the first row, if there is one."""
        self._step(-1, 1)

    def _row(self, person: dict[str, Any]) -> dict[str, Any]:
        own = {"selected": person["key"] == self.selected, "choose": self._choose, "step": self._step}
        return {**person, **own}

    def _choose(self, key: int) -> None:
        self.dispatch("on_choose", key)

    def _step(self, index: int, step: int) -> None:
        target = index + step
        if not 0 <= target < len(self.data):
            return
        self._reveal(target)
        Clock.schedule_once(
            lambda _: self._focus(target)
        )  # a row beyond the edge exists after the next layout

    def _focus(self, index: int) -> None:
        view = self.view_adapter.get_visible_view(index)
        if view is not None:
            focus.give(view)

    def _reveal(self, index: int) -> None:
        row, whole = self.layout_manager.default_size[1], self.layout_manager.height
        hidden = whole - self.height
        if hidden <= 0:
            return
        top, bottom = (1 - self.scroll_y) * hidden, (1 - self.scroll_y) * hidden + self.height
        if index * row < top:
            self.scroll_y = 1 - index * row / hidden
        elif (index + 1) * row > bottom:
            self.scroll_y = 1 - ((index + 1) * row - self.height) / hidden


load_kv(__file__)
