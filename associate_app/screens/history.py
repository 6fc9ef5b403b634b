"""All of a customer's purchases, a page at a time, searchable."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.view_models import HistoryPage
from associate_app.screens import back_bar
from associate_app.screens.customer_rows import purchases
from associate_app.widgets import history_row, load_kv

__all__ = ["HistoryPane", "back_bar", "history_row"]


class HistoryPane(BoxLayout):
    """Event `on_leave`: back to the customer at a glance."""

    customer_id = NumericProperty(-1)
    given_name = StringProperty()
    range_text = StringProperty()
    has_earlier = BooleanProperty(False)
    has_later = BooleanProperty(False)
    nothing = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_leave")
        super().__init__(**properties)
        self._offsets = [0]
        self._next: int | None = None
        self._query = ""

    def on_leave(self) -> None:
        """The way back was taken."""

    def open(self, customer_id: int, given_name: str) -> None:
        """Her latest purchases are on their way; nobody else's stay on the screen."""
        self.customer_id, self.given_name = customer_id, given_name
        self.ids.rows.data = []
        self.range_text = self.nothing = ""
        self.has_earlier = self.has_later = False
        self.ids.search.text = self._query = ""
        self._offsets = [0]
        self._ask()

    def look_for(self, query: str) -> None:
        """Only purchases with these words are shown, the latest first."""
        if query != self._query:
            self._query, self._offsets = query, [0]
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
        app, customer_id, query, offset = (
            App.get_running_app(), self.customer_id, self._query, self._offsets[-1],
        )  # fmt: skip
        if customer_id >= 0:
            app.asker.ask(
                "history", lambda: app.tablet.customer.history(customer_id, query, offset), self._show
            )

    def _show(self, page: HistoryPage) -> None:
        offset = self._offsets[-1]
        self.ids.rows.data = purchases(page.rows)
        self.ids.rows.scroll_y = 1
        self._next = page.next_offset
        self.has_earlier, self.has_later = page.next_offset is not None, len(self._offsets) > 1
        self.range_text = f"{offset + 1:,}–{offset + len(page.rows):,} of {page.total:,}" if page.rows else ""
        self.nothing = "" if page.rows else (
            f"No purchase fits “{page.query}”." if page.query else "No purchases yet."
        )  # fmt: skip


load_kv(__file__)
