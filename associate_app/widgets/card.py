"""A surface that holds things together."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ColorProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import load_kv


class Card(BoxLayout):
    """A rounded surface, as high as its content; `fill` None is the theme's surface."""

    radius = NumericProperty(16)
    fill = ColorProperty(None, allownone=True)
    outlined = BooleanProperty(True)


load_kv(__file__)
