"""Something that happened between the store and the customer."""

from __future__ import annotations

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import load_kv


class EventRow(BoxLayout):
    """What, who and when; `pending` says that HQ has not confirmed it yet."""

    icon = StringProperty()
    text = StringProperty()
    meta = StringProperty()
    pending = BooleanProperty(False)
    last = BooleanProperty(False)


load_kv(__file__)
