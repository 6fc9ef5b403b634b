"""A short state in words, with an icon and a tone: never by colour alone."""

from __future__ import annotations

from kivy.properties import ColorProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import load_kv
from associate_app.widgets.control import PressableBox

TONES = ("good", "warn", "gold", "primary", "muted")


class Pill(BoxLayout):
    """Says something; it cannot be pressed."""

    text = StringProperty()
    icon = StringProperty()
    tone = OptionProperty("muted", options=TONES)
    fill = ColorProperty((0, 0, 0, 0))
    ink = ColorProperty((0, 0, 0, 1))


class PillButton(PressableBox):
    """A pill that leads somewhere; the finger has 48 dp though the pill is smaller."""

    text = StringProperty()
    icon = StringProperty()
    tone = OptionProperty("muted", options=TONES)


load_kv(__file__)
