"""A guide to read, or to turn the tablet round and show."""

from __future__ import annotations

from typing import Any

from kivy.properties import StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.sheet import Sheet


class GuideSheet(Sheet):
    """Events: `on_given` it was passed on, `on_unwanted` she does not want it."""

    body = StringProperty()
    reason = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_given")
        self.register_event_type("on_unwanted")
        super().__init__(**properties)

    def on_given(self) -> None:
        """It was passed on."""

    def on_unwanted(self) -> None:
        """She does not want it."""

    def answer(self, event: str) -> None:
        """The sheet is gone, and that is what came of it."""
        self.close()
        self.dispatch(event)


load_kv(__file__)
