"""What she did online, where the associate picks up, and her wish list."""

from __future__ import annotations

from typing import Any

from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.online_views import Online, OnlineRow
from associate_app.screens.filling import Filler
from associate_app.widgets import load_kv
from associate_app.widgets.history_row import PurchaseRow
from associate_app.widgets.wish_row import WishRow

__all__ = ["OnlinePane"]


class OnlinePane(BoxLayout):
    """Events: `on_product(product_id)`, it is to be seen; `on_off(product_id)`, it is wished for no more."""

    as_of = StringProperty()
    nothing = StringProperty()
    no_wishes = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_product")
        self.register_event_type("on_off")
        super().__init__(**properties)
        self._filler = Filler()

    def on_product(self, product_id: int) -> None:
        """That product is to be seen."""

    def on_off(self, product_id: int) -> None:
        """That product is no longer wished for."""

    def keep_ready(self, count: int) -> None:
        """So many rows are made before they are needed."""
        self._filler.keep_ready(self.ids.clicks, PurchaseRow, count)

    def show(self, view: Online) -> None:
        """This is what she left, looked at, and wishes for."""
        self.as_of, self.nothing, self.no_wishes = view.as_of, view.nothing, view.no_wishes
        self._filler.fill(
            self.ids.clicks,
            PurchaseRow,
            [
                _row(row) | {"choose": self._see, "last": index == len(view.rows) - 1}
                for index, row in enumerate(view.rows)
            ],
        )
        self._filler.fill(
            self.ids.wishes,
            self._make_wish,
            [_row(row) | {"last": index == len(view.wishes) - 1} for index, row in enumerate(view.wishes)],
        )

    def _see(self, product_id: int) -> None:
        self.dispatch("on_product", product_id)

    def _make_wish(self) -> WishRow:
        row = WishRow()
        row.bind(
            on_open=lambda _, key: self.dispatch("on_product", key),
            on_off=lambda _, key: self.dispatch("on_off", key),
        )
        return row


def _row(row: OnlineRow) -> dict[str, Any]:
    return {"key": row.product_id, "icon": row.icon, "title": row.title, "meta": row.meta}


load_kv(__file__)
