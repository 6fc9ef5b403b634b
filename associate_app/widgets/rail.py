"""The rail at the left edge: where the associate is and where she can go."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import badge, load_kv
from associate_app.widgets.control import PressableArea

__all__ = ["Rail", "RailItem", "badge"]


class RailItem(PressableArea):
    """A place, or something that changes the whole app; `count` above 0 is a badge."""

    text = StringProperty()
    icon = StringProperty()
    active = BooleanProperty(False)
    wordless = BooleanProperty(False)
    room = NumericProperty(0)
    """What its word takes of the rail's width."""
    count = NumericProperty(0)


class Rail(BoxLayout):
    """A column of rail items; where it is `low` their icons stand without words, so that all have room.

    It is as wide as its `widest` word needs: some languages have long ones.
    """

    low = BooleanProperty(False)
    widest = NumericProperty(0)

    def add_widget(self, widget: Any, *args: Any, **options: Any) -> None:
        """It stands in the rail, with a word below it or without."""
        super().add_widget(widget, *args, **options)
        if isinstance(widget, RailItem):
            widget.bind(room=self._measure)
        self.on_low()

    def on_low(self, *_changed: Any) -> None:
        """The items have their words, or do without."""
        for item in self.children:
            if isinstance(item, RailItem):
                item.wordless = self.low
        self._measure()

    def _measure(self, *_changed: Any) -> None:
        self.widest = max((item.room for item in self.children if isinstance(item, RailItem)), default=0)


load_kv(__file__)
