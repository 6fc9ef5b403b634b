"""The signed-in frame: the rail, and the page it leads to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.screens import sparing
from associate_app.screens.customer_deeds import Deeds
from associate_app.screens.filling import Filler
from associate_app.screens.look_up import LookUpPage
from associate_app.screens.my_day import MyDayPage
from associate_app.screens.offers import OffersPage
from associate_app.screens.products import ProductsPage
from associate_app.screens.settings import SettingsPage
from associate_app.screens.sync_page import SyncPage
from associate_app.screens.team_page import TeamPage
from associate_app.store.drafts import NOBODY
from associate_app.widgets import load_kv, rail

__all__ = ["Frame", "rail"]

PAGES = {
    "customers": LookUpPage, "today": MyDayPage, "products": ProductsPage, "offers": OffersPage,
    "store": TeamPage, "sync": SyncPage, "settings": SettingsPage,
}  # fmt: skip


QUIET_S = 0.5
"""So long after the sign-in what the first customer needs begins to be made, a widget at a time."""

READY_EVERY_S = 0.03

FILLED_S = 1.5
"""After so long a page that was opened for the first time has what it shows."""


class Frame(BoxLayout):
    """Keeps each page once it was opened, until the tablet locks."""

    page = StringProperty()
    initials = StringProperty()
    associate_name = StringProperty()
    hue = NumericProperty(0.4)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._pages: dict[str, Any] = {}
        self._chosen = NOBODY

    def prepare(self) -> None:
        """The first page stands, with nobody on it: a PIN may still be being checked."""
        self._pages["customers"] = PAGES["customers"]()

    def enter(self) -> None:
        """Work begins with the customers."""
        app = App.get_running_app()
        if (associate := app.root.associate) is not None:
            self.initials, self.hue, self.associate_name = associate.initials, associate.hue, associate.name
        self.go("customers")
        app.asker.ask("ready", app.tablet.products.get_ready, lambda _: None)
        app.asker.ask("draft", app.tablet.drafts.mine, app.root.take_up)
        Clock.schedule_once(self._get_ready, QUIET_S)

    def _get_ready(self, _elapsed: float) -> None:
        if self.get_root_window() is not None and "customers" in self._pages:
            self._pages["customers"].keep_ready()
            Clock.schedule_interval(self._make_ready, READY_EVERY_S)

    def _make_ready(self, _elapsed: float) -> bool:
        is_left = self.get_root_window() is None
        if is_left or Filler.make_ready():
            return not is_left
        app = App.get_running_app()
        app.asker.ask("names", app.tablet.look_up.get_ready, lambda _: None)
        sparing.set_aside()
        return False

    def go(self, page: str) -> None:
        """That page is shown and fresh."""
        if page not in self._pages:
            self._pages[page] = PAGES[page]()
            Clock.schedule_once(lambda _: sparing.set_aside(), FILLED_S)
            if page == "customers" and self._chosen != NOBODY:
                self._pages[page].choose(self._chosen)
                self._chosen = NOBODY
        if page != self.page:
            self.page = page
            self.ids.place.clear_widgets()
            self.ids.place.add_widget(self._pages[page])
        self.refresh()

    def say_anew(self) -> None:
        """Every page is in the language chosen just now: the others are made anew when they are opened."""
        self._chosen = self.customer_shown()
        self._pages = {self.page: self._pages[self.page]}
        self.refresh()

    def go_to_customer(self, customer_id: int) -> None:
        """She is shown, beside the list she can be found in."""
        self.go("customers")
        self._pages["customers"].choose(customer_id)

    def go_to_product(self, product_id: int) -> None:
        """The product is shown from all sides, with who would want it."""
        self.go("products")
        self._pages["products"].choose(product_id)

    def customer_shown(self) -> int:
        """Whose screen is open among the customers; NOBODY if none is."""
        page = self._pages.get("customers")
        return page.selected if page else NOBODY

    def customer_open(self) -> int:
        """Whose screen is before the associate at this moment; NOBODY if something else is."""
        page = self._pages.get("customers")
        return page.in_front if page is not None and self.page == "customers" else NOBODY

    def when_shown(self, customer_id: int, act: Callable[[Deeds], None]) -> None:
        """`act` gets what can be done about her as soon as her screen is there."""
        self._pages["customers"].when_shown(customer_id, act)

    def tries_scan(self, text: str) -> bool:
        """True if the page takes the scan for itself, to show what the scanner reads."""
        page = self._pages[self.page]
        if not isinstance(page, SettingsPage):
            return False
        page.scanned(text)
        return True

    def look_for(self, query: str) -> None:
        """The customers are searched for these words."""
        self.go("customers")
        self._pages["customers"].ids.search.text = query

    def refresh(self) -> None:
        """The page shows what is true now."""
        self._pages[self.page].refresh()

    def step_back(self) -> None:
        """A page within the page is left; from elsewhere the way leads to the customers."""
        if not self._pages[self.page].step_back() and self.page != "customers":
            self.go("customers")

    def search(self) -> None:
        """Typing searches for a customer."""
        self.go("customers")
        self._pages["customers"].search()


load_kv(__file__)
