"""The customer: her whole story in one glance, and what an associate does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.properties import NumericProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.view_models import CustomerView
from associate_app.screens import (
    advice,
    back_bar,
    basket_pane,
    customer_header,
    her_offers,
    one_person,
    online,
    rating_card,
    suggested,
    timeline,
)
from associate_app.screens import customer_rows as rows
from associate_app.screens.customer_deeds import Deeds
from associate_app.screens.filling import Filler
from associate_app.screens.history import HistoryPane
from associate_app.screens.seeing import Seeing
from associate_app.screens.visit_deeds import VisitDeeds
from associate_app.widgets import load_kv
from associate_app.widgets.history_row import PurchaseRow
from associate_app.widgets.kpi import KpiCard
from associate_app.widgets.states import ErrorState
from shared.errors import AisleError
from shared.words import _

__all__ = [
    "CustomerPane", "advice", "back_bar", "basket_pane", "customer_header", "her_offers", "one_person",
    "online", "rating_card", "suggested", "timeline",
]  # fmt: skip

SECTIONS = ("advice", "history", "basket", "suggested", "online", "notes", "rating")

USUAL = {
    "kpis": 4, "purchases": 12, "offers": 3, "header": 6,
    "advice": 3, "suggested": 6, "notes": 8, "online": 3,
}  # fmt: skip
"""So many rows of each part most customers need at first."""

BESIDE = 2
"""With that many columns purchases and suggestions stand beside each other, as on a tablet on its side."""


class CustomerPane(BoxLayout):
    """Shows one customer; `showing` says which: a wait, her glance, her history, or trouble."""

    view = ObjectProperty(None, allownone=True)
    showing = OptionProperty("wait", options=("wait", "glance", "history", "trouble"))
    customer_id = NumericProperty(-1)
    columns = NumericProperty(2)
    name = StringProperty()

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.deeds = Deeds(self)
        self.visits = VisitDeeds(self)
        self.merging = one_person.Merging(self)
        self._filler = Filler()
        self._glance = self.ids.glance.__self__  # ids hold weakly, and what is not shown must live on
        self._wait = self.ids.wait.__self__
        self._back = self.ids.back.__self__
        self._trouble = ErrorState(on_act=lambda _state: self.refresh())
        self._sections = {name: self.ids[name].__self__ for name in SECTIONS}
        self._above = self.ids.above.__self__
        self._slots = [self.ids[name].__self__ for name in ("first", "second", "third")]
        self._seeing = Seeing(
            self._glance,
            {
                "offers": self.ids.offers,
                "next_actions": self.ids.advice,
                "recommendations": self.ids.suggested,
            },
            self._seen,
            places=("offers",),  # who is held out of all of them has an empty one
        )
        self._history = HistoryPane(
            on_leave=lambda *_: self.step_back(),
            on_purchase=lambda _event, key: self.deeds.show_purchase(key),
        )
        self.bind(showing=self._place, columns=self._arrange)
        App.get_running_app().bind(compact=self._place)
        self._place()
        self._arrange()

    def keep_ready(self) -> None:
        """What the first customer needs is made before anybody opens her."""
        self._filler.keep_ready(self.ids.kpis, KpiCard, USUAL["kpis"])
        self._filler.keep_ready(self.ids.purchases, PurchaseRow, USUAL["purchases"])
        for part in ("header", "offers", "advice", "suggested", "notes", "online"):
            self.ids[part].keep_ready(USUAL[part])

    def open(self, customer_id: int) -> None:
        """She is on her way to the screen; nobody else stays on it meanwhile."""
        if customer_id != self.customer_id:
            self.customer_id, self.view = customer_id, None
            self.showing = "wait"
            self._glance.scroll_y = 1
            self.merging.show(())
            self.ids.offers.start_over()
            self.ids.suggested.start_over()
            self.ids.notes.start_over()
        self.refresh()

    def refresh(self) -> None:
        """She is shown as the tablet knows her now."""
        if self.customer_id < 0:
            return
        app, customer_id = App.get_running_app(), self.customer_id
        app.asker.ask("customer", lambda: app.tablet.customer.open(customer_id), self._show, self._failed)

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
            if word:
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
            self.merging.look()
            self._seeing.start_over()
        if self.showing in ("wait", "trouble"):
            self.showing = "glance"

    def _seen(self, surfaces: tuple[str, ...]) -> None:
        """What HQ tries out there counts as met; where it cannot be kept, the associate has no part in it."""
        app, view = App.get_running_app(), self.view
        if view is not None and self.showing == "glance":
            app.asker.tell(
                "seen",
                lambda: app.tablet.customer.seen(view.id, surfaces),
                lambda _none: app.root.refresh_status(),
                lambda _error: None,
            )

    def _failed(self, error: Exception) -> None:
        """Where nothing of her could be read, that stands in her place, with a way to try again."""
        App.get_running_app().complain(error)
        if self.view is None:
            self._trouble.title = _("She could not be opened")
            unknown = _("Nothing was lost. Try again; if it stays so, read the report in Settings.")
            self._trouble.sentence = error.sentence if isinstance(error, AisleError) else unknown
            self._trouble.action = _("Try again")
            self.showing = "trouble"

    def _fill(self, view: CustomerView) -> None:
        ids = self.ids
        for name, value in rows.header(view).items():
            setattr(ids.header, name, value)
        ids.advice.show(view.advice, view.id, view.given_name)
        self._filler.fill(ids.kpis, KpiCard, rows.kpis(view))
        ids.offers.show(view.offers)
        self._filler.fill(ids.purchases, PurchaseRow, rows.purchases(view.history, self.deeds.show_purchase))
        ids.basket.show(view.basket)
        self.deeds.selling.shown(view)
        ids.suggested.show(view.suggestions, view.given_name)
        ids.online.show(view.online)
        ids.notes.show(view.timeline)
        ids.rating.show(view.id)
        ids.history.nothing = "" if view.history else _("No purchases yet.")

    def _place(self, *_: Any) -> None:
        shown = {
            "wait": self._wait,
            "glance": self._glance,
            "history": self._history,
            "trouble": self._trouble,
        }[self.showing]
        self.clear_widgets()
        if self.showing != "history" and App.get_running_app().compact:
            self.add_widget(self._back)
        self.add_widget(shown)

    def _arrange(self, *_: Any) -> None:
        order = {
            1: (("basket", "advice", "suggested", "online", "history", "notes", "rating"),),
            2: (("history", "notes"), ("basket", "suggested", "online", "rating")),
            3: (("advice", "notes"), ("basket", "suggested", "online"), ("history", "rating")),
        }[int(self.columns)]
        for section in self._sections.values():
            if section.parent is not None:
                section.parent.remove_widget(section)
        self.ids.columns.clear_widgets()
        self._place_advice(above=self.columns == BESIDE)
        for slot, names in zip(self._slots, order, strict=False):
            for name in names:
                slot.add_widget(self._sections[name])
            self.ids.columns.add_widget(slot)

    def _place_advice(self, *, above: bool) -> None:
        """Over both columns it stands short, so that purchases and suggestions are in sight below it."""
        self.ids.advice.at_first = 2 if above else 3
        if above:
            self._above.add_widget(self._sections["advice"])
        if above == (self._above.parent is None):
            if above:
                self.ids.story.add_widget(self._above, index=1)
            else:
                self.ids.story.remove_widget(self._above)


load_kv(__file__)
