"""The customer: her whole story in one glance, and what an associate does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.properties import NumericProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.view_models import CustomerView
from associate_app.screens import advice, back_bar, customer_header, online, suggested, timeline
from associate_app.screens import customer_rows as rows
from associate_app.screens.customer_deeds import Deeds
from associate_app.screens.filling import Filler
from associate_app.screens.history import HistoryPane
from associate_app.screens.visit_deeds import VisitDeeds
from associate_app.widgets import load_kv
from associate_app.widgets.history_row import PurchaseRow
from associate_app.widgets.kpi import KpiCard
from associate_app.widgets.offer_banner import OfferBanner

__all__ = ["CustomerPane", "advice", "back_bar", "customer_header", "online", "suggested", "timeline"]

SECTIONS = ("advice", "history", "suggested", "online", "notes")


class CustomerPane(BoxLayout):
    """Shows one customer; `showing` says whether that is a wait, her glance, or her whole history."""

    view = ObjectProperty(None, allownone=True)
    showing = OptionProperty("wait", options=("wait", "glance", "history"))
    customer_id = NumericProperty(-1)
    columns = NumericProperty(2)
    name = StringProperty()

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.deeds = Deeds(self)
        self.visits = VisitDeeds(self)
        self._filler = Filler()
        self._glance = self.ids.glance.__self__  # ids hold weakly, and what is not shown must live on
        self._wait = self.ids.wait.__self__
        self._back = self.ids.back.__self__
        self._sections = {name: self.ids[name].__self__ for name in SECTIONS}
        self._slots = [self.ids[name].__self__ for name in ("first", "second", "third")]
        self._history = HistoryPane(
            on_leave=lambda *_: self.step_back(), on_purchase=lambda _, key: self.deeds.show_purchase(key)
        )
        self.bind(showing=self._place, columns=self._arrange)
        App.get_running_app().bind(compact=self._place)
        self._place()
        self._arrange()

    def open(self, customer_id: int) -> None:
        """She is on her way to the screen; nobody else stays on it meanwhile."""
        if customer_id != self.customer_id:
            self.customer_id, self.view = customer_id, None
            self.showing = "wait"
            self._glance.scroll_y = 1
            self.ids.suggested.start_over()
            self.ids.notes.start_over()
        self.refresh()

    def refresh(self) -> None:
        """She is shown as the tablet knows her now."""
        if self.customer_id < 0:
            return
        app, customer_id = App.get_running_app(), self.customer_id
        app.asker.ask("customer", lambda: app.tablet.customer.open(customer_id), self._show)

    def step_back(self) -> bool:
        """From the history back to the glance; False: there is nothing to go back to."""
        if self.showing != "history":
            return False
        self.showing = "glance"
        return True

    def see_all(self) -> None:
        """The whole history is shown."""
        self._history.open(self.view.id, self.view.given_name)
        self.showing = "history"

    def tell(self, deed: Callable[[], CustomerView], word: str) -> None:
        """It is done, said, and she is shown as she is then."""
        app = App.get_running_app()

        def done(view: CustomerView) -> None:
            app.root.snackbar.show(word, tone="good")
            self._show(view)
            app.root.refresh_status()

        app.asker.tell("customer", deed, done)

    def _show(self, view: CustomerView) -> None:
        if view.id != self.customer_id:
            return
        if view != self.view:
            self.view, self.name = view, view.name
            self._fill(view)
        if self.showing == "wait":
            self.showing = "glance"

    def _fill(self, view: CustomerView) -> None:
        ids = self.ids
        for name, value in rows.header(view).items():
            setattr(ids.header, name, value)
        ids.advice.show(view.advice, view.id, view.given_name)
        self._filler.fill(ids.kpis, KpiCard, rows.kpis(view))
        self._filler.fill(ids.offers, self._make_banner, rows.offers(view))
        self._filler.fill(ids.purchases, PurchaseRow, rows.purchases(view.history, self.deeds.show_purchase))
        ids.suggested.show(view.suggestions, view.given_name)
        ids.online.show(view.online)
        ids.notes.show(view.timeline)
        ids.history.nothing = "" if view.history else "No purchases yet."

    def _make_banner(self) -> OfferBanner:
        banner = OfferBanner()
        banner.bind(on_redeem=self.deeds.redeem)
        return banner

    def _place(self, *_: Any) -> None:
        shown = {"wait": self._wait, "glance": self._glance, "history": self._history}[self.showing]
        self.clear_widgets()
        if self.showing != "history" and App.get_running_app().compact:
            self.add_widget(self._back)
        self.add_widget(shown)

    def _arrange(self, *_: Any) -> None:
        order = {
            1: (("advice", "suggested", "online", "history", "notes"),),
            2: (("advice", "history", "notes"), ("suggested", "online")),
            3: (("advice", "notes"), ("suggested", "online"), ("history",)),
        }[int(self.columns)]
        for section in self._sections.values():
            if section.parent is not None:
                section.parent.remove_widget(section)
        self.ids.columns.clear_widgets()
        for slot, names in zip(self._slots, order, strict=False):
            for name in names:
                slot.add_widget(self._sections[name])
            self.ids.columns.add_widget(slot)


load_kv(__file__)
