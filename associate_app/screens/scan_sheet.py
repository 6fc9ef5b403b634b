"""Scanning by camera: what it sees, a hint, and the way out."""

from __future__ import annotations

from typing import Any, Final

from kivy.app import App
from kivy.clock import Clock
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from associate_app.errors import TabletError
from associate_app.platform.camera import Camera, Frame
from associate_app.platform.scanner import Scanner
from associate_app.widgets import load_kv
from associate_app.widgets.sheet import Sheet
from shared.words import _, lazy

LOOK_EVERY_S: Final = 0.1
PATIENCE: Final = 25
"""Looks without a find before the hint becomes more helpful."""

FIRST_HINT: Final = lazy("Hold the card or the label in front of the camera.")
NEXT_HINT: Final = lazy("Nothing yet. A little closer, hold it still, and mind the light.")


class ScanSheet(Sheet):
    """Event `on_read(text)`: the sheet is gone and a code was read."""

    hint = StringProperty()
    sees = BooleanProperty(True)
    seen = ObjectProperty(None, allownone=True)
    shape = NumericProperty(0.6)

    def __init__(self, camera: Camera, scanner: Scanner, **properties: Any) -> None:
        self.register_event_type("on_read")
        super().__init__(hint=_(FIRST_HINT), **properties)
        self._camera, self._scanner = camera, scanner
        self._looks, self._is_reading = 0, False
        self._watch = Clock.schedule_interval(self._look, LOOK_EVERY_S)
        try:
            camera.open()
        except TabletError as error:
            self._give_up(error)

    def on_read(self, text: str) -> None:
        """That code was read."""

    def on_close(self) -> None:
        """Nothing is looked at any more."""
        self._watch.cancel()
        self._camera.close()
        self.seen = None

    def _look(self, _: float) -> None:
        frame = None if self._is_reading else self._camera.frame()
        if frame is None:
            return
        self._show(frame)
        self._is_reading = True
        asker, scanner = App.get_running_app().asker, self._scanner
        asker.ask("camera", lambda: scanner.read(frame), self._heard, self._give_up)

    def _heard(self, text: str | None) -> None:
        self._is_reading = False
        self._looks += 1
        if text is None:
            self.hint = _(NEXT_HINT if self._looks >= PATIENCE else FIRST_HINT)
        elif self.parent is not None:
            self.close()
            self.dispatch("on_read", text)

    def _give_up(self, error: Exception) -> None:
        self._watch.cancel()
        self.sees = False
        self.hint = error.sentence if isinstance(error, TabletError) else str(error)

    def _show(self, frame: Frame) -> None:
        if self.seen is None or tuple(self.seen.size) != (frame.width, frame.height):
            self.seen = Texture.create(size=(frame.width, frame.height), colorfmt="luminance")
            self.seen.flip_vertical()
            self.shape = frame.height / frame.width
        self.seen.blit_buffer(frame.grey, colorfmt="luminance", bufferfmt="ubyte")


load_kv(__file__)
