"""The head of the customer screen."""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import load_kv


class CustomerHeader(BoxLayout):
    """Who she is, how to reach her, what she has agreed to. Events `on_note`, `on_edit`."""

    name = StringProperty()
    initials = StringProperty()
    hue = NumericProperty(0.4)
    tier = StringProperty()
    line = StringProperty()
    contact = StringProperty()
    consent = StringProperty()
    tastes = StringProperty()
    unconfirmed = StringProperty()

    def __init__(self, **properties: object) -> None:
        self.register_event_type("on_note")
        self.register_event_type("on_edit")
        super().__init__(**properties)

    def on_note(self) -> None:
        """A note is to be written."""

    def on_edit(self) -> None:
        """What is known of her is to be put right."""


class Section(BoxLayout):
    """Part of the customer screen; `nothing` is said where it has no rows."""

    nothing = StringProperty()


load_kv(__file__)
