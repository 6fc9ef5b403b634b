"""The sheet on which an associate writes what she promises, and for when."""

from __future__ import annotations

from typing import Any, Final

from kivy.properties import NumericProperty, StringProperty

from associate_app.widgets import chip, load_kv
from associate_app.widgets.chip import Chip
from associate_app.widgets.sheet import Sheet
from shared.operation_advice import LONGEST_PROMISE
from shared.words import _, lazy

__all__ = ["PromiseSheet", "chip"]

WHEN: Final = {
    0: lazy("Today"),
    1: lazy("Tomorrow"),
    3: lazy("In 3 days"),
    7: lazy("In a week"),
    14: lazy("In 2 weeks"),
    30: lazy("In a month"),
}


class PromiseSheet(Sheet):
    """`on_save(text, days)`: that is promised for so many days from now."""

    text = StringProperty()
    days = NumericProperty(1)
    limit = NumericProperty(LONGEST_PROMISE)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_save")
        super().__init__(**properties)
        for days, text in WHEN.items():
            self.ids.when.add_widget(self._chip(days, _(text)))

    def on_save(self, text: str, days: int) -> None:
        """That is to be kept."""

    def focus_first(self) -> None:
        """Typing goes into the text."""
        self.ids.field.focus_input()

    def save(self) -> None:
        """The sheet is gone and the promise is to be kept; an empty or too long one stays to be changed."""
        text = " ".join(self.text.split())
        if text and len(text) <= self.limit:
            self.close()
            self.dispatch("on_save", text, int(self.days))

    def _chip(self, days: int, text: str) -> Chip:
        made = Chip(
            text=text, accessible_name=_("Promised for: {day}").format(day=text), chosen=days == self.days
        )

        def choose(_chip: Any) -> None:
            self.days = days
            for each in self.ids.when.children:
                each.chosen = each is made

        made.bind(on_release=choose)
        return made


load_kv(__file__)
