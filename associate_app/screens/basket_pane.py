"""On a customer's screen: what lies in her basket, what waits for a till, what waits for her."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.basket_views import AsideRow, BasketView, HandedRow
from associate_app.screens.filling import Filler
from associate_app.widgets import load_kv
from shared.words import _

__all__ = ["BasketPane"]


class WaitingRow(BoxLayout):
    """Something that waits, with one or two things to do about it."""

    key = StringProperty()
    icon = StringProperty()
    title = StringProperty()
    meta = StringProperty()
    text = StringProperty()
    """What it is, if that is more than a word."""
    first = StringProperty()
    second = StringProperty()
    customer_id = NumericProperty(-1)
    last = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_press_first")
        self.register_event_type("on_press_second")
        super().__init__(**properties)

    def on_press_first(self) -> None:
        """The first thing is to be done."""

    def on_press_second(self) -> None:
        """The second thing is to be done."""


class BasketPane(BoxLayout):
    """Events: `on_open`, `on_code(basket_id)`, `on_collected(aside_id)`, `on_released(aside_id)`."""

    items = StringProperty()
    total = StringProperty()
    saved = StringProperty()

    def __init__(self, **properties: Any) -> None:
        for event in ("on_open", "on_code", "on_collected", "on_released"):
            self.register_event_type(event)
        super().__init__(**properties)
        self._filler = Filler()

    def on_open(self) -> None:
        """The whole basket is wanted."""

    def on_code(self, basket_id: str) -> None:
        """The code of a basket that waits is wanted."""

    def on_collected(self, aside_id: str) -> None:
        """She has come for what was put aside."""

    def on_released(self, aside_id: str) -> None:
        """It need not wait for her any more."""

    def show(self, view: BasketView) -> None:
        """This is hers."""
        self.items, self.total, self.saved = view.items, view.total, view.saved
        self._filler.fill(self.ids.handed, self._make_handed, handed_rows(view.handed))
        self._filler.fill(self.ids.asides, self._make_aside, aside_rows(view.asides))

    def _make_handed(self) -> WaitingRow:
        row = WaitingRow(icon="qrcode")
        row.bind(on_press_first=lambda row: self.dispatch("on_code", row.key))
        return row

    def _make_aside(self) -> WaitingRow:
        row = WaitingRow(icon="package-down")
        row.bind(
            on_press_first=lambda row: self.dispatch("on_collected", row.key),
            on_press_second=lambda row: self.dispatch("on_released", row.key),
        )
        return row


def handed_rows(handed: tuple[HandedRow, ...]) -> list[dict[str, Any]]:
    """Baskets on their way, as rows."""
    return [
        {"key": each.basket_id, "title": each.title, "meta": each.meta, "first": _("Show code")}
        for each in handed
    ]


def aside_rows(asides: tuple[AsideRow, ...]) -> list[dict[str, Any]]:
    """What waits for her, as rows."""
    return [
        {
            "key": each.aside_id, "title": each.title, "meta": each.meta, "text": each.items,
            "first": _("Into basket"), "second": _("Let go"),
        } for each in asides
    ]  # fmt: skip


load_kv(__file__)
