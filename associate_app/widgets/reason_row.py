"""Somebody or something with a reason: a product beside a product, a customer who would want it."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.control import PressableBox


class ReasonRow(PressableBox):
    """With `initials` it is somebody, with `icon` something; `aside` is a price or a tier."""

    key = NumericProperty(-1)
    icon = StringProperty()
    initials = StringProperty()
    hue = NumericProperty(0.4)
    title = StringProperty()
    reason = StringProperty()
    aside = StringProperty()
    note = StringProperty()
    last = BooleanProperty(False)


load_kv(__file__)
