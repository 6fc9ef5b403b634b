"""A product on a wish list: pressed it opens, and it can be taken off."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import history_row, load_kv

__all__ = ["WishRow", "history_row"]


class WishRow(BoxLayout):
    """Events: `on_open(key)` and `on_off(key)`."""

    key = NumericProperty(-1)
    icon = StringProperty()
    title = StringProperty()
    meta = StringProperty()
    last = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_open")
        self.register_event_type("on_off")
        super().__init__(**properties)

    def on_open(self, key: int) -> None:
        """The product is to be seen."""

    def on_off(self, key: int) -> None:
        """It is no longer wished for."""


load_kv(__file__)
