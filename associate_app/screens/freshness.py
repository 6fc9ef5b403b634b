"""The sync state as every screen shows it."""

from __future__ import annotations

from kivy.event import EventDispatcher
from kivy.properties import NumericProperty, StringProperty

from associate_app.presenters.view_models import SyncStatus
from shared.words import _, lazy

LOOKS = {
    "loading": ("cloud-download-outline", "primary"),
    "synced": ("cloud-check-outline", "good"),
    "syncing": ("cloud-sync-outline", "primary"),
    "offline": ("cloud-off-outline", "warn"),
    "attention": ("cloud-alert-outline", "warn"),
}
"""Icon and tone of each state: never told by colour alone."""

SENTENCES = {
    "loading": lazy("The store's data is on its way. It goes on by itself, also after a break."),
    "synced": lazy("Changes go both ways by themselves; nothing has to be pressed."),
    "syncing": lazy("Changes go both ways by themselves; nothing has to be pressed."),
    "offline": lazy("It goes on by itself when the line is back; everything you do meanwhile is kept here."),
    "attention": lazy("What needs you is below. Everything else goes on by itself."),
}
"""What each state means for who works with the tablet."""


class Freshness(EventDispatcher):
    """What kv binds to; `progress` below 0 means that nobody knows how much is left."""

    state = StringProperty("syncing")
    text = StringProperty()
    sentence = StringProperty()
    icon = StringProperty("cloud-sync-outline")
    tone = StringProperty("primary")
    pending = NumericProperty(0)
    attention = NumericProperty(0)
    conflicts = NumericProperty(0)
    last_contact = StringProperty()
    progress = NumericProperty(-1)

    def show(self, status: SyncStatus) -> None:
        """It says what the status says."""
        self.icon, self.tone = LOOKS[status.state]
        self.state, self.text = status.state, status.text
        self.sentence = _(SENTENCES[status.state])
        self.pending, self.attention = status.pending, status.attention
        self.conflicts = status.conflicts
        self.last_contact = status.last_contact
        self.progress = -1 if status.progress is None else status.progress
