"""One offer for one customer now, with the reason why she may or may not have it."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.card import Card


class OfferBanner(Card):
    """Event `on_redeem`: the associate wants to use it for the customer."""

    key = StringProperty()
    title = StringProperty()
    sentence = StringProperty()
    available = BooleanProperty(False)
    redeemed = BooleanProperty(False)
    provisional = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_redeem")
        super().__init__(**properties)

    def on_redeem(self) -> None:
        """Redeem was pressed."""


load_kv(__file__)
