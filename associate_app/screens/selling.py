"""What an associate does with a customer's basket: in and out of it, to the till, or put aside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from kivy.app import App

from associate_app.presenters.basket import Before
from associate_app.presenters.basket_views import Agreed, HandOver
from associate_app.presenters.view_models import CustomerView
from associate_app.screens.basket_sheet import BasketSheet
from associate_app.screens.hand_over_sheet import HandOverSheet
from associate_app.widgets.day_sheet import DaySheet
from associate_app.widgets.sheet import ChoiceSheet, ConfirmSheet
from shared.operation_selling import COLLECTED, RELEASED, UNDONE
from shared.words import _

if TYPE_CHECKING:
    from associate_app.screens.customer import CustomerPane

SOON: Final = {"0": 0, "3": 3, "7": 7}
"""Days that things are put aside for, without looking at a calendar."""


class Selling:
    """Deeds about the basket of whoever is on the pane."""

    def __init__(self, pane: CustomerPane) -> None:
        self._pane = pane
        self._sheet: BasketSheet | None = None

    def put(self, product_id: int) -> None:
        """One more of it is among what she is about to buy."""
        customer_id, given_name = self._pane.view.id, self._pane.view.given_name
        self._do(
            lambda basket: basket.put(customer_id, product_id),
            _("In {given_name}'s basket.").format(given_name=given_name),
        )

    def scanned(self, product_id: int, name: str) -> None:
        """One more of what was scanned is among what she is about to buy; that can be taken back."""
        customer_id, given_name = self._pane.view.id, self._pane.view.given_name
        self._undoable(
            lambda basket: basket.put_in(customer_id, product_id),
            _("{product} is in {given_name}'s basket.").format(product=name, given_name=given_name),
        )

    def open(self) -> None:
        """The whole basket lies over her screen."""
        sheet = self._sheet = BasketSheet(self._pane.view)
        sheet.bind(
            on_quantity=lambda _event, *wanted: self._set(*wanted),
            on_put=lambda _event, product_id: self.put(product_id),
            on_turn=lambda _event, promotion_id: self._turn(promotion_id),
            on_hand_over=lambda _event: self._ask_hand_over(),
            on_aside=lambda _event: self._ask_day(),
            on_emptied=lambda _event: self._empty(),
            on_close=lambda _event: self._closed(sheet),
        )
        App.get_running_app().root.open(sheet)

    def shown(self, view: CustomerView) -> None:
        """Whatever changed her screen changes the sheet, too."""
        if self._sheet is not None:
            self._sheet.show(view)

    def show_code(self, basket_id: str) -> None:
        """The code of a basket that waits is shown again."""
        app, customer_id = App.get_running_app(), self._pane.view.id
        app.asker.ask(
            "hand over",
            lambda: app.tablet.customer.basket.show_again(customer_id, basket_id),
            self._show_code,
        )

    def collected(self, aside_id: str) -> None:
        """She has come for what was put aside: it lies in her basket."""
        customer_id = self._pane.view.id
        self._do(lambda basket: basket.take_aside_back(customer_id, aside_id, COLLECTED), _("In the basket."))

    def released(self, aside_id: str) -> None:
        """It need not wait for her any more, once that is certain."""
        customer_id, name = self._pane.view.id, self._pane.view.name
        sheet = ConfirmSheet(
            title=_("Let it go?"),
            sentence=_("What was put aside for {name} is for anybody then.").format(name=name),
            confirm_text=_("Let go"),
        )
        sheet.bind(on_confirm=lambda _event: self._do(
            lambda basket: basket.take_aside_back(customer_id, aside_id, RELEASED),
            _("Nothing waits for her any more."),
        ))  # fmt: skip
        App.get_running_app().root.open(sheet)

    def _closed(self, sheet: BasketSheet) -> None:
        if self._sheet is sheet:
            self._sheet = None

    def _set(self, product_id: int, quantity: int) -> None:
        customer_id = self._pane.view.id
        if quantity == 0:
            self._undoable(lambda basket: basket.take_out(customer_id, product_id), _("Taken out."))
        else:
            self._do(lambda basket: basket.set_quantity(customer_id, product_id, quantity), "")

    def _turn(self, promotion_id: str) -> None:
        customer_id = self._pane.view.id
        self._do(lambda basket: basket.turn_offer(customer_id, promotion_id), "")

    def _empty(self) -> None:
        customer_id = self._pane.view.id
        self._close()
        self._undoable(lambda basket: basket.empty(customer_id), _("The basket is empty."))

    def _ask_hand_over(self) -> None:
        basket = self._pane.view.basket
        sheet = ConfirmSheet(
            title=_("Hand over to the till?"),
            sentence=" ".join(filter(None, (f"{basket.items}, {basket.total}.", basket.used))),
            confirm_text=_("Hand over"),
        )
        sheet.bind(on_confirm=lambda _event: self._hand_over(basket.agreed))
        App.get_running_app().root.open(sheet)

    def _hand_over(self, agreed: Agreed) -> None:
        app, customer_id = App.get_running_app(), self._pane.view.id

        def done(shown: HandOver) -> None:
            self._close()
            self._show_code(shown)
            self._pane.refresh()
            app.root.refresh_status()

        def failed(error: Exception) -> None:
            self._pane.refresh()  # what has changed is seen at once
            app.complain(error)

        app.asker.tell(
            "hand over", lambda: app.tablet.customer.basket.hand_over(customer_id, agreed), done, failed
        )

    def _show_code(self, shown: HandOver) -> None:
        App.get_running_app().root.open(HandOverSheet(shown))

    def _ask_day(self) -> None:
        sheet = ChoiceSheet(
            {
                "0": (_("Until closing time today"), "clock-outline"),
                "3": (_("For three days"), "package-down"),
                "7": (_("For a week"), "package-down"),
                "day": (_("Until another day"), "calendar-plus-outline"),
            },
            title=_("Put aside until when?"),
            sentence=_("After that day it is for anybody again, by itself."),
        )
        sheet.bind(on_choose=lambda _event, key: self._choose_day(key))
        App.get_running_app().root.open(sheet)

    def _choose_day(self, key: str) -> None:
        today = date.fromisoformat(self._pane.view.basket.today)
        if key in SOON:
            self._put_aside(today + timedelta(days=SOON[key]))
            return
        sheet = DaySheet(today + timedelta(days=3), today, title=_("Put aside until"))
        sheet.bind(on_choose=lambda _event, day: self._put_aside(max(day, today)))
        App.get_running_app().root.open(sheet)

    def _put_aside(self, day: date) -> None:
        app, customer_id = App.get_running_app(), self._pane.view.id

        def undo(aside_id: str) -> None:
            self._do(lambda basket: basket.take_aside_back(customer_id, aside_id, UNDONE), "")

        def done(aside_id: str) -> None:
            self._close()
            self._pane.refresh()
            app.root.refresh_status()
            app.root.snackbar.show(
                _("Put aside for her."), tone="good", action=_("Undo"), act=lambda: undo(aside_id)
            )

        app.asker.tell(
            "put aside", lambda: app.tablet.customer.basket.put_aside(customer_id, day.isoformat()), done
        )

    def _undoable(self, deed: Callable[[Any], Before], word: str) -> None:
        app, customer_id = App.get_running_app(), self._pane.view.id

        def done(before: Before) -> None:
            self._pane.refresh()
            app.root.snackbar.show(word, action=_("Undo"), act=lambda: undo(before))

        def undo(before: Before) -> None:
            self._do(lambda basket: basket.restore(customer_id, before), "")

        app.asker.tell("customer", lambda: deed(app.tablet.customer.basket), done)

    def _do(self, deed: Callable[[Any], CustomerView], word: str) -> None:
        app = App.get_running_app()
        self._pane.tell(lambda: deed(app.tablet.customer.basket), word)

    def _close(self) -> None:
        if self._sheet is not None:
            self._sheet.close()
