"""Products: find one while typing, and see it from all sides beside the list (or after it)."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import NumericProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.product_views import ProductsFound
from associate_app.screens import back_bar, page_head, product
from associate_app.widgets import load_kv, product_list
from associate_app.widgets.states import EmptyState

__all__ = ["ProductsPage", "back_bar", "page_head", "product", "product_list"]


class ProductsPage(BoxLayout):
    """The list, and the product chosen in it."""

    selected = NumericProperty(-1)
    showing = OptionProperty("list", options=("list", "product"))
    count_text = StringProperty()
    query = StringProperty()

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._sequence = 0
        self._rows: Any = None
        self._list = self.ids.list_pane.__self__  # ids hold weakly, and what is not shown must live on
        self._detail = self.ids.detail.__self__
        self._back = self.ids.back.__self__
        self._products, self._nothing_found = self.ids.products.__self__, self.ids.nothing.__self__
        self._none = EmptyState(
            icon="shopping-outline",
            title="Who would want this?",
            sentence="Choose a product: you see what goes with it, and which of your customers to tell.",
        )
        App.get_running_app().bind(compact=lambda *_: self.place())
        self.bind(showing=lambda *_: self.place(), selected=lambda *_: self.place())
        self.place()

    def place(self) -> None:
        """List and product stand side by side, or the one that matters now stands alone."""
        compact = App.get_running_app().compact
        wanted = [self._list, self._detail if self.selected >= 0 else self._none]
        if compact:
            wanted = [self._detail if self.showing == "product" and self.selected >= 0 else self._list]
        if list(reversed(self.children)) != wanted:
            self.clear_widgets()
            for pane in wanted:
                self.add_widget(pane)
        if compact == (self._back.parent is None):
            if compact:
                self._detail.add_widget(self._back, index=len(self._detail.children))
            else:
                self._detail.remove_widget(self._back)

    def refresh(self) -> None:
        """List and product show what is true now."""
        self._search(from_top=False)
        self.ids.pane.refresh()

    def look_for(self, query: str) -> None:
        """The list holds the products that the words may mean."""
        if query != self.query:
            self.query = query
            self._search(from_top=True)

    def choose(self, product_id: int) -> None:
        """The product is shown."""
        self.selected, self.showing = product_id, "product"
        self.ids.scroll.scroll_y = 1
        self.ids.pane.open(product_id)

    def choose_first(self) -> None:
        """Enter in the search: the first found is the one."""
        if self._rows:
            self.choose(self._rows[0]["key"])

    def step_back(self) -> bool:
        """The product (on a narrow tablet), then the search is left; False: neither."""
        if App.get_running_app().compact and self.showing == "product":
            self.showing = "list"
            return True
        if self.ids.search.text:
            self.ids.search.clear()
            return True
        return False

    def _search(self, *, from_top: bool) -> None:
        app, query = App.get_running_app(), self.query
        self._sequence += 1
        sequence = self._sequence
        app.asker.ask(
            "products",
            lambda: app.tablet.products.search(query, sequence),
            lambda found: self._found(found, from_top=from_top),
        )

    def _found(self, found: ProductsFound, *, from_top: bool) -> None:
        rows = [
            {
                "key": row.product_id, "icon": row.icon, "title": row.title, "meta": row.meta,
                "price": row.price, "stock": row.stock, "in_stock": row.in_stock,
            } for row in found.rows
        ]  # fmt: skip
        more = found.total > len(found.rows)
        self.count_text = f"{len(rows)} of {found.total:,}" if more else f"{found.total:,}"
        wanted = self._products if rows else self._nothing_found
        self._nothing_found.title = "Nothing found" if found.query.strip() else "Nothing counted yet"
        if wanted.parent is None or len(self.ids.results.children) != 1:
            self.ids.results.clear_widgets()
            self.ids.results.add_widget(wanted)
        if rows != self._rows:
            self._rows = rows
            self._products.show(rows, from_top=from_top)


load_kv(__file__)
