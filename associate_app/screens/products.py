"""Products: find one while typing, and see it from all sides beside the list (or after it)."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import OptionProperty

from associate_app.presenters.product_views import ProductsFound
from associate_app.screens import back_bar, page_head, product
from associate_app.screens.finding import FindingPage
from associate_app.widgets import load_kv, product_list
from associate_app.widgets.states import EmptyState
from shared.words import _, number

__all__ = ["ProductsPage", "back_bar", "page_head", "product", "product_list"]


class ProductsPage(FindingPage):
    """The list, and the product chosen in it."""

    channel = "products"
    showing = OptionProperty("list", options=("list", "product"))

    def __init__(self, **properties: Any) -> None:
        super().__init__(rows="products", **properties)
        self._detail = self.ids.detail.__self__  # as the list: not shown, it must live on
        self._back = self.ids.back.__self__
        self._none = EmptyState(
            icon="shopping-outline",
            title=_("Who would want this?"),
            sentence=_("Choose a product: you see what goes with it, and which of your customers to tell."),
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

    def choose(self, key: int) -> None:
        """The product is shown."""
        self.selected, self.showing = key, "product"
        self.ids.scroll.scroll_y = 1
        self.ids.pane.open(key)

    def find(self, query: str, sequence: int) -> ProductsFound:
        """Products that the words may mean."""
        found: ProductsFound = App.get_running_app().tablet.products.search(query, sequence)
        return found

    def found(self, found: ProductsFound, *, from_top: bool) -> None:
        """They are the list."""
        rows = [
            {
                "key": row.product_id, "icon": row.icon, "title": row.title, "meta": row.meta,
                "price": row.price, "stock": row.stock, "in_stock": row.in_stock,
            } for row in found.rows
        ]  # fmt: skip
        more = found.total > len(found.rows)
        some = _("{some} of {total}").format(some=number(len(rows)), total=number(found.total))
        self.count_text = some if more else number(found.total)
        self._nothing_found.title = _("Nothing found") if found.query.strip() else _("Nothing counted yet")
        self._show_rows(rows, from_top=from_top)


load_kv(__file__)
