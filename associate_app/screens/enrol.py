"""The first screen of a new tablet: which server, which code."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.errors import ServerUnreachable, WrongServerAddress
from associate_app.screens import brand
from associate_app.widgets import load_kv
from shared.errors import AisleError
from shared.words import _

__all__ = ["EnrolScreen", "brand"]


class EnrolScreen(BoxLayout):
    """Asks for the server's address and the one-time code until the tablet belongs to a store."""

    address = StringProperty()
    code = StringProperty()
    address_error = StringProperty()
    code_error = StringProperty()
    notice = StringProperty()
    busy = BooleanProperty(False)

    def enter(self) -> None:
        """The address that the command was given stands there already."""
        self.address = App.get_running_app().server
        self.notice = App.get_running_app().tablet.notice
        (self.ids.code if self.address else self.ids.address).focus_input()

    def submit(self) -> None:
        """The server is asked, unless something is missing."""
        self.address_error = "" if self.address.strip() else _("Type the address of your company's server.")
        self.code_error = "" if self.code.strip() else _("Type the code that HQ gave you for this tablet.")
        if self.busy or self.address_error or self.code_error:
            return
        self.busy = True
        app, address, code = App.get_running_app(), self.address.strip(), self.code.strip()
        app.asker.tell("enrol", lambda: app.tablet.enrol.enrol(address, code), self._enrolled, self._refused)

    def _enrolled(self, _store: Any) -> None:
        App.get_running_app().root.show_stage()

    def _refused(self, error: Exception) -> None:
        self.busy = False
        if isinstance(error, ServerUnreachable | WrongServerAddress):
            self.address_error = error.sentence
        elif isinstance(error, AisleError):
            self.code_error = error.sentence
        else:
            App.get_running_app().complain(error)


load_kv(__file__)
