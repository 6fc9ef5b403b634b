"""The whole basket over a customer's screen: how many, for how much, which offers, and what to do with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kivy.properties import ListProperty, NumericProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.basket_views import BasketOfferRow, BasketRow
from associate_app.presenters.product_views import RecommendationCard
from associate_app.presenters.view_models import CustomerView
from associate_app.screens.filling import Filler
from associate_app.widgets import load_kv, reason_row, stepper
from associate_app.widgets.sheet import Sheet
from shared.basket import MOST_QUANTITY
from shared.words import _

__all__ = ["BasketSheet", "reason_row", "stepper"]

MOST_BESIDE: Final = 3


class BasketLine(BoxLayout):
    """A product in the basket. Event `on_step(quantity)`."""

    key = NumericProperty(-1)
    icon = StringProperty()
    title = StringProperty()
    unit = StringProperty()
    quantity = NumericProperty(1)
    most = NumericProperty(MOST_QUANTITY)
    total = StringProperty()
    offer = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_step")
        super().__init__(**properties)

    def on_step(self, quantity: int) -> None:
        """That many are wanted."""


class BasketOffer(BoxLayout):
    """An offer with what it saves, or why nothing. Event `on_turn`: kept for another time, or used."""

    key = StringProperty()
    title = StringProperty()
    sentence = StringProperty()
    state = OptionProperty("idle", options=("applied", "left_out", "idle"))
    deed = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_turn")
        super().__init__(**properties)

    def on_turn(self) -> None:
        """It is to be kept for another time, or used after all."""


class BasketSheet(Sheet):
    """Events: `on_quantity(product_id, quantity)`, `on_put(product_id)`, `on_turn(promotion_id)`,
    `on_hand_over`, `on_aside`, `on_emptied`.
    """

    given_name = StringProperty()
    items = StringProperty()
    total = StringProperty()
    saved = StringProperty()
    unpriced = StringProperty()
    beside = ListProperty()

    def __init__(self, view: CustomerView, **properties: Any) -> None:
        for event in ("on_quantity", "on_put", "on_turn", "on_hand_over", "on_aside", "on_emptied"):
            self.register_event_type(event)
        self._filler = Filler()
        super().__init__(**properties)
        self.show(view)

    def on_quantity(self, product_id: int, quantity: int) -> None:
        """That many of the product are wanted."""

    def on_put(self, product_id: int) -> None:
        """The product is wanted, too."""

    def on_turn(self, promotion_id: str) -> None:
        """The offer is to be kept for another time, or used after all."""

    def on_hand_over(self) -> None:
        """It is to go to the till."""

    def on_aside(self) -> None:
        """It is to wait for her."""

    def on_emptied(self) -> None:
        """Nothing of it is wanted."""

    def show(self, view: CustomerView) -> None:
        """This is in it now."""
        basket = view.basket
        self.given_name, self.items, self.total = view.given_name, basket.items, basket.total
        self.saved, self.unpriced = basket.saved, basket.unpriced
        self._filler.fill(self.ids.lines, self._make_line, line_rows(basket.rows))
        self._filler.fill(self.ids.offers, self._make_offer, offer_rows(basket.offers))
        self.beside = beside_rows(view.suggestions.with_basket[:MOST_BESIDE] if basket.rows else ())
        self._filler.fill(self.ids.beside, self._make_beside, self.beside)

    def _make_line(self) -> BasketLine:
        line = BasketLine()
        line.bind(on_step=lambda line, wanted: self.dispatch("on_quantity", int(line.key), wanted))
        return line

    def _make_offer(self) -> BasketOffer:
        offer = BasketOffer()
        offer.bind(on_turn=lambda offer: self.dispatch("on_turn", offer.key))
        return offer

    def _make_beside(self) -> reason_row.ReasonRow:
        row = reason_row.ReasonRow()
        row.bind(on_release=lambda row: self.dispatch("on_put", int(row.key)))
        return row


def line_rows(rows: Sequence[BasketRow]) -> list[dict[str, Any]]:
    """What lies in it, as rows."""
    return [
        {
            "key": each.product_id, "icon": each.icon, "title": each.title, "unit": each.unit,
            "quantity": each.quantity, "total": each.total, "offer": each.offer,
        } for each in rows
    ]  # fmt: skip


def offer_rows(rows: Sequence[BasketOfferRow]) -> list[dict[str, Any]]:
    """The offers, each with its word and what can be done about it."""
    words = {"applied": _("Keep for later"), "left_out": _("Use it now"), "idle": ""}
    return [
        {
            "key": each.promotion_id, "title": each.title, "sentence": each.sentence, "state": each.state,
            "deed": words[each.state] if each.can_turn else "",
        } for each in rows
    ]  # fmt: skip


def beside_rows(cards: Sequence[RecommendationCard]) -> list[dict[str, Any]]:
    """What goes with it; pressing a row puts it in."""
    return [
        {
            "key": card.product_id, "icon": card.icon, "title": card.title, "reason": card.reason,
            "aside": card.price, "note": card.stock if card.in_stock else "", "initials": "",
            "last": place == len(cards), "accessible_name": _("Put in: {title}").format(title=card.title),
        } for place, card in enumerate(cards, start=1)
    ]  # fmt: skip


load_kv(__file__)
