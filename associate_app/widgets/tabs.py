"""Sides of one thing, of which one is shown: a tab for each."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.stacklayout import StackLayout

from associate_app.widgets import load_kv
from associate_app.widgets.control import PressableBox


class Tab(PressableBox):
    """Pressed it is chosen; who owns the choice sets `chosen`. The line below says so without colour, too."""

    text = StringProperty()
    chosen = BooleanProperty(False)


class Tabs(StackLayout):
    """Tabs side by side on one line; where letters are large they go on in a second row."""


load_kv(__file__)
