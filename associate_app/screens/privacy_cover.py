"""What lies over everything while nobody touches the tablet: no name, no figure, nothing of anybody."""

from __future__ import annotations

from kivy.properties import StringProperty
from kivy.uix.floatlayout import FloatLayout

from associate_app.widgets import load_kv


class PrivacyCover(FloatLayout):
    """Only says where the tablet belongs and what to do; the app hears the touch or the key."""

    store_name = StringProperty()


load_kv(__file__)
