"""A fact to read: a small icon, what it is, and its words."""

from __future__ import annotations

from kivy.properties import StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.box import BoxLayout


class FactChip(BoxLayout):
    """Nothing to press: a label that is quiet and words that are not."""

    icon = StringProperty()
    label = StringProperty()
    text = StringProperty()


load_kv(__file__)
