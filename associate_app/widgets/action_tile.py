"""One thing worth doing for a customer: what, why, and the button that does it."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from associate_app.widgets import load_kv
from associate_app.widgets.box import BoxLayout


class ActionTile(BoxLayout):
    """Events: `on_do` and `on_later`. `row` is what was advised, as the presenter gave it."""

    row = ObjectProperty(None, allownone=True)
    icon = StringProperty()
    title = StringProperty()
    reason = StringProperty()
    verb = StringProperty()
    first = BooleanProperty(False)
    narrow = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_do")
        self.register_event_type("on_later")
        super().__init__(**properties)

    def on_do(self) -> None:
        """The button was pressed."""

    def on_later(self) -> None:
        """It is put off."""


load_kv(__file__)
