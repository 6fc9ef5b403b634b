"""The rail at the left edge: where the associate is and where she can go."""

from __future__ import annotations

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
    count = NumericProperty(0)


class Rail(BoxLayout):
    """A column of rail items."""


load_kv(__file__)
