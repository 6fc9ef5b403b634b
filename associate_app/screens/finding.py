"""What the pages share on which something is found while typing: the words, what was found, the way back."""

from __future__ import annotations

from typing import Any, ClassVar

from kivy.app import App
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout


class FindingPage(BoxLayout):
    """A search with its list, and beside it what was chosen.

    Its kv names `list_pane`, `search`, `results`, `nothing` and the widget of the rows.
    """

    channel: ClassVar[str]
    """What it asks under: a newer question makes an older one void."""

    showing: str
    """"list", or what the page calls that which stands beside it."""

    selected = NumericProperty(-1)
    count_text = StringProperty()
    query = StringProperty()

    def __init__(self, *, rows: str, **properties: Any) -> None:
        super().__init__(**properties)
        self._sequence = 0
        self._rows: Any = None
        # ids hold weakly, and what is not shown must live on
        self._list = self.ids.list_pane.__self__
        self._shown_rows, self._nothing_found = self.ids[rows].__self__, self.ids.nothing.__self__

    def find(self, query: str, sequence: int) -> Any:
        """What the words may mean; asked in the background."""
        raise NotImplementedError

    def found(self, found: Any, *, from_top: bool) -> None:
        """It is shown."""
        raise NotImplementedError

    def choose(self, key: int) -> None:
        """It is shown beside the list."""
        raise NotImplementedError

    def look_for(self, query: str) -> None:
        """The list holds what the words may mean."""
        if query != self.query:
            self.query = query
            self._search(from_top=True)

    def choose_first(self) -> None:
        """Enter in the search: the first found is the one."""
        if self._rows:
            self.choose(self._rows[0]["key"])

    def step_back(self) -> bool:
        """What was chosen (on a narrow tablet), then the search is left; False: neither."""
        if App.get_running_app().compact and self.showing != "list":
            self.showing = "list"
            return True
        if self.ids.search.text:
            self.ids.search.clear()
            return True
        return False

    def _search(self, *, from_top: bool) -> None:
        query = self.query
        self._sequence += 1
        sequence = self._sequence
        App.get_running_app().asker.ask(
            self.channel,
            lambda: self.find(query, sequence),
            lambda found: self.found(found, from_top=from_top),
        )

    def _show_rows(self, rows: list[dict[str, Any]], *, from_top: bool) -> None:
        wanted = self._shown_rows if rows else self._nothing_found
        if wanted.parent is None or len(self.ids.results.children) != 1:
            self.ids.results.clear_widgets()
            self.ids.results.add_widget(wanted)
        if rows != self._rows:
            self._rows = rows
            self._shown_rows.show(rows, from_top=from_top)
