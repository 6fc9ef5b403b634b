"""A surface that holds things together."""

from __future__ import annotations

from kivy.properties import BooleanProperty, ColorProperty, NumericProperty

from associate_app.widgets import load_kv
from associate_app.widgets.box import BoxLayout


class Card(BoxLayout):
    """A rounded surface, as high as its content; `fill` None is the theme's surface."""

    radius = NumericProperty(16)
    fill = ColorProperty(None, allownone=True)
    outlined = BooleanProperty(True)


load_kv(__file__)
