"""How to reach her: the number or address, what she has agreed to, and one tap that keeps the contact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.contacting import ContactWay
from associate_app.widgets import load_kv
from associate_app.widgets.sheet import Sheet


class ReachCard(BoxLayout):
    """One way to reach her. Event `on_done`."""

    label = StringProperty()
    address = StringProperty()
    icon = StringProperty()
    welcome = BooleanProperty(False)
    sentence = StringProperty()
    done_text = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_done")
        super().__init__(**properties)

    def on_done(self) -> None:
        """She was reached this way."""


class ContactSheet(Sheet):
    """Event `on_contacted(channel)`: she was reached that way."""

    nothing = StringProperty()

    def __init__(self, ways: Sequence[ContactWay], **properties: Any) -> None:
        self.register_event_type("on_contacted")
        super().__init__(**properties)
        for way in ways:
            card = ReachCard(
                label=way.label, address=way.address, icon=way.icon, welcome=way.welcome,
                sentence=way.sentence, done_text=way.done_text,
            )  # fmt: skip
            card.bind(on_done=lambda _, channel=way.channel: self._done(channel))
            self.ids.ways.add_widget(card)

    def on_contacted(self, channel: str) -> None:
        """She was reached that way."""

    def _done(self, channel: str) -> None:
        self.close()
        self.dispatch("on_contacted", channel)


load_kv(__file__)
