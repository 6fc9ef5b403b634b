"""A choice among a few."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.control import PressableBox


class Chip(PressableBox):
    """Pressed it is chosen; who owns the choice sets `chosen`."""

    text = StringProperty()
    chosen = BooleanProperty(False)


load_kv(__file__)
