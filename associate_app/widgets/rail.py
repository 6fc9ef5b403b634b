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
    count = NumericProperty(0)


class Rail(BoxLayout):
    """A column of rail items; where it is `low` their icons stand without words, so that all have room."""

    low = BooleanProperty(False)

    def add_widget(self, widget: Any, *args: Any, **options: Any) -> None:
        """It stands in the rail, with a word below it or without."""
        super().add_widget(widget, *args, **options)
        self.on_low()

    def on_low(self, *_changed: Any) -> None:
        """The items have their words, or do without."""
        for item in self.children:
            if isinstance(item, RailItem):
                item.wordless = self.low


load_kv(__file__)
