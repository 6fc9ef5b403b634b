"""A short word about what just happened, at the lower edge, for a few seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.clock import Clock
from kivy.properties import NumericProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import load_kv

Act = Callable[[], None]


class Snackbar(BoxLayout):
    """Shows one word at a time; a new one ends the old one as if its time were over."""

    text = StringProperty()
    action = StringProperty()
    tone = OptionProperty("plain", options=("plain", "good", "bad"))
    seconds = NumericProperty(5)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._act: Act | None = None
        self._over: Act | None = None
        self._timer: Any = None

    def show(
        self,
        text: str,
        *,
        tone: str = "plain",
        action: str = "",
        act: Act | None = None,
        over: Act | None = None,
    ) -> None:
        """The word is shown; `act` runs if its action is pressed, `over` if its time passes without that."""
        self.end()
        self.text, self.tone, self.action = text, tone, action
        self._act, self._over = act, over
        self._timer = Clock.schedule_once(lambda _: self.end(), self.seconds * (1.4 if action else 1))

    def end(self) -> None:
        """The word is gone, its time passed."""
        over = self._over
        self._clear()
        if over is not None:
            over()

    def press(self) -> None:
        """The word is gone and its action done."""
        act = self._act
        self._clear()
        if act is not None:
            act()

    def _clear(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self.text = self.action = ""
        self._act = self._over = self._timer = None


load_kv(__file__)
