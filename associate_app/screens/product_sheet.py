"""A product over a customer's screen: into her basket, her word on it, and what lies beside it."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from associate_app.screens import answering, product
from associate_app.widgets import load_kv
from associate_app.widgets.sheet import Sheet

__all__ = ["ProductSheet", "product"]


class ProductSheet(Sheet):
    """Events: `on_basket(product_id)`, `on_reply(product_id, answer, shown_in)`, `on_people(product_id)`,
    `on_wish(product_id, wished)`.
    """

    product_id = NumericProperty(-1)
    given_name = StringProperty()
    is_wished = BooleanProperty(False)

    def __init__(
        self, product_id: int, shown_in: str, given_name: str, wished: frozenset[int], **properties: Any
    ) -> None:
        for event in ("on_basket", "on_reply", "on_people", "on_wish"):
            self.register_event_type(event)
        self._wished = wished
        super().__init__(given_name=given_name, **properties)
        self._shown_in = shown_in
        self._open(product_id)

    def on_basket(self, product_id: int) -> None:
        """The product goes into her basket."""

    def on_reply(self, product_id: int, answer: str, shown_in: str) -> None:
        """She said something of it."""

    def on_people(self, product_id: int) -> None:
        """Who else would want it is asked."""

    def on_wish(self, product_id: int, wished: bool) -> None:
        """It goes on her wish list, or off it."""

    def turn_wish(self) -> None:
        """The sheet is gone and the wish list changed."""
        self.close()
        self.dispatch("on_wish", int(self.product_id), not self.is_wished)

    def go_to(self, product_id: int) -> None:
        """The product beside it is shown in its place."""
        self._shown_in = self.ids.product.side
        self._open(product_id)

    def put_in_basket(self) -> None:
        """The sheet is gone and the product in her basket."""
        self.close()
        self.dispatch("on_basket", int(self.product_id))

    def ask_people(self) -> None:
        """The sheet is gone and the product's own page comes."""
        self.close()
        self.dispatch("on_people", int(self.product_id))

    def ask_answer(self) -> None:
        """Her word on it can be chosen."""
        key, shown_in = int(self.product_id), self._shown_in
        sheet = answering.sheet(self.ids.product.title, self.given_name, whole=True)
        sheet.bind(on_choose=lambda _, answer: self.dispatch("on_reply", key, answer, shown_in))
        self.close()
        App.get_running_app().root.open(sheet)

    def _open(self, product_id: int) -> None:
        self.product_id = product_id
        self.is_wished = product_id in self._wished
        self.ids.product.open(product_id)


load_kv(__file__)
