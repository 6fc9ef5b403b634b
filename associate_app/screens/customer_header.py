"""The head of the customer screen."""

from __future__ import annotations

from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.screens.filling import Filler
from associate_app.widgets import load_kv
from associate_app.widgets.fact_chip import FactChip


class CustomerHeader(BoxLayout):
    """Who she is, what she has agreed to.

    Events `on_note`, `on_edit`, `on_call`, `on_message`, `on_visit`.
    """

    name = StringProperty()
    initials = StringProperty()
    hue = NumericProperty(0.4)
    tier = StringProperty()
    line = StringProperty()
    contact = StringProperty()
    consent = StringProperty()
    facts = ObjectProperty(())
    unconfirmed = StringProperty()

    def __init__(self, **properties: object) -> None:
        self.register_event_type("on_note")
        self.register_event_type("on_edit")
        self.register_event_type("on_call")
        self.register_event_type("on_message")
        self.register_event_type("on_visit")
        super().__init__(**properties)
        self._filler = Filler()
        self.bind(facts=self._fill, consent=self._fill)

    def on_note(self) -> None:
        """A note is to be written."""

    def on_edit(self) -> None:
        """What is known of her is to be put right."""

    def on_call(self) -> None:
        """She is to be called."""

    def on_message(self) -> None:
        """She is to be written to."""

    def on_visit(self) -> None:
        """A visit is to be agreed with her."""

    def keep_ready(self, count: int) -> None:
        """So many rows are made before they are needed."""
        self._filler.keep_ready(self.ids.facts, FactChip, count)

    def _fill(self, *_: object) -> None:
        rows = [{"icon": each.icon, "label": each.label, "text": each.text} for each in self.facts]
        rows.append({"icon": "shield-lock-outline", "label": self.consent, "text": ""})
        self._filler.fill(self.ids.facts, FactChip, rows)


class Section(BoxLayout):
    """Part of the customer screen; `nothing` is said where it has no rows."""

    nothing = StringProperty()


load_kv(__file__)
