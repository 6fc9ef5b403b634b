"""One glyph of the icon font, by name."""

from __future__ import annotations

from kivy.properties import ColorProperty, NumericProperty, StringProperty
from kivy.uix.label import Label
from kivy.uix.widget import Widget

from associate_app.widgets import load_kv


class Icon(Label):
    """An icon of `px` dp; `tone` None is the theme's ink."""

    name = StringProperty()
    px = NumericProperty(22)
    tone = ColorProperty(None, allownone=True)


class Tile(Widget):
    """An icon on a rounded square, where a picture of the product would be."""

    icon = StringProperty()
    side = NumericProperty(40)
    fill = ColorProperty((0, 0, 0, 0))
    tone = ColorProperty((0, 0, 0, 1))


load_kv(__file__)
