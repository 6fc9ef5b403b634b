"""How fresh the tablet is, what HQ refused, and where two people wrote the same field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.app import App
from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.trust_views import Waiting
from associate_app.presenters.view_models import AttentionItem, ConflictItem
from associate_app.screens import page_head, sync_facts
from associate_app.screens.filling import Filler
from associate_app.screens.sync_cards import AttentionCard, ConflictCard
from associate_app.widgets import load_kv
from associate_app.widgets.timeline_row import EventRow
from shared.words import _, plural

__all__ = ["SyncPage", "page_head", "sync_facts"]

WIDE_FROM = 980
"""Wider pages (dp, at the usual size of letters) tell of the tablet beside the lists, not below them."""

WIDEST_FROM = 1400
"""And those show what waits beside what needs somebody, too."""

Shown = tuple[tuple[AttentionItem, ...], tuple[ConflictItem, ...]]


class SyncPage(BoxLayout):
    """An item that was let go is gone from the screen at once, and for good when its undo has passed."""

    has_attention = BooleanProperty(False)
    has_conflicts = BooleanProperty(False)
    waiting_sentence = StringProperty()
    is_wide = BooleanProperty(False)
    is_widest = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._filler = Filler()
        self._shown: Shown = ((), ())
        self._leaving: set[str] = set()

    def on_width(self, *_: Any) -> None:
        """Beside each other or below, as the page is wide."""
        width = self.width / App.get_running_app().theme.font_scale
        self.is_wide, self.is_widest = width >= dp(WIDE_FROM), width >= dp(WIDEST_FROM)

    def refresh(self) -> None:
        """The page shows what is true now."""
        app = App.get_running_app()
        app.asker.ask(
            "attention",
            lambda: (app.tablet.attention.refused(), app.tablet.attention.conflicts()),
            self._show,
        )
        app.asker.ask("waiting", app.tablet.pending.waiting, self._show_waiting)
        self.ids.facts.refresh()

    def step_back(self) -> bool:
        """There is nothing to go back to here."""
        return False

    def let_go(self, card: AttentionCard) -> None:
        """The item is gone, unless the associate undoes it in time."""
        key, tablet = card.key, App.get_running_app().tablet
        self._leaving.add(key)
        self._fill()
        App.get_running_app().root.snackbar.show(
            _("Let go."), action=_("Undo"), act=lambda: self._keep(key),
            over=lambda: self._do(lambda: tablet.attention.let_go(key)),
        )  # fmt: skip

    def try_again(self, card: AttentionCard) -> None:
        """The same is recorded anew."""
        key, tablet = card.key, App.get_running_app().tablet
        self._do(lambda: tablet.attention.try_again(key), _("Recorded again; HQ decides anew."))

    def keep(self, card: ConflictCard) -> None:
        """What stands may stand."""
        key, tablet = card.key, App.get_running_app().tablet
        self._do(lambda: tablet.attention.keep(key), _("It stays as it is."))

    def take(self, card: ConflictCard) -> None:
        """The other value is written."""
        key, tablet = card.key, App.get_running_app().tablet
        self._do(lambda: tablet.attention.take_other(key), _("Now: {value}").format(value=card.other))

    def _keep(self, key: str) -> None:
        self._leaving.discard(key)
        self._fill()

    def _do(self, deed: Callable[[], None], word: str = "") -> None:
        app = App.get_running_app()

        def done(_nothing: None) -> None:
            if word:
                app.root.snackbar.show(word, tone="good")
            app.root.refresh_status()
            self.refresh()

        app.asker.tell("attention", deed, done)

    def _show_waiting(self, waiting: Waiting) -> None:
        last = len(waiting.items) - 1
        self._filler.fill(self.ids.waiting, EventRow, [
            {
                "icon": "cloud-check-outline" if item.is_sent else "clock-outline", "text": item.title,
                "meta": _("{when} · HQ has it").format(when=item.meta) if item.is_sent else item.meta,
                "last": index == last,
            } for index, item in enumerate(waiting.items)
        ])  # fmt: skip
        if not waiting.items:
            self.waiting_sentence = _("Nothing waits: everything done here has reached HQ.")
        else:
            self.waiting_sentence = (
                plural("And {count} more.", "And {count} more.", waiting.more) if waiting.more else ""
            )

    def _show(self, shown: Shown) -> None:
        self._shown = shown
        self._leaving &= {item.id for item in shown[0]}
        self._fill()

    def _fill(self) -> None:
        refused, conflicts = self._shown
        items = [item for item in refused if item.id not in self._leaving]
        self.has_attention, self.has_conflicts = bool(items), bool(conflicts)
        self._filler.fill(self.ids.attention, self._make_card, [
            {
                "key": item.id, "title": item.title, "reason": item.reason, "advice": item.advice,
                "content": item.content, "again": item.again,
            } for item in items
        ])  # fmt: skip
        self._filler.fill(self.ids.conflicts, self._make_conflict, [
            {
                "key": item.id, "title": item.title, "sentence": item.sentence, "now": item.now,
                "other": item.other, "can_take_other": item.can_take_other,
            } for item in conflicts
        ])  # fmt: skip

    def _make_card(self) -> AttentionCard:
        card = AttentionCard()
        card.bind(on_let_go=self.let_go, on_retry=self.try_again)
        return card

    def _make_conflict(self) -> ConflictCard:
        card = ConflictCard()
        card.bind(on_keep=self.keep, on_take=self.take)
        return card


load_kv(__file__)
