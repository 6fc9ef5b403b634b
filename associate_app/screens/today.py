"""Today: whom this store contacts, why, and on which channel; one tap says that it was done."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.advice_views import ContactRow, TodayView
from associate_app.screens import page_head
from associate_app.screens.filling import Filler
from associate_app.widgets import avatar, load_kv
from associate_app.widgets.card import Card

__all__ = ["ContactCard", "TodayPage", "avatar", "page_head"]


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


class TodayPage(BoxLayout):
    """The list; a name on it leads to her own screen."""

    view = ObjectProperty(None, allownone=True)
    summary = StringProperty()
    left_out = StringProperty()
    nothing = BooleanProperty(False)
    two_columns = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._filler = Filler()
        self.bind(two_columns=self._fill)

    def refresh(self) -> None:
        """The list is what the tablet knows now."""
        app = App.get_running_app()
        app.asker.ask("today", app.tablet.today.list, self._show)

    def step_back(self) -> bool:
        """There is nothing to go back to here."""
        return False

    def contacted(self, card: ContactCard) -> None:
        """It is noted, and nobody contacts her again too soon."""
        row: ContactRow = card.row
        self._tell(row, "done", f"Noted: {row.verb.lower()} {row.name}.")

    def put_off(self, card: ContactCard) -> None:
        """It comes back in a few days."""
        self._tell(card.row, "later", "Later: it comes back in three days.")

    def _tell(self, row: ContactRow, outcome: str, word: str) -> None:
        app = App.get_running_app()

        def done(view: TodayView) -> None:
            app.root.snackbar.show(word, tone="good")
            self._show(view)
            app.root.refresh_status()

        app.asker.tell("today", lambda: app.tablet.today.contacted(row, outcome), done)

    def _show(self, view: TodayView) -> None:
        if view != self.view:
            self.view = view
            self._fill()

    def _fill(self, *_: Any) -> None:
        if self.view is None:
            return
        self.summary, self.left_out, self.nothing = self.view.summary, self.view.left_out, not self.view.rows
        cards = [self._card(row) for row in self.view.rows]
        split = 2 if self.two_columns else 1
        self.ids.right.size_hint_x = 1 if self.two_columns else None
        self.ids.right.width = 0
        self._filler.fill(self.ids.left, self._make_card, cards[::split])
        self._filler.fill(self.ids.right, self._make_card, cards[1::split] if self.two_columns else [])

    def _make_card(self) -> ContactCard:
        card = ContactCard()
        card.bind(
            on_contacted=self.contacted, on_later=self.put_off,
            on_person=lambda card: App.get_running_app().root.screen.go_to_customer(card.row.customer_id),
        )  # fmt: skip
        return card

    @staticmethod
    def _card(row: ContactRow) -> dict[str, Any]:
        shown = (
            "name", "initials", "hue", "tier", "icon", "title", "reason", "reached_at", "verb",
        )  # fmt: skip
        return {"row": row} | {name: getattr(row, name) for name in shown}


load_kv(__file__)
