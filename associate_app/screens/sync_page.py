"""How fresh the tablet is, and what needs somebody's attention."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.view_models import AttentionItem
from associate_app.screens import page_head
from associate_app.screens.filling import Filler
from associate_app.widgets import load_kv
from associate_app.widgets.card import Card

__all__ = ["AttentionCard", "SyncPage", "page_head"]


class AttentionCard(Card):
    """Something HQ refused: event `on_dismiss`."""

    key = StringProperty()
    title = StringProperty()
    reason = StringProperty()
    advice = StringProperty()
    content = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_dismiss")
        super().__init__(**properties)

    def on_dismiss(self) -> None:
        """The associate has dealt with it."""


class SyncPage(BoxLayout):
    """A dismissed item is gone from the screen at once and for good when its undo has passed."""

    has_attention = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._filler = Filler()
        self._items: tuple[AttentionItem, ...] = ()
        self._leaving: set[str] = set()

    def refresh(self) -> None:
        """The page shows what is true now."""
        app = App.get_running_app()
        app.asker.ask("attention", app.tablet.sync.attention, self._show)

    def step_back(self) -> bool:
        """There is nothing to go back to here."""
        return False

    def dismiss(self, card: AttentionCard) -> None:
        """The item is gone, unless the associate undoes it in time."""
        key = card.key
        self._leaving.add(key)
        self._fill()
        App.get_running_app().root.snackbar.show(
            "Dismissed.", action="Undo", act=lambda: self._keep(key), over=lambda: self._dismiss(key)
        )

    def _keep(self, key: str) -> None:
        self._leaving.discard(key)
        self._fill()

    def _dismiss(self, key: str) -> None:
        app = App.get_running_app()

        def done(_: None) -> None:
            app.root.refresh_status()
            self.refresh()

        app.asker.tell("attention", lambda: app.tablet.sync.dismiss(key), done)

    def _show(self, items: tuple[AttentionItem, ...]) -> None:
        self._items = items
        self._leaving &= {item.id for item in items}
        self._fill()

    def _fill(self) -> None:
        items = [item for item in self._items if item.id not in self._leaving]
        self.has_attention = bool(items)
        self._filler.fill(self.ids.attention, self._make_card, [
            {
                "key": item.id, "title": item.title, "reason": item.reason, "advice": item.advice,
                "content": item.content,
            } for item in items
        ])  # fmt: skip

    def _make_card(self) -> AttentionCard:
        card = AttentionCard()
        card.bind(on_dismiss=self.dismiss)
        return card


load_kv(__file__)
