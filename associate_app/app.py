"""The tablet app: one window, its theme, its keys, and the screen that fits the tablet's stage."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.metrics import dp
from kivy.properties import BooleanProperty, ObjectProperty

from associate_app.errors import Locked
from associate_app.platform.camera import Camera, own_camera
from associate_app.platform.scanner import Scanner, ZxingScanner
from associate_app.presenters.idle import Idle
from associate_app.screens import sparing
from associate_app.screens.asking import Asker
from associate_app.screens.filling import Filler
from associate_app.screens.freshness import Freshness
from associate_app.screens.key_scans import KeyScans
from associate_app.screens.shell import Shell
from associate_app.screens.tablet import Tablet
from associate_app.speaking import SpeakingApp
from associate_app.theme import Theme
from associate_app.widgets import focus
from associate_app.widgets.person_list import forget_rows
from shared.errors import AisleError
from shared.words import ENGLISH, _

COMPACT_BELOW = 1000
"""Narrower windows (dp) show the list and the customer one after the other."""

LOOK_EVERY_S = 1.0
"""How late a cover may come."""

STATUS_EVERY_S = 15
"""So that “2 min ago” stays true while nothing happens."""

LAYOUT_ROUNDS = 60
"""Heights follow text through several layers of boxes; Kivy's 20 rounds a frame would show them half way."""

TAB, ESCAPE, K = 9, 27, 107

log = logging.getLogger(__name__)


class AisleApp(SpeakingApp):
    """Runs until its window is closed; the tablet behind it is closed then, too."""

    title = "Aisle One"
    theme = ObjectProperty()
    freshness = ObjectProperty()
    compact = BooleanProperty(False)
    keys_in_use = BooleanProperty(False)

    def __init__(
        self,
        tablet: Tablet,
        *,
        server: str = "",
        dark: bool = False,
        camera: Camera | None = None,
        system_language: str = ENGLISH,
        **properties: Any,
    ) -> None:
        self._chosen = chosen = tablet.settings.choices()
        super().__init__(**properties)
        self.language = chosen.language or system_language
        self.tablet = tablet
        self.server = server
        self.theme = Theme(
            mode="dark" if dark else chosen.mode,
            font_scale=chosen.font_scale,
            reduced_motion=chosen.reduced_motion,
        )
        self.freshness = Freshness()
        self.asker = Asker(tablet.worker, self.complain)
        self.camera = camera or own_camera()
        self.scanner: Scanner = ZxingScanner()
        self.key_scans = KeyScans(self._scanned)
        self.now_s: Callable[[], float] = time.monotonic
        self.idle = Idle(self.now_s())

    def load_kv(self, filename: str | None = None) -> bool:  # noqa: ARG002 - Kivy's signature
        """Nothing: each screen and widget loads its own kv."""
        return False

    def build(self) -> Shell:
        """The shell, on the screen of the tablet's stage."""
        Window.softinput_mode = "below_target"
        Clock.max_iteration = LAYOUT_ROUNDS
        return Shell()

    def on_start(self) -> None:
        """Keys, touches and the tablet's changes reach the screens."""
        Window.bind(on_key_down=self._key, on_touch_down=self._touch, size=self._resize)
        self._resize()
        self.tablet.on_change.append(self.root.tablet_changed)
        self._tick = Clock.schedule_interval(lambda _dt: self.root.refresh_status(), STATUS_EVERY_S)
        self._watch = Clock.schedule_interval(lambda _dt: self.look_whether_idle(), LOOK_EVERY_S)
        self.root.show_stage()
        sparing.set_aside()

    def on_stop(self) -> None:
        """Nothing reaches the screens any more and the tablet is closed."""
        Window.unbind(on_key_down=self._key, on_touch_down=self._touch, size=self._resize)
        self._tick.cancel()
        self._watch.cancel()
        self.root.snackbar.end()
        self.asker.forget()
        Window.release_all_keyboards()
        forget_rows()
        sparing.take_back()
        Filler.leave_off()
        if self.root.tablet_changed in self.tablet.on_change:
            self.tablet.on_change.remove(self.root.tablet_changed)
        self.tablet.close()

    def on_pause(self) -> bool:
        """Put aside, the tablet locks: whoever picks it up must sign in."""
        self.root.lock()
        return True

    def look_whether_idle(self) -> None:
        """A tablet that nobody has touched for a while shows nothing of anybody, and later is locked."""
        if self.tablet.stage != "ready":
            self.idle.touched(self.now_s())
            return
        due = self.idle.due(self.now_s())
        if due == "cover":
            self.root.cover()
        elif due == "lock":
            self.root.lock_and_wait()

    def _wakes(self) -> bool:
        """Somebody is there; True if the tablet was covered, and now asks for her PIN."""
        self.idle.touched(self.now_s())
        if self.root.covered is None:
            return False
        self.root.lock_and_wait()
        return True

    def choose(self, **wanted: Any) -> None:
        """The screen looks like that at once, and after a restart."""
        self._chosen = chosen = replace(self._chosen, **wanted)
        for name, value in wanted.items():
            setattr(self if name == "language" else self.theme, name, value)
        self.asker.tell("choices", lambda: self.tablet.settings.keep(chosen), lambda _kept: None)

    def on_language(self, *_changed: Any) -> None:
        """What kv says follows by itself; what presenters said is asked for again."""
        super().on_language()
        if self.root is not None:
            self.root.say_anew()

    def complain(self, error: Exception) -> None:
        """The associate has read what went wrong and what to do."""
        if isinstance(error, Locked):
            self.root.show_stage()
        elif isinstance(error, AisleError):
            self.root.snackbar.show(error.sentence, tone="bad")
        else:
            log.error("unexpected error behind a screen", exc_info=error)
            self.root.snackbar.show(
                _("That did not work, and the app does not know why. Nothing was lost: try again."),
                tone="bad",
            )

    def _key(self, _window: Any, key: int, _scancode: int, _text: str | None, modifiers: list[str]) -> bool:
        self.keys_in_use = True
        if self._wakes():
            return True
        if self.root.takes_scans and self.key_scans.hears(key, modifiers):
            return True
        if key == TAB:
            focus.move(-1 if "shift" in modifiers else 1)
        elif key == ESCAPE:
            self.root.step_back()
        elif key == K and "ctrl" in modifiers:
            self.root.search()
        else:
            return False
        return True

    def _scanned(self, text: str) -> None:
        self.root.scanned(text)

    def _touch(self, *_event: Any) -> bool:
        self.keys_in_use = False
        return self._wakes()

    def _resize(self, *_event: Any) -> None:
        self.compact = Window.width < dp(COMPACT_BELOW)
