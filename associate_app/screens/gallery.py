"""The widget kit on one page, each part in its states, to look at and try: `aisle app --gallery`.

It is a page for who makes the app, in English only. A test holds that no widget of the kit is missing.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty

from associate_app.screens import gallery_content, gallery_controls, page_head
from associate_app.speaking import SpeakingApp
from associate_app.theme import Theme
from associate_app.widgets import chip, focus, load_kv
from associate_app.widgets.day_sheet import DaySheet
from associate_app.widgets.guide_sheet import GuideSheet
from associate_app.widgets.layers import Layers
from associate_app.widgets.sheet import ChoiceSheet, ConfirmSheet, Sheet, TextSheet

__all__ = ["Gallery", "GalleryApp", "chip", "gallery_content", "gallery_controls", "page_head"]

TWO_COLUMNS, THREE_COLUMNS = 900, 1640
"""From these widths on (dp, at the usual size of letters)."""

TAB, ESCAPE = 9, 27

SHEETS: Final = ("confirm", "choice", "text", "guide", "day")
"""What `Gallery.show` can open."""


class Gallery(Layers):
    """Every widget in its states; sheets and snackbars open over it."""

    columns = NumericProperty(2)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        self._parts = [part.__self__ for part in reversed(self.ids.first.children)]
        self._slots = [self.ids[name].__self__ for name in ("first", "second", "third")]
        self.bind(columns=self._arrange)
        self._arrange()
        Clock.schedule_once(lambda _: setattr(self.ids.buttons.ids.focused, "focus", True))

    def on_width(self, *_: Any) -> None:
        """As many columns as there is room for."""
        width = self.width / dp(1) / GalleryApp.get_running_app().theme.font_scale
        self.columns = 1 if width < TWO_COLUMNS else (2 if width < THREE_COLUMNS else 3)

    def show(self, kind: str) -> None:
        """That sheet is open; what is answered, the snackbar says."""
        sheet = self._sheet(kind)
        sheet.bind(on_close=lambda *_: self.snackbar.show("Closed."))
        self.open(sheet)

    def say(self, tone: str) -> None:
        """The snackbar says something in that tone."""
        self.snackbar.show(
            {"plain": "Let go.", "good": "Note saved.", "bad": "The line is down. Nothing was lost."}[tone],
            tone=tone, action="Undo" if tone == "plain" else "",
        )  # fmt: skip

    def _sheet(self, kind: str) -> Sheet:
        match kind:
            case "confirm":
                return ConfirmSheet(
                    title="Redeem this offer?", sentence="Once per customer.", confirm_text="Redeem"
                )
            case "choice":
                choices = {"yes": ("She agrees", "check-circle-outline"), "no": ("She does not", "close")}
                return ChoiceSheet(choices, title="Ask about news", sentence="“May we write to you?”")
            case "text":
                return TextSheet(title="A note", label="Note", hint="What she said", choice="For managers")
            case "guide":
                return GuideSheet(title="What to pack", body="Papers, warm socks.", reason="Baby due soon")
            case _:
                return DaySheet(date(2026, 11, 25), date(2026, 11, 22))

    def _arrange(self, *_: Any) -> None:
        for slot in self._slots:
            slot.clear_widgets()
            if slot.parent is not None:
                slot.parent.remove_widget(slot)
        for slot in self._slots[: int(self.columns)]:
            self.ids.columns.add_widget(slot)
        for part in self._parts:
            place = part.place[int(self.columns) - 2] if self.columns > 1 else 0
            self._slots[place].add_widget(part)


class GalleryApp(SpeakingApp):
    """Shows the gallery; Tab, arrows, Enter and Esc do what they do in the app."""

    title = "Aisle One: widget kit"
    theme = ObjectProperty()
    compact = BooleanProperty(False)
    keys_in_use = BooleanProperty(True)

    def __init__(self, *, dark: bool = False, **properties: Any) -> None:
        super().__init__(**properties)
        self.theme = Theme(mode="dark" if dark else "light")

    def load_kv(self, filename: str | None = None) -> bool:  # noqa: ARG002 - Kivy's signature
        """Nothing: each widget loads its own kv."""
        return False

    def build(self) -> Gallery:
        """The gallery."""
        return Gallery()

    def on_start(self) -> None:
        """Keys go round in the gallery."""
        Window.bind(on_key_down=self._key)

    def on_stop(self) -> None:
        """Nothing is heard any more."""
        Window.unbind(on_key_down=self._key)
        self.root.snackbar.end()
        Window.release_all_keyboards()

    def _key(self, _window: Any, key: int, _scancode: int, _text: str | None, modifiers: list[str]) -> bool:
        if key == TAB:
            focus.move(-1 if "shift" in modifiers else 1)
        elif key == ESCAPE:
            self.root.close_top()
        else:
            return False
        return True


load_kv(__file__)
