"""A product worth mentioning: what, why, how many are here, and what she said of it."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.card import Card


class RecommendationTile(Card):
    """Events: `on_reply(answer)` with "liked" or "not_now", `on_more` for the other answers, `on_about`."""

    key = NumericProperty(0)
    icon = StringProperty()
    title = StringProperty()
    price = StringProperty()
    reason = StringProperty()
    stock = StringProperty()
    answer = StringProperty()
    said = StringProperty()
    in_stock = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_reply")
        self.register_event_type("on_more")
        self.register_event_type("on_about")
        super().__init__(**properties)

    def on_reply(self, answer: str) -> None:
        """The customer answered."""

    def on_more(self) -> None:
        """The associate looks for another answer."""

    def on_about(self) -> None:
        """More about the product is wanted."""


load_kv(__file__)
