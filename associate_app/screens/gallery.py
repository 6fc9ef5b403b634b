"""The widget kit on one page, to look at while it is worked on: `aisle app --gallery`."""

from __future__ import annotations

from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from associate_app.screens import page_head
from associate_app.speaking import SpeakingApp
from associate_app.theme import Theme
from associate_app.widgets import (
    avatar,
    button,
    card,
    chip,
    field,
    history_row,
    icon,
    kpi,
    load_kv,
    offer_banner,
    person_list,
    pill,
    pin_pad,
    rail,
    reason_row,
    recommendation_card,
    sheet,
    snackbar,
    states,
    text,
    timeline_row,
)  # fmt: skip

__all__ = [
    "Gallery", "GalleryApp", "avatar", "button", "card", "chip", "field", "history_row", "icon", "kpi",
    "offer_banner", "page_head", "person_list", "pill", "pin_pad", "rail", "reason_row",
    "recommendation_card", "sheet", "snackbar", "states", "text", "timeline_row",
]  # fmt: skip


class Gallery(BoxLayout):
    """Every widget in its states."""


class GalleryApp(SpeakingApp):
    """Shows the gallery, or in tests any widget written in kv."""

    theme = ObjectProperty()
    compact = BooleanProperty(False)
    keys_in_use = BooleanProperty(True)

    def __init__(self, *, dark: bool = False, kv: str = "", **properties: Any) -> None:
        super().__init__(**properties)
        self.theme = Theme(mode="dark" if dark else "light")
        self._kv = kv

    def load_kv(self, filename: str | None = None) -> bool:  # noqa: ARG002 - Kivy's signature
        """Nothing: each widget loads its own kv."""
        return False

    def build(self) -> Widget:
        """The gallery, or what was asked for."""
        return Builder.load_string(self._kv) if self._kv else Gallery()


load_kv(__file__)
