"""Customers: find her while typing, and see her beside the list (or after it, on a narrow tablet)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.properties import OptionProperty

from associate_app.errors import TabletError
from associate_app.presenters.look_up import NO_FILTERS
from associate_app.presenters.view_models import SearchResult
from associate_app.presenters.walk_in import card_in
from associate_app.screens import customer_filters, newcomers, page_head
from associate_app.screens.customer import CustomerPane
from associate_app.screens.customer_deeds import Deeds
from associate_app.screens.finding import FindingPage
from associate_app.store.drafts import NOBODY
from associate_app.store.filters import Choices
from associate_app.widgets import load_kv, person_list
from associate_app.widgets.states import EmptyState
from shared.words import _, lazy, number, plural

__all__ = ["LookUpPage", "customer_filters", "page_head", "person_list"]

ASK_HQ = lazy("Ask HQ for this card")
ADD_HER = lazy("Add a new customer")
NO_CARD = lazy("Nobody here has this card. If another store looks after her, HQ can send her record.")

MOST_VIEWED = 5
"""Customers of this sitting who stand first in the list: whoever is served comes back to the till."""


class LookUpPage(FindingPage):
    """The list, and the customer chosen in it."""

    channel = "search"
    showing = OptionProperty("list", options=("list", "customer"))

    def __init__(self, **properties: Any) -> None:
        super().__init__(rows="people", **properties)
        self._opened: list[int] = []
        self._viewed: tuple[int, ...] = ()
        self._wanted = NO_FILTERS
        self._awaited = -1
        self._pane = CustomerPane()
        self._nobody = EmptyState(
            icon="account-multiple",
            title=_("Who is in front of you?"),
            sentence=_(
                "Choose a customer, or type three letters of her name. Ctrl+K brings you to the search."
            ),
        )
        App.get_running_app().bind(compact=lambda *_: self.place())
        self.bind(showing=lambda *_: self.place(), selected=lambda *_: self.place())
        self.place()

    def keep_ready(self) -> None:
        """What the first customer needs is made before anybody opens her."""
        self._pane.keep_ready()

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
        app = App.get_running_app()
        if not self.ids.filters.choices.tiers:
            app.asker.ask("filters", app.tablet.look_up.choices, self._choices_known)

    def filter(self) -> None:
        """The list holds those of them who are wanted."""
        self._search(from_top=True)

    def add_new(self) -> None:
        """Somebody new can be written, with what was searched for in vain."""
        newcomers.begin(self.ids.search.text if self.count_text and not self._rows else "")

    def act(self) -> None:
        """What is offered where nobody was found: HQ is asked for her card, or she is written anew."""
        if self._nothing_found.action == _(ASK_HQ):
            self.fetch()
        else:
            self.add_new()

    def fetch(self) -> None:
        """HQ is asked for the customer of another store who has this card."""
        app, card = App.get_running_app(), card_in(self.ids.search.text)
        self._nothing_found.action = ""
        app.asker.ask("visitor", lambda: app.tablet.walk_in.fetch(card), self._comes, self._comes_not)

    def choose(self, key: int) -> None:
        """She is shown."""
        self._opened = [key, *(each for each in self._opened if each != key)][:MOST_VIEWED]
        self.selected = key
        self.showing = "customer"
        self._pane.open(key)

    @property
    def in_front(self) -> int:
        """Whose screen can be seen; NOBODY where a narrow tablet shows the list."""
        is_hidden = App.get_running_app().compact and self.showing != "customer"
        return NOBODY if is_hidden else int(self.selected)

    def when_shown(self, customer_id: int, act: Callable[[Deeds], None]) -> None:
        """`act` gets her pane's deeds as soon as she is on it; never if somebody else comes there first."""
        pane = self._pane

        def shown(_pane: Any, view: Any) -> None:
            if view is not None:
                pane.unbind(view=shown)
                if view.id == customer_id:
                    act(pane.deeds)

        pane.bind(view=shown)
        shown(pane, pane.view)

    def step_back(self) -> bool:
        """The history, then the customer (on a narrow tablet), then the search is left; False: none."""
        return self._pane.step_back() or super().step_back()

    def find(self, query: str, sequence: int) -> SearchResult:
        """Whom the words may mean."""
        look_up = App.get_running_app().tablet.look_up
        found: SearchResult = look_up.search(query, sequence, self._wanted, self._viewed)
        return found

    def _search(self, *, from_top: bool) -> None:
        if from_top:  # a list that stands still must not change its order under a finger
            self._viewed, self._awaited = tuple(self._opened), -1
        self._wanted = self.ids.filters.wanted
        super()._search(from_top=from_top)

    def found(self, found: SearchResult, *, from_top: bool) -> None:
        """They are the list."""
        rows = [
            {
                "key": row.id, "name": row.name, "initials": row.initials, "hue": row.hue, "tier": row.tier,
                "subtitle": row.subtitle, "why": row.why,
            } for row in found.rows
        ]  # fmt: skip
        self.count_text = self._counted(found)
        if self._awaited < 0:
            self._nothing_found.title, self._nothing_found.sentence = self._why_nobody(found)
            self._nothing_found.action = self._offered(found)
        self._show_rows(rows, from_top=from_top)
        if any(row["key"] == self._awaited for row in rows):
            self.choose(self._awaited)
            self._awaited = -1

    def _offered(self, found: SearchResult) -> str:
        if found.rows or self.ids.filters.is_any:
            return ""
        return _(ASK_HQ if card_in(found.query) else ADD_HER)

    def _comes(self, customer_id: int) -> None:
        self._awaited = customer_id
        self._nothing_found.title = _("She is on her way")
        self._nothing_found.sentence = _(
            "HQ knows this card. Her record comes in a moment and stays for a day."
        )

    def _comes_not(self, error: Exception) -> None:
        self._nothing_found.action = _(ASK_HQ)
        if isinstance(error, TabletError):
            self._nothing_found.sentence = error.sentence
        else:
            App.get_running_app().complain(error)

    def _why_nobody(self, result: SearchResult) -> tuple[str, str]:
        if self.ids.filters.is_any:
            return _("Nobody found"), _(
                "Nobody fits all of these filters. “Clear all” brings everybody back."
            )
        if card_in(result.query):
            return _("Nobody found"), _(NO_CARD)
        if result.query:
            return _("Nobody found"), _("Try fewer letters, her phone number, e-mail or card number.")
        return _("No customers yet"), _("Customers appear here as soon as your store has some.")

    def _choices_known(self, choices: Choices) -> None:
        self.ids.filters.choices = choices

    def _counted(self, result: SearchResult) -> str:
        if result.total > len(result.rows):
            return _("{some} of {total}").format(some=number(len(result.rows)), total=number(result.total))
        is_narrowed = result.query or self.ids.filters.is_any
        return plural("{count} found", "{count} found", result.total) if is_narrowed else number(result.total)


load_kv(__file__)
