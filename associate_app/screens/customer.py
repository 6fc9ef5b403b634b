"""The customer: her whole story in one glance, and what an associate does with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import NumericProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.view_models import CustomerForm, CustomerView
from associate_app.screens import advice, answering, back_bar, customer_header, suggested
from associate_app.screens import customer_rows as rows
from associate_app.screens.edit_sheet import EditSheet
from associate_app.screens.filling import Filler
from associate_app.screens.history import HistoryPane
from associate_app.screens.product_sheet import ProductSheet
from associate_app.widgets import load_kv
from associate_app.widgets.history_row import PurchaseRow
from associate_app.widgets.kpi import KpiCard
from associate_app.widgets.offer_banner import OfferBanner
from associate_app.widgets.sheet import ConfirmSheet, TextSheet
from associate_app.widgets.timeline_row import EventRow
from shared.operations import NOTE_LIMIT

__all__ = ["CustomerPane", "advice", "back_bar", "customer_header", "suggested"]

SECTIONS = ("advice", "history", "suggested", "notes")
NO_EVENT = "Nothing yet. A note helps whoever is here next time."


class CustomerPane(BoxLayout):
    """Shows one customer; `showing` says whether that is a wait, her glance, or her whole history."""

    view = ObjectProperty(None, allownone=True)
    showing = OptionProperty("wait", options=("wait", "glance", "history"))
    customer_id = NumericProperty(-1)
    columns = NumericProperty(2)
    name = StringProperty()

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._filler = Filler()
        self._glance = self.ids.glance.__self__  # ids hold weakly, and what is not shown must live on
        self._wait = self.ids.wait.__self__
        self._back = self.ids.back.__self__
        self._sections = {name: self.ids[name].__self__ for name in SECTIONS}
        self._slots = [self.ids[name].__self__ for name in ("first", "second", "third")]
        self._history = HistoryPane(on_leave=lambda *_: self.step_back())
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

    def write_note(self, draft: str = "") -> None:
        """The associate writes a note; closing the sheet keeps the draft for an undo."""
        sheet = TextSheet(
            title=f"Note about {self.view.name}",
            label="Note",
            hint="What should the next of us know?",
            save_text="Save note",
            limit=NOTE_LIMIT,
            text=draft,
        )
        saved: list[str] = []

        def save(_sheet: TextSheet, text: str) -> None:
            saved.append(text)
            self._add_note(text)

        sheet.bind(on_save=save)
        sheet.bind(on_close=lambda _: Clock.schedule_once(lambda _: self._offer_draft(sheet.text, saved)))
        App.get_running_app().root.open(sheet)

    def edit(self) -> None:
        """What is known of her can be put right."""
        app, customer_id = App.get_running_app(), self.view.id
        app.asker.ask("form", lambda: app.tablet.editing.form(customer_id), self._open_form)

    def _open_form(self, form: CustomerForm) -> None:
        sheet = EditSheet(form)
        sheet.bind(on_save=lambda _, wanted: self._save(form, wanted))
        App.get_running_app().root.open(sheet)

    def _save(self, seen: CustomerForm, wanted: CustomerForm) -> None:
        app = App.get_running_app()
        self.tell(lambda: app.tablet.editing.save(seen, wanted), "Saved on this tablet.")

    def redeem_offer(self, promotion_id: str) -> None:
        """The offer that was advised is used, as by its own banner."""
        for banner in self.ids.offers.children:
            if banner.key == promotion_id:
                self.redeem(banner)

    def redeem(self, banner: OfferBanner) -> None:
        """The associate is asked once more, then the offer is used."""
        sheet = ConfirmSheet(
            title=f"Redeem for {self.view.name}?",
            sentence=f"{banner.title}. It counts once and cannot be taken back on the tablet."
            + (" HQ confirms it when the line is back." if banner.provisional else ""),
            confirm_text="Redeem now",
        )
        customer_id, promotion_id = self.view.id, banner.key
        sheet.bind(on_confirm=lambda _: self._do(
            lambda presenter: presenter.redeem(customer_id, promotion_id), f"Redeemed: {banner.title}"
        ))  # fmt: skip
        App.get_running_app().root.open(sheet)

    def reply(self, product_id: int, answer: str, shown_in: str) -> None:
        """What she said of the product counts at once."""
        customer_id = self.view.id
        self._do(
            lambda presenter: presenter.answer(customer_id, product_id, answer, shown_in),
            answering.word_after(answer),
        )

    def show_product(self, product_id: int, shown_in: str) -> None:
        """The product lies over her screen, with what is beside it."""
        app = App.get_running_app()
        sheet = ProductSheet(product_id, shown_in, self.view.given_name)
        sheet.bind(
            on_basket=lambda _, product: self.put_in_basket(product),
            on_reply=lambda _, *said: self.reply(*said),
            on_people=lambda _, product: app.root.screen.go_to_product(product),
        )
        app.root.open(sheet)

    def put_in_basket(self, product_id: int) -> None:
        """It is among what she is about to buy."""
        customer_id = self.view.id
        self._do(lambda presenter: presenter.put_in_basket(customer_id, product_id), "In the basket.")

    def empty_basket(self, *, bought: bool) -> None:
        """Nothing is in her basket, because she bought it or thought better of it."""
        customer_id = self.view.id
        self._do(
            lambda presenter: presenter.empty_basket(customer_id, bought=bought),
            "Counted with her purchases." if bought else "The basket is empty.",
        )

    def _add_note(self, text: str) -> None:
        customer_id = self.view.id
        self._do(lambda presenter: presenter.add_note(customer_id, text), "Note saved on this tablet.")

    def _offer_draft(self, text: str, saved: list[str]) -> None:
        root = App.get_running_app().root
        if text.strip() and not saved and App.get_running_app().tablet.stage == "ready":
            root.snackbar.show("Note discarded.", action="Undo", act=lambda: self.write_note(text))

    def _do(self, deed: Callable[[Any], CustomerView], word: str) -> None:
        app = App.get_running_app()
        self.tell(lambda: deed(app.tablet.customer), word)

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
        self._filler.fill(ids.purchases, PurchaseRow, rows.purchases(view.history))
        self._filler.fill(ids.events, EventRow, rows.timeline(view))
        ids.suggested.show(view.suggestions, view.given_name)
        ids.history.nothing = "" if view.history else "No purchases yet."
        ids.notes.nothing = "" if view.timeline else NO_EVENT

    def _make_banner(self) -> OfferBanner:
        banner = OfferBanner()
        banner.bind(on_redeem=self.redeem)
        return banner

    def _place(self, *_: Any) -> None:
        shown = {"wait": self._wait, "glance": self._glance, "history": self._history}[self.showing]
        self.clear_widgets()
        if self.showing != "history" and App.get_running_app().compact:
            self.add_widget(self._back)
        self.add_widget(shown)

    def _arrange(self, *_: Any) -> None:
        order = {
            1: (("advice", "suggested", "history", "notes"),),
            2: (("advice", "history", "notes"), ("suggested",)),
            3: (("advice", "notes"), ("suggested",), ("history",)),
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
