"""Customers: find her while typing, and see her beside the list (or after it, on a narrow tablet)."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import NumericProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.view_models import SearchResult
from associate_app.screens import page_head
from associate_app.screens.customer import CustomerPane
from associate_app.widgets import load_kv, person_list
from associate_app.widgets.states import EmptyState

__all__ = ["LookUpPage", "page_head", "person_list"]


class LookUpPage(BoxLayout):
    """The list, and the customer chosen in it."""

    selected = NumericProperty(-1)
    showing = OptionProperty("list", options=("list", "customer"))
    count_text = StringProperty()
    query = StringProperty()

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._sequence = 0
        self._rows: Any = None
        self._list = self.ids.list_pane.__self__  # ids hold weakly, and a pane not shown must live on
        self._people = self.ids.people.__self__
        self._nobody_found = self.ids.nothing.__self__
        self._pane = CustomerPane()
        self._nobody = EmptyState(
            icon="account-multiple",
            title="Who is in front of you?",
            sentence="Choose a customer, or type three letters of her name. Ctrl+K brings you to the search.",
        )
        App.get_running_app().bind(compact=lambda *_: self.place())
        self.bind(showing=lambda *_: self.place(), selected=lambda *_: self.place())
        self.place()

    def place(self) -> None:
        """The list and the customer stand side by side, or the one that matters now stands alone."""
        compact = App.get_running_app().compact
        detail = self._pane if self.selected >= 0 else self._nobody
        wanted = [self._list, detail]
        if compact:
            wanted = [self._pane if self.showing == "customer" and self.selected >= 0 else self._list]
        if list(reversed(self.children)) != wanted:
            self.clear_widgets()
            for pane in wanted:
                self.add_widget(pane)

    def search(self) -> None:
        """Typing searches; what was searched for is selected, so that typing replaces it."""
        self.showing = "list"
        self.ids.search.focus_input()
        self.ids.search.ids.input.select_all()

    def refresh(self) -> None:
        """List and customer show what is true now."""
        self._search(from_top=False)
        self._pane.refresh()

    def look_for(self, query: str) -> None:
        """The list holds whom the words may mean."""
        if query != self.query:
            self.query = query
            self._search(from_top=True)

    def choose(self, customer_id: int) -> None:
        """She is shown."""
        self.selected = customer_id
        self.showing = "customer"
        self._pane.open(customer_id)

    def choose_first(self) -> None:
        """Enter in the search: the first found is the one."""
        if self._rows:
            self.choose(self._rows[0]["key"])

    def step_back(self) -> bool:
        """The history, then the customer (on a narrow tablet), then the search is left; False: none."""
        if self._pane.step_back():
            return True
        if App.get_running_app().compact and self.showing == "customer":
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
            "search",
            lambda: app.tablet.look_up.search(query, sequence),
            lambda result: self._found(result, from_top=from_top),
        )

    def _found(self, result: SearchResult, *, from_top: bool) -> None:
        rows = [
            {
                "key": row.id, "name": row.name, "initials": row.initials, "hue": row.hue, "tier": row.tier,
                "subtitle": row.subtitle, "why": row.why if result.query else "",
            } for row in result.rows
        ]  # fmt: skip
        self.count_text = self._counted(result)
        self._nobody_found.title = "Nobody found" if result.query else "No customers yet"
        self._nobody_found.sentence = (
            "Try fewer letters, her phone number, e-mail or card number."
            if result.query
            else "Customers appear here as soon as your store has some."
        )
        self._show_list(empty=not rows)
        if rows != self._rows:
            self._rows = rows
            self._people.show(rows, from_top=from_top)

    def _show_list(self, *, empty: bool) -> None:
        wanted = self._nobody_found if empty else self._people
        if wanted.parent is None or len(self.ids.results.children) != 1:
            self.ids.results.clear_widgets()
            self.ids.results.add_widget(wanted)

    @staticmethod
    def _counted(result: SearchResult) -> str:
        if result.total > len(result.rows):
            return f"{len(result.rows)} of {result.total:,}"
        return f"{result.total:,} found" if result.query else f"{result.total:,}"


load_kv(__file__)
