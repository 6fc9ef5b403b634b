"""The bar above a page within a page: the way back, and the sync state in sight."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import load_kv


class BackBar(BoxLayout):
    """Event `on_back`; `title` says what the page shows, where nothing else does."""

    name = StringProperty()
    title = StringProperty()
    with_sync = BooleanProperty(True)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_back")
        super().__init__(**properties)

    def on_back(self) -> None:
        """The way back was taken."""


load_kv(__file__)
