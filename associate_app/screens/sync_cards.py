"""What HQ refused, and where two people wrote the same field: one card each."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.card import Card


class AttentionCard(Card):
    """Something HQ refused: events `on_retry` and `on_let_go`."""

    key = StringProperty()
    title = StringProperty()
    reason = StringProperty()
    advice = StringProperty()
    content = StringProperty()
    again = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_retry")
        self.register_event_type("on_let_go")
        super().__init__(**properties)

    def on_retry(self) -> None:
        """It is to be tried anew."""

    def on_let_go(self) -> None:
        """The associate has dealt with it."""


class ConflictCard(Card):
    """Two values for one field: events `on_keep` and `on_take`."""

    key = StringProperty()
    title = StringProperty()
    sentence = StringProperty()
    now = StringProperty()
    other = StringProperty()
    can_take_other = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_keep")
        self.register_event_type("on_take")
        super().__init__(**properties)

    def on_keep(self) -> None:
        """What stands may stand."""

    def on_take(self) -> None:
        """The other value is to stand."""


load_kv(__file__)
