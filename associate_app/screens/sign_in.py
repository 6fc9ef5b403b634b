"""The lock screen: who, and her PIN."""

from __future__ import annotations

from typing import Any, Final

from kivy.app import App
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.errors import PinLocked, SlotDestroyed
from associate_app.presenters.view_models import AssociateRow
from associate_app.screens import brand
from associate_app.screens.filling import Filler
from associate_app.widgets import load_kv, pin_pad
from associate_app.widgets.control import PressableBox
from shared.errors import AisleError
from shared.words import _

__all__ = ["SignInScreen", "brand", "pin_pad"]

LOOK_S: Final = 0.2
"""So often it is looked at what a sign-in is busy with."""


class AssociateTile(PressableBox):
    """Somebody who has signed in on this tablet before."""

    name = StringProperty()
    initials = StringProperty()
    hue = NumericProperty(0.4)
    note = StringProperty()
    number = StringProperty()


class SignInScreen(BoxLayout):
    """First who (a tile, or a number), then the PIN; what is wrong stands below its dots."""

    store_name = StringProperty()
    number = StringProperty()
    name = StringProperty()
    initials = StringProperty()
    hue = NumericProperty(0.4)
    choosing = BooleanProperty(True)
    has_tiles = BooleanProperty(False)
    message = StringProperty()
    notice = StringProperty()
    locked_seconds = NumericProperty(0)
    busy = BooleanProperty(False)
    doing = StringProperty()
    """What a sign-in is busy with, where that takes longer."""
    number_wanted = StringProperty()
    was_locked = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._filler = Filler()
        self._who = self.ids.who.__self__  # ids hold weakly, and what is not shown must live on
        self._pin = self.ids.pin.__self__
        self._number = self.ids.number.__self__
        self._countdown = Clock.schedule_interval(self._tick, 1)
        self._countdown.cancel()
        self._place()

    def enter(self) -> None:
        """The associates of this tablet can be chosen; if it locked by itself, it says why."""
        app = App.get_running_app()
        self.notice = app.tablet.notice
        app.asker.ask("associates", app.tablet.sign_in.associates, self._associates_known)
        app.asker.ask("store", app.tablet.sign_in.store, self._store_known)

    def choose(self, tile: AssociateTile | AssociateRow) -> None:
        """Her PIN is asked for."""
        self.number, self.name = tile.number, tile.name
        self.initials, self.hue = tile.initials, tile.hue
        self._ask_pin()

    def choose_other(self) -> None:
        """Somebody new to this tablet types her number."""
        self.number = self.name = self.initials = ""
        self._ask_pin()
        self._number.focus_input()

    def step_back(self) -> None:
        """Somebody else can be chosen."""
        if self.has_tiles and not self.busy:
            self.choosing = True
            self.message = ""
            self._place()

    def submit(self, pin: str) -> None:
        """The PIN is checked, here or at the server."""
        if not self.number.strip():
            self.message = _("Type your associate number first.")
            self.ids.pad.pin = ""
            self._number.focus_input()
            return
        if self.busy or self.locked_seconds:
            return
        self.busy, self.message = True, ""
        Clock.schedule_interval(self._look, LOOK_S)
        app, number = App.get_running_app(), self.number.strip()
        app.asker.tell(
            "sign_in", lambda: app.tablet.sign_in.sign_in(number, pin), self._signed_in, self._refused
        )
        Clock.schedule_once(lambda _: self.busy and app.root.prepare())

    def _associates_known(self, rows: tuple[AssociateRow, ...]) -> None:
        self._fill_tiles(rows)
        self.choosing = self.has_tiles
        self._place()
        for row in rows:
            if row.number == self.number_wanted:
                self.choose(row)
        if not self.has_tiles:
            self.choose_other()

    def _fill_tiles(self, rows: tuple[AssociateRow, ...]) -> None:
        self.has_tiles = bool(rows)
        self._filler.fill(self.ids.tiles, self._make_tile, [
            {
                "name": row.name, "initials": row.initials, "hue": row.hue, "number": row.number,
                "accessible_name": row.name,
                "note": "" if row.offline else _("Needs the network"),
            } for row in rows
        ])  # fmt: skip

    def _make_tile(self) -> AssociateTile:
        tile = AssociateTile()
        tile.bind(on_release=self.choose)
        return tile

    def _store_known(self, store: Any) -> None:
        self.store_name = store.name

    def _ask_pin(self) -> None:
        self.choosing, self.message = False, ""
        self.ids.pad.pin = ""
        self._place()

    def _place(self) -> None:
        shown = self._who if self.choosing else self._pin
        self.ids.stage.clear_widgets()
        self.ids.stage.add_widget(shown)
        column = self.ids.column
        column.remove_widget(self._number)
        if not self.name:
            column.add_widget(self._number, index=2)

    def _signed_in(self, associate: AssociateRow) -> None:
        self.busy = False
        self.ids.pad.pin = ""
        App.get_running_app().root.signed_in(associate)

    def _refused(self, error: Exception) -> None:
        self.busy = False
        self.ids.pad.pin = ""
        if not isinstance(error, AisleError):
            App.get_running_app().complain(error)
            return
        self.message = error.sentence
        if isinstance(error, SlotDestroyed):  # from now on her tile says that she needs the network
            app = App.get_running_app()
            app.asker.ask("associates", app.tablet.sign_in.associates, self._fill_tiles)
        if isinstance(error, PinLocked):
            self.locked_seconds = error.wait_seconds
            self._countdown()

    def _look(self, _elapsed: float) -> bool:
        self.doing = App.get_running_app().tablet.sign_in.doing() if self.busy else ""
        return self.busy and self.parent is not None

    def _tick(self, _elapsed: float) -> bool:
        self.locked_seconds = max(0, self.locked_seconds - 1)
        if not self.locked_seconds:
            self.message = _("You can try again now.")
        return self.locked_seconds > 0 and self.parent is not None


load_kv(__file__)
