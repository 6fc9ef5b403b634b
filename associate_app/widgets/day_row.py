"""One thing of the day: when, what, for whom, and the button that does it."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import load_kv


class DayRow(BoxLayout):
    """Events: `on_do`, `on_more`, `on_open`. `entry` is what the presenter gave.

    `lead` is a time of day, which stands in place of the icon.
    """

    entry = ObjectProperty(None, allownone=True)
    icon = StringProperty()
    lead = StringProperty()
    title = StringProperty()
    who = StringProperty()
    when = StringProperty()
    detail = StringProperty()
    verb = StringProperty()
    opens = StringProperty()
    more_name = StringProperty()
    tone = OptionProperty("plain", options=("late", "now", "plain", "done"))
    first = BooleanProperty(False)
    narrow = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        for event in ("on_do", "on_more", "on_open"):
            self.register_event_type(event)
        super().__init__(**properties)

    def on_do(self) -> None:
        """The button was pressed."""

    def on_more(self) -> None:
        """What else can become of it is wanted."""

    def on_open(self) -> None:
        """Whom or what it is about is wanted."""


load_kv(__file__)
