"""One product from all sides: what goes with it, what is like it, who of the book would want it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from kivy.app import App
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.product_views import ProductView, RecommendationCard, WantingView
from associate_app.screens.filling import Filler
from associate_app.widgets import load_kv, tabs
from associate_app.widgets.reason_row import ReasonRow
from shared.words import _, lazy

__all__ = ["ProductPane", "tabs"]

SIDES: Final = ("who_wants", "goes_with", "similar")
OPENING: Final = lazy("Opening\u2026")
LOOKING: Final = lazy("Looking through the book\u2026")


HEADINGS: Final = {
    "who_wants": lazy("Who would want it"), "goes_with": lazy("Goes with it"), "similar": lazy("Similar"),
}  # fmt: skip


class ProductSide(BoxLayout):
    """One side of a product: its rows, or why there are none; with a heading where no tab says what it is."""

    heading = StringProperty()
    nothing = StringProperty()


class ProductPane(BoxLayout):
    """Events: `on_product(product_id)` and `on_person(customer_id)` where a row was pressed.

    Its sides are a tab each; where it is `wide`, all of them stand beside each other.
    """

    product_id = NumericProperty(-1)
    side = OptionProperty("goes_with", options=SIDES)
    with_people = BooleanProperty(False)
    view = ObjectProperty(None, allownone=True)
    icon = StringProperty()
    title = StringProperty()
    meta = StringProperty()
    price = StringProperty()
    stock = StringProperty()
    in_stock = BooleanProperty(False)
    near = StringProperty()
    model_line = StringProperty()
    wide = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_product")
        self.register_event_type("on_person")
        self._filler = Filler()
        self._people: WantingView | None = None
        self._sides = {side: ProductSide() for side in SIDES}
        super().__init__(**properties)

    def on_kv_post(self, _event: Any) -> None:
        """Where nobody is asked for, there is no way to ask either."""
        self._tabs = self.ids.sides.__self__  # ids hold weakly, and it is not always there
        if not self.with_people:
            self._tabs.remove_widget(self.ids.people)
        self.bind(side=self._place, wide=self._place)
        self._place()

    def on_product(self, product_id: int) -> None:
        """That product is to be shown."""

    def on_person(self, customer_id: int) -> None:
        """That customer is to be shown."""

    def open(self, product_id: int) -> None:
        """The product is on its way; no other stays meanwhile."""
        if product_id != self.product_id:
            self.product_id, self.view, self._people = product_id, None, None
            self.icon = self.title = self.meta = self.price = self.stock = self.near = self.model_line = ""
            for name, side in self._sides.items():
                side.nothing = _(LOOKING if name == "who_wants" else OPENING)
                self._filler.fill(side.ids.rows, ReasonRow, ())
        self.refresh()

    def refresh(self) -> None:
        """The product is shown as the tablet knows it now."""
        if self.product_id < 0:
            return
        app, product_id = App.get_running_app(), self.product_id
        app.asker.ask("product", lambda: app.tablet.products.open(product_id), self._show)
        if self.with_people:
            app.asker.ask("wanting", lambda: app.tablet.products.who_wants(product_id), self._show_people)

    def _show(self, view: ProductView) -> None:
        product = view.product
        if product.product_id != self.product_id or view == self.view:
            return
        self.view, self.model_line = view, view.model_line
        self.icon, self.title, self.meta = product.icon, product.title, product.meta
        self.price, self.stock, self.in_stock = product.price, product.stock, product.in_stock
        self.near = "\n".join(view.near)
        self._fill()

    def _show_people(self, view: WantingView) -> None:
        if view.product_id == self.product_id and view != self._people:
            self._people = view
            self._fill()

    def _place(self, *_event: Any) -> None:
        """All sides where there is room, with who would want it on the left; else the chosen one."""
        left, right, tabs_above = self.ids.left, self.ids.right, self._tabs.parent is not None
        left.clear_widgets()
        right.clear_widgets()
        for name, side in self._sides.items():
            side.heading = _(HEADINGS[name]) if self.wide else ""
            if self.wide or name == self.side:
                (right if self.wide and name != "who_wants" else left).add_widget(side)
        right.size_hint_x = 1 if self.wide else None
        right.width = 0
        self.ids.columns.spacing = dp(16) if self.wide else 0
        if self.wide and tabs_above:
            self.remove_widget(self._tabs)
        elif not self.wide and not tabs_above:
            self.add_widget(self._tabs, index=2)
        self._fill()

    def _fill(self) -> None:
        shown = SIDES if self.wide else (self.side,)
        if "who_wants" in shown:
            self._fill_people(self._sides["who_wants"])
        for name in ("goes_with", "similar"):
            if name in shown and self.view is not None:
                side, cards = self._sides[name], getattr(self.view, name)
                side.nothing = "" if cards else (self.view.nothing or _("Nothing stands out."))
                self._filler.fill(side.ids.rows, self._make_row, _products(cards))

    def _fill_people(self, side: ProductSide) -> None:
        people = self._people
        side.nothing = _(LOOKING) if people is None else people.nothing
        rows = [
            {
                "key": each.customer_id, "initials": each.initials, "hue": each.hue, "title": each.name,
                "reason": each.reason, "aside": each.tier, "icon": "", "note": "",
            } for each in (people.rows if people else ())
        ]  # fmt: skip
        self._filler.fill(side.ids.rows, self._make_row, _marked(rows))

    def _make_row(self) -> ReasonRow:
        row = ReasonRow()
        row.bind(on_release=self._chosen)
        return row

    def _chosen(self, row: ReasonRow) -> None:
        self.dispatch("on_person" if row.initials else "on_product", int(row.key))


def _products(cards: Sequence[RecommendationCard]) -> list[dict[str, Any]]:
    return _marked([
        {
            "key": card.product_id, "icon": card.icon, "title": card.title, "reason": card.reason,
            "aside": card.price, "note": card.stock if card.in_stock else "", "initials": "",
        } for card in cards
    ])  # fmt: skip


def _marked(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**row, "last": place == len(rows)} for place, row in enumerate(rows, start=1)]


load_kv(__file__)
