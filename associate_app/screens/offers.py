"""The promotions of this store, whoever they are for."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import NumericProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.view_models import PromotionRow
from associate_app.screens import page_head
from associate_app.screens.filling import Filler
from associate_app.widgets import chip, load_kv, photo, pill
from associate_app.widgets.card import Card
from shared.words import _, lazy, number

__all__ = ["OffersPage", "PromotionCard", "chip", "page_head", "photo", "pill"]

LOOKS = {
    "running": ("good", "check-circle-outline"),
    "coming": ("gold", "calendar-clock"),
    "over": ("muted", "history"),
    "stopped": ("warn", "close"),
}
MOST_SHOWN = 100
SHOWN = {"all": LOOKS.keys(), "running": {"running"}, "coming": {"coming"}, "over": {"over", "stopped"}}


class PromotionCard(Card):
    """One promotion."""

    title = StringProperty()
    text = StringProperty()
    schedule = StringProperty()
    audience = StringProperty()
    limits = StringProperty()
    tone = StringProperty("muted")
    icon = StringProperty()
    about = StringProperty()
    status_text = StringProperty()
    conditions = StringProperty()
    picture = ObjectProperty(None, allownone=True)
    seen = StringProperty()

    def on_kv_post(self, _base: Any) -> None:
        """A picture takes the icon's place."""
        self._marks = (self.ids.tile.__self__, self.ids.photo.__self__)  # ids hold weakly
        self.ids.photo.bind(shown=self._mark)
        self._mark()

    def _mark(self, *_: Any) -> None:
        shown = self._marks[1 if self.ids.photo.shown else 0]
        if shown not in self.ids.mark.children or len(self.ids.mark.children) > 1:
            self.ids.mark.clear_widgets()
            self.ids.mark.add_widget(shown)


class OffersPage(BoxLayout):
    """A list that chips narrow down."""

    shown = OptionProperty("all", options=tuple(SHOWN))
    nothing = StringProperty()
    count_text = StringProperty()
    columns = NumericProperty(1)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._filler = Filler()
        self._rows: tuple[PromotionRow, ...] | None = None
        self.bind(shown=self._fill, columns=self._fill)

    def refresh(self) -> None:
        """The list is what the tablet knows now."""
        app = App.get_running_app()
        app.asker.ask("offers", app.tablet.offers.list, self._show)

    def step_back(self) -> bool:
        """There is nothing to go back to here."""
        return False

    def _show(self, rows: tuple[PromotionRow, ...]) -> None:
        if rows != self._rows:
            self._rows = rows
            self._fill()

    def _fill(self, *_event: Any) -> None:
        rows = [row for row in self._rows or () if row.status in SHOWN[self.shown]]
        self.count_text = number(len(rows))
        none = lazy("HQ has not sent this store any offers yet.")
        self.nothing = "" if rows else _(none if self.shown == "all" else lazy("No offers of this kind."))
        cards = [self._card(row) for row in rows[:MOST_SHOWN]]
        columns = int(self.columns)
        for place, name in enumerate(("first", "second", "third")):
            slot, is_used = self.ids[name], place < columns
            slot.size_hint_x, slot.width = (1 if is_used else None), 0
            self._filler.fill(slot, PromotionCard, cards[place::columns] if is_used else [])

    @staticmethod
    def _card(row: PromotionRow) -> dict[str, Any]:
        return {
            "title": row.title, "text": row.text, "schedule": row.schedule, "audience": row.audience,
            "limits": row.limits, "status_text": row.status_text,
            "tone": LOOKS[row.status][0], "icon": LOOKS[row.status][1], "about": row.icon,
            "conditions": row.conditions, "picture": row.picture, "seen": row.seen,
        }  # fmt: skip


load_kv(__file__)
