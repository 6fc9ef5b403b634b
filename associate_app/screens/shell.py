"""The window's whole content: the screen of the tablet's stage, the sheets over it, and the snackbar."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from associate_app.presenters.view_models import AssociateRow, StoreCard, SyncStatus
from associate_app.screens import coming_back, scans, sparing, switching
from associate_app.screens.enrol import EnrolScreen
from associate_app.screens.filling import Filler
from associate_app.screens.frame import Frame
from associate_app.screens.loading import LoadingScreen
from associate_app.screens.privacy_cover import PrivacyCover
from associate_app.screens.sign_in import SignInScreen
from associate_app.store.drafts import Draft
from associate_app.widgets import load_kv
from associate_app.widgets.layers import Layers
from associate_app.widgets.person_list import forget_rows
from associate_app.widgets.sheet import Sheet


class Shell(Layers):
    """Chooses the screen; the stage is the tablet's."""

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self.app = App.get_running_app()
        self.covered: PrivacyCover | None = None
        self.store: StoreCard | None = None
        self.associate: AssociateRow | None = None
        self.coming_back = ""
        """The number of who is to be asked for her PIN next, without being chosen from the tiles."""
        self._stage = ""
        self._frame: Frame | None = None
        self.app.tablet.drafts.gather = lambda: coming_back.gather(self)
        self._refresh = Clock.create_trigger(lambda _: self._tablet_changed(), 0.1)

    @property
    def screen(self) -> Any:
        """The screen below the sheets."""
        return self.ids.content.children[0] if self.ids.content.children else None

    def step_back(self) -> None:
        """The uppermost thing that can be left is left: a sheet, then a page."""
        if not self.close_top() and hasattr(self.screen, "step_back"):
            self.screen.step_back()

    def search(self) -> None:
        """Typing searches for a customer, wherever the associate was."""
        if isinstance(self.screen, Frame) and not isinstance(self.top_layer(), Sheet):
            self.screen.search()

    @property
    def takes_scans(self) -> bool:
        """Whether a scan can lead anywhere: where PINs are typed, nobody listens to keys."""
        return isinstance(self.screen, Frame)

    def scanned(self, text: str) -> None:
        """What was scanned is shown."""
        scans.follow(self, text)

    def scan(self) -> None:
        """The camera looks for a card or a label."""
        scans.look(self)

    def signed_in(self, associate: AssociateRow) -> None:
        """That associate works with the tablet from now on."""
        self.associate = associate
        self.show_stage()

    def prepare(self) -> None:
        """The frame stands, with nobody on it, while a PIN is being checked on another thread."""
        if self._frame is None:
            self._frame = Frame()
            self._frame.prepare()

    def lock(self, *, next_number: str = "") -> None:
        """The tablet is locked and no name is on the screen, but that of who is asked for her PIN next."""
        self.coming_back = next_number
        self.app.tablet.lock()
        self.show_stage()

    def lock_and_wait(self) -> None:
        """The tablet is locked and asks for the PIN of who was at work."""
        self.lock(next_number=self.associate.number if self.associate else "")

    def cover(self) -> None:
        """Nothing of anybody can be read; the first touch or key leads to the PIN."""
        Window.release_all_keyboards()
        if self.covered is None:
            self.covered = PrivacyCover(store_name=self.store.name if self.store else "")
            self.add_widget(self.covered)

    def take_up(self, draft: Draft | None) -> None:
        """Whoever was at work is where she was."""
        coming_back.take_up(self, draft)

    def switch(self) -> None:
        """A colleague can take over, or who is at work can sign out of this tablet."""
        switching.ask(self)

    def tablet_changed(self) -> None:
        """What is shown is read anew, soon: many changes at once are one."""
        self._refresh()

    def say_anew(self) -> None:
        """Everything on the screen is in the language chosen just now."""
        if isinstance(self.screen, Frame):
            self.screen.say_anew()
        self.refresh_status()

    def show_stage(self) -> None:
        """The screen is that of the tablet's stage."""
        stage = self.app.tablet.stage
        if stage == self._stage or (stage == "ready" and self._is_signing_in()):
            return
        was, self._stage = self._stage, stage
        self._leave()
        if stage == "enrol":
            self._show(EnrolScreen())
        elif stage == "sign_in":
            self._show(SignInScreen(number_wanted=self.coming_back, was_locked=was == "ready"))
            self.coming_back = ""
        else:
            self.app.asker.ask("store", self.app.tablet.sign_in.store, self._store_known)
            self.refresh_status()

    def refresh_status(self) -> None:
        """The sync state on the screen is the present one."""
        if self._stage == "ready":
            self.app.asker.ask("status", self.app.tablet.sync.status, self._status_known)

    def _is_signing_in(self) -> bool:
        """Whether the sign-in screen still waits to hear who it is."""
        return isinstance(self.screen, SignInScreen) and self.associate is None

    def _tablet_changed(self) -> None:
        self.show_stage()
        self.refresh_status()
        if isinstance(self.screen, SignInScreen | EnrolScreen):
            self.screen.notice = self.app.tablet.notice  # what HQ says may come while nobody is signed in
        if isinstance(self.screen, Frame):
            self.screen.refresh()

    def _store_known(self, store: StoreCard) -> None:
        self.store = store
        if hasattr(self.screen, "store_name"):
            self.screen.store_name = store.name

    def _status_known(self, status: SyncStatus) -> None:
        self.app.freshness.show(status)
        if status.state == "loading":
            if not isinstance(self.screen, LoadingScreen):
                self._show(LoadingScreen())
        elif not isinstance(self.screen, Frame):
            frame, self._frame = self._frame or Frame(), None
            self._show(frame)

    def _leave(self) -> None:
        self.app.asker.forget()
        Window.release_all_keyboards()  # a field that is gone would go on taking what is typed
        self.snackbar.end()
        if self.covered is not None:
            self.remove_widget(self.covered)
            self.covered = None
        for sheet in [child for child in self.children if isinstance(child, Sheet)]:
            sheet.close()
        self.ids.content.clear_widgets()
        forget_rows()
        Filler.leave_off()
        sparing.take_back()
        if self._stage != "ready":
            self.associate = self._frame = None

    def _show(self, screen: Widget) -> None:
        self.ids.content.clear_widgets()
        if hasattr(screen, "store_name") and self.store is not None:
            screen.store_name = self.store.name
        self.ids.content.add_widget(screen)
        if hasattr(screen, "enter"):
            screen.enter()


load_kv(__file__)
