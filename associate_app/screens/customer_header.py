"""The head of the customer screen."""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import load_kv


class CustomerHeader(BoxLayout):
    """Who she is, how to reach her, what she has agreed to. Event `on_note`."""

    name = StringProperty()
    initials = StringProperty()
    hue = NumericProperty(0.4)
    tier = StringProperty()
    line = StringProperty()
    contact = StringProperty()
    consent = StringProperty()

    def __init__(self, **properties: object) -> None:
        self.register_event_type("on_note")
        super().__init__(**properties)

    def on_note(self) -> None:
        """A note is to be written."""


class Section(BoxLayout):
    """Part of the customer screen; `nothing` is said where it has no rows."""

    heading = StringProperty()
    model_line = StringProperty()
    nothing = StringProperty()


load_kv(__file__)
