"""Buttons: a word, an icon, or both."""

from __future__ import annotations

from kivy.properties import ColorProperty, OptionProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.control import PressableBox

KINDS = ("filled", "tonal", "outline", "plain", "danger")


class PushButton(PressableBox):
    """A button; without `accessible_name` its text is its name."""

    text = StringProperty()
    icon = StringProperty()
    kind = OptionProperty("outline", options=KINDS)
    fill = ColorProperty((0, 0, 0, 0))
    ink = ColorProperty((0, 0, 0, 1))
    edge = ColorProperty((0, 0, 0, 0))


load_kv(__file__)
