"""One purchase as on its receipt: every line, what was taken off, the sum, where and when."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import NumericProperty, StringProperty

from associate_app.presenters.history_views import PurchaseView
from associate_app.screens.customer_rows import purchase_line
from associate_app.widgets import history_row, load_kv, row_list
from associate_app.widgets.sheet import Sheet
from shared.words import _

__all__ = ["PurchaseSheet", "history_row", "row_list"]


class PurchaseSheet(Sheet):
    """Event `on_product(product_id)`: a line's product is to be seen; the sheet is gone then."""

    lines = NumericProperty(0)
    meta = StringProperty()
    before = StringProperty()
    discount = StringProperty()
    total = StringProperty()

    def __init__(self, customer_id: int, purchase_id: int, **properties: Any) -> None:
        self.register_event_type("on_product")
        super().__init__(title=_("Purchase"), **properties)
        app = App.get_running_app()
        app.asker.ask(
            "purchase",
            lambda: app.tablet.customer.history.purchase(customer_id, purchase_id),
            self._show,
            self._failed,
        )

    def on_product(self, product_id: int) -> None:
        """That product is to be seen."""

    def _show(self, view: PurchaseView) -> None:
        self.title, self.meta = view.title, view.meta
        self.before, self.discount, self.total = view.before, view.discount, view.total
        self.lines = len(view.lines)
        self.ids.rows.data = [
            purchase_line(line, line.product_id, self._choose) | {"last": index == len(view.lines) - 1}
            for index, line in enumerate(view.lines)
        ]

    def _failed(self, error: Exception) -> None:
        self.close()
        App.get_running_app().complain(error)

    def _choose(self, product_id: int) -> None:
        self.close()
        self.dispatch("on_product", product_id)


load_kv(__file__)
