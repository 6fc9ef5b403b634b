"""Days side by side, each a bar as high as its share of the best: for a look, the figures stand beside it."""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import load_kv


class DayBar(BoxLayout):
    """One day; `share` is 0 to 1, `label` stands below the first and the last."""

    share = NumericProperty(0)
    label = StringProperty()


class ShareBar(BoxLayout):
    """How often something was said: an icon, its name, a bar, the number."""

    icon = StringProperty()
    name = StringProperty()
    count = StringProperty()
    share = NumericProperty(0)


load_kv(__file__)
