"""Visits from a customer's screen: agreed, moved, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kivy.app import App

from associate_app.presenters.booking import BookingForm, Visit
from associate_app.presenters.view_models import CustomerView
from associate_app.screens.appointment_sheet import AppointmentSheet
from associate_app.widgets.sheet import ChoiceSheet
from shared.words import _

if TYPE_CHECKING:
    from associate_app.screens.customer import CustomerPane


class VisitDeeds:
    """Deeds about visits of whoever is on the pane."""

    def __init__(self, pane: CustomerPane) -> None:
        self._pane = pane

    def ask(self) -> None:
        """A visit is booked; where one stands already, it can be moved or cancelled instead."""
        app, customer_id = App.get_running_app(), self._pane.view.id
        app.asker.ask("visits", lambda: app.tablet.booking.form(customer_id), self._open)

    def _open(self, form: BookingForm) -> None:
        if form.visits:
            self._choose(form, form.visits[0])
        else:
            self._book(form)

    def _choose(self, form: BookingForm, visit: Visit) -> None:
        sheet = ChoiceSheet(
            {
                "move": (_("Move it to another time"), "calendar-clock"),
                "cancel": (_("Cancel it"), "close"),
                "book": (_("Book another visit"), "calendar-plus-outline"),
            },
            title=_("{name} comes on {when}").format(name=form.given_name, when=visit.when),
            sentence=visit.about,
        )
        deeds: dict[str, Callable[[], None]] = {
            "move": lambda: self._move(form, visit),
            "cancel": lambda: self._cancel(form, visit),
            "book": lambda: self._book(form),
        }
        sheet.bind(on_choose=lambda _sheet, key: deeds[key]())
        App.get_running_app().root.open(sheet)

    def _book(self, form: BookingForm) -> None:
        sheet = AppointmentSheet(form)
        sheet.bind(on_save=lambda _sheet, starts, minutes, about: self._do(
            lambda booking: booking.book(form.customer_id, starts, minutes, about), _("The visit is booked.")
        ))  # fmt: skip
        App.get_running_app().root.open(sheet)

    def _move(self, form: BookingForm, visit: Visit) -> None:
        sheet = AppointmentSheet(form, visit)
        sheet.bind(on_save=lambda _sheet, starts, _minutes, _about: self._do(
            lambda booking: booking.move(form.customer_id, visit, starts), _("The visit is moved.")
        ))  # fmt: skip
        App.get_running_app().root.open(sheet)

    def _cancel(self, form: BookingForm, visit: Visit) -> None:
        self._do(lambda booking: booking.cancel(form.customer_id, visit), _("The visit is cancelled."))

    def _do(self, deed: Callable[[Any], CustomerView], word: str) -> None:
        booking = App.get_running_app().tablet.booking
        self._pane.tell(lambda: deed(booking), word)
