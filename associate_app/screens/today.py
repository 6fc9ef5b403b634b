"""Whom this store contacts today: a customer's card, with why and on which channel."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import NumericProperty, ObjectProperty, StringProperty

from associate_app.presenters.advice_views import ContactRow
from associate_app.presenters.message_views import Reason
from associate_app.screens.message_sheet import write_to
from associate_app.widgets import avatar, load_kv
from associate_app.widgets.card import Card
from shared.message_templates import MESSAGE_CHANNELS

__all__ = ["ContactCard", "avatar", "shown"]


class ContactCard(Card):
    """Events: `on_contacted`, `on_later`, `on_person`. `row` is as the presenter gave it."""

    row = ObjectProperty(None, allownone=True)
    name = StringProperty()
    initials = StringProperty()
    hue = NumericProperty(0.4)
    tier = StringProperty()
    icon = StringProperty()
    title = StringProperty()
    reason = StringProperty()
    reached_at = StringProperty()
    verb = StringProperty()

    def __init__(self, **properties: Any) -> None:
        for event in ("on_contacted", "on_later", "on_person"):
            self.register_event_type(event)
        super().__init__(**properties)

    def on_contacted(self) -> None:
        """She was contacted."""

    def on_later(self) -> None:
        """Another day will do."""

    def on_person(self) -> None:
        """Her own screen is wanted."""

    def write(self) -> None:
        """She is written to, on the channel that she may be contacted on; by either if that is the phone."""
        row: ContactRow = self.row
        channels = (row.channel,) if row.channel in MESSAGE_CHANNELS else MESSAGE_CHANNELS
        page = App.get_running_app().root.screen
        write_to(row.customer_id, channels, Reason(row.kind, row.subject), page.refresh)


def shown(row: ContactRow) -> dict[str, Any]:
    """The properties of the card that shows that customer."""
    names = (
        "name", "initials", "hue", "tier", "icon", "title", "reason", "reached_at", "verb",
    )  # fmt: skip
    return {"row": row} | {name: getattr(row, name) for name in names}


load_kv(__file__)
