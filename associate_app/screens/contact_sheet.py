"""How to reach her: the number or address, what she has agreed to, and one tap that keeps the contact."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.contacting import ContactWay
from associate_app.widgets import load_kv
from associate_app.widgets.sheet import Sheet
from shared.message_templates import MESSAGE_CHANNELS


class ReachCard(BoxLayout):
    """One way to reach her. Events `on_done`, and `on_write` where there is something to write on."""

    label = StringProperty()
    address = StringProperty()
    icon = StringProperty()
    welcome = BooleanProperty(False)
    sentence = StringProperty()
    done_text = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_done")
        self.register_event_type("on_write")
        super().__init__(**properties)

    def on_done(self) -> None:
        """She was reached this way."""

    def on_write(self) -> None:
        """She is to be written to this way."""


class ContactSheet(Sheet):
    """Events `on_contacted(channel)`, she was reached that way; `on_write(channel)`, she is to be."""

    nothing = StringProperty()

    def __init__(self, ways: Sequence[ContactWay], **properties: Any) -> None:
        self.register_event_type("on_contacted")
        self.register_event_type("on_write")
        super().__init__(**properties)
        for way in ways:
            card = ReachCard(
                label=way.label, address=way.address, icon=way.icon, welcome=way.welcome,
                sentence=way.sentence, done_text=way.done_text,
            )  # fmt: skip
            card.bind(on_done=lambda _card, channel=way.channel: self._end("on_contacted", channel))
            if way.channel in MESSAGE_CHANNELS:
                card.bind(on_write=lambda _card, channel=way.channel: self._end("on_write", channel))
            else:
                card.ids.buttons.remove_widget(card.ids.write)
            self.ids.ways.add_widget(card)

    def on_contacted(self, channel: str) -> None:
        """She was reached that way."""

    def on_write(self, channel: str) -> None:
        """She is to be written to that way."""

    def _end(self, event: str, channel: str) -> None:
        self.close()
        self.dispatch(event, channel)


load_kv(__file__)
