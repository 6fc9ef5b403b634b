"""All of a customer's purchases, each with its lines and sum, a page at a time, searchable, filtered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.history_views import HistoryAsked, HistoryPage, PurchaseGroup
from associate_app.screens import back_bar, history_filters
from associate_app.screens.customer_rows import Row, purchase_line
from associate_app.widgets import history_row, load_kv, row_list
from shared.words import _, number

__all__ = ["HistoryPane", "back_bar", "history_filters", "history_row", "row_list"]


class HistoryPane(BoxLayout):
    """Events: `on_leave`, back to the customer at a glance; `on_purchase(purchase_id)`, it is to be shown."""

    customer_id = NumericProperty(-1)
    given_name = StringProperty()
    range_text = StringProperty()
    sum_text = StringProperty()
    has_earlier = BooleanProperty(False)
    has_later = BooleanProperty(False)
    nothing = StringProperty()
    hint = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_leave")
        self.register_event_type("on_purchase")
        super().__init__(**properties)
        self._offsets = [0]
        self._next: int | None = None
        self._query = ""

    def on_leave(self) -> None:
        """The way back was taken."""

    def on_purchase(self, purchase_id: int) -> None:
        """The whole purchase is to be seen."""

    def open(self, customer_id: int, given_name: str) -> None:
        """Her latest purchases are on their way; nobody else's stay on the screen."""
        self.customer_id, self.given_name = customer_id, given_name
        self.ids.rows.data = []
        self.range_text = self.sum_text = self.nothing = self.hint = ""
        self.has_earlier = self.has_later = False
        self.ids.search.text = self._query = ""
        self.ids.filters.asked = HistoryAsked()
        self.start()

    def look_for(self, query: str) -> None:
        """Only purchases with these words are shown, the latest first."""
        if query != self._query:
            self._query = query
            self.start()

    def start(self) -> None:
        """The latest of what is asked for is on its way."""
        self._offsets = [0]
        self._ask()

    def earlier(self) -> None:
        """The page of purchases before these is shown."""
        if self._next is not None:
            self._offsets.append(self._next)
            self._ask()

    def later(self) -> None:
        """The page of purchases after these is shown."""
        if len(self._offsets) > 1:
            self._offsets.pop()
            self._ask()

    def _ask(self) -> None:
        app, customer_id, offset = App.get_running_app(), self.customer_id, self._offsets[-1]
        asked = replace(self.ids.filters.asked, query=self._query)
        if customer_id >= 0:
            app.asker.ask(
                "history", lambda: app.tablet.customer.history.page(customer_id, asked, offset), self._show
            )

    def _show(self, page: HistoryPage) -> None:
        offset = self._offsets[-1]
        self.ids.rows.data = [row for group in page.groups for row in self._rows_of(group)]
        self.ids.rows.scroll_y = 1
        self.ids.filters.departments = page.departments
        self._next = page.next_offset
        self.has_earlier, self.has_later = page.next_offset is not None, len(self._offsets) > 1
        found = len(page.groups)
        text = _("{first}–{last} of {total}")
        numbers = {"first": offset + 1, "last": offset + found, "total": page.total}
        self.range_text = text.format(**{k: number(v) for k, v in numbers.items()}) if found else ""
        self.sum_text = page.sum if found else ""
        self.nothing, self.hint = page.nothing, page.hint

    def _rows_of(self, group: PurchaseGroup) -> Iterable[Row]:
        own = {"key": group.purchase_id, "choose": self._choose}
        yield own | {
            "kind": "PurchaseHead", "title": group.title, "meta": group.meta, "amount": group.total,
        }  # fmt: skip
        for index, row in enumerate(group.rows):
            last = index == len(group.rows) - 1 and not group.more
            yield purchase_line(row, group.purchase_id, self._choose) | {"kind": "PurchaseRow", "last": last}
        if group.more:
            yield own | {"kind": "PurchaseMore", "title": group.more}

    def _choose(self, purchase_id: int) -> None:
        self.dispatch("on_purchase", purchase_id)


load_kv(__file__)
