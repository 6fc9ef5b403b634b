"""How many there are of something, on the corner of what leads there."""

from __future__ import annotations

from kivy.properties import NumericProperty
from kivy.uix.label import Label

from associate_app.widgets import load_kv

MOST = 99
"""More is only “many”, and would not fit."""


class Badge(Label):
    """A number; with nothing to count it is not there."""

    count = NumericProperty(0)
    most = NumericProperty(MOST)


load_kv(__file__)
