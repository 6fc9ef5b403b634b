"""Somebody new from the first letter to her own screen: the sheet, saving it, and taking a closing back."""

from __future__ import annotations

from collections.abc import Mapping

from kivy.app import App

from associate_app.presenters.new_customer_views import NewCustomerForm
from associate_app.screens.new_customer_sheet import NewCustomerSheet
from shared.words import _


def begin(query: str = "", texts: Mapping[str, str] | None = None) -> None:
    """The sheet is open soon, with what was searched for, or with what was half written."""
    app = App.get_running_app()
    app.asker.ask("new", lambda: app.tablet.new_customer.form(query), lambda form: _open(form, texts))


def _open(form: NewCustomerForm, texts: Mapping[str, str] | None) -> None:
    root = App.get_running_app().root
    if isinstance(root.top_layer(), NewCustomerSheet):
        return
    sheet = NewCustomerSheet(form)
    if texts:
        sheet.take_up(texts)
    done: list[bool] = []
    sheet.bind(on_save=lambda _sheet, written: _save(sheet, written, done))
    sheet.bind(on_instead=lambda _sheet, key: _open_instead(sheet, key))
    sheet.bind(on_close=lambda _sheet: _offer_undo(sheet, done))
    root.open(sheet)


def _save(sheet: NewCustomerSheet, written: NewCustomerForm, done: list[bool]) -> None:
    app = App.get_running_app()
    if done:
        return  # a second tap while the first is being saved
    done.append(True)

    def saved(customer_id: int) -> None:
        sheet.close()
        app.root.screen.go_to_customer(customer_id)
        name = f"{written.given_name} {written.family_name}"
        app.root.snackbar.show(_("{name} is saved on this tablet.").format(name=name), tone="good")

    def failed(error: Exception) -> None:
        done.clear()  # everything typed stays where it is
        app.complain(error)

    app.asker.tell("new", lambda: app.tablet.new_customer.save(written), saved, failed)


def _open_instead(sheet: NewCustomerSheet, customer_id: int) -> None:
    sheet.close()
    App.get_running_app().root.screen.go_to_customer(customer_id)


def _offer_undo(sheet: NewCustomerSheet, done: list[bool]) -> None:
    app, texts = App.get_running_app(), sheet.half_written()
    if texts and not done and app.tablet.stage == "ready":
        app.root.snackbar.show(
            _("The new customer was not saved."), action=_("Undo"), act=lambda: begin(texts=texts)
        )
