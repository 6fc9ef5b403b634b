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

    def on_kv_post(self, _base: Any) -> None:
        """The button is there only while it can be pressed."""
        self._redeem = self.ids.redeem.__self__  # ids hold weakly, and the button comes back
        self.bind(available=self._place)
        self._place()

    def on_redeem(self) -> None:
        """Redeem was pressed."""

    def _place(self, *_: Any) -> None:
        if self.available == (self._redeem.parent is None):
            (self.add_widget if self.available else self.remove_widget)(self._redeem)


load_kv(__file__)
