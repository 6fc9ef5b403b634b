"""Where somebody types: a labelled field with its complaint below, and the search field."""

from __future__ import annotations

from typing import Any, Final

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.textinput import TextInput

from associate_app.widgets import load_kv
from shared.words import _, lazy, number

CUT: Final = lazy("Too long to paste whole: it was cut after {number} characters.")


class Input(TextInput):
    """Kivy's text input without its own picture; Tab and Esc belong to the window.

    What is put in at once is cut before anything is laid out where it would exceed `most` characters: a
    megabyte would hold the screen up for minutes. `cut` then says so, until something else is put in.
    """

    accessible_name = StringProperty()
    most = NumericProperty(4000)
    cut = StringProperty()

    def insert_text(self, substring: str, from_undo: bool = False) -> None:
        """It is in the text, as far as there is room; a single letter always is: its reader counts them."""
        self.cut = ""
        room = max(0, int(self.most) - len(self.text))
        if len(substring) > 1 and len(substring) > room:
            substring, self.cut = substring[:room], _(CUT).format(number=number(int(self.most)))
        super().insert_text(substring, from_undo)

    def keyboard_on_key_down(
        self, window: Any, keycode: tuple[int, str], text: str, modifiers: list[str]
    ) -> bool:
        """Typing goes in; keys that mean the window are left to it."""
        if keycode[1] in ("tab", "escape") or ("ctrl" in modifiers and keycode[1] in ("k", "enter")):
            return False
        return bool(super().keyboard_on_key_down(window, keycode, text, modifiers))


class Field(BoxLayout):
    """A label, the text, and below it what is wrong with it (or a hint).

    Events: `on_submit` when Enter is pressed in a field of one line.
    """

    label = StringProperty()
    text = StringProperty()
    hint = StringProperty()
    help = StringProperty()
    error = StringProperty()
    cut = StringProperty()
    most = NumericProperty(4000)
    secret = BooleanProperty(False)
    rows = NumericProperty(1)
    active = BooleanProperty(False)
    accessible_name = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_submit")
        super().__init__(**properties)

    def on_submit(self) -> None:
        """Enter was pressed."""

    def focus_input(self) -> None:
        """Typing goes here."""
        self.ids.input.focus = True


class SearchField(BoxLayout):
    """Search while typing: `query` follows the text after `pause` seconds without a key.

    The pause is about a frame: whoever types fast sees each letter's answer before the next, and of the
    questions that wait only the latest is asked.
    """

    text = StringProperty()
    query = StringProperty()
    hint = StringProperty()
    pause = NumericProperty(0.02)
    active = BooleanProperty(False)
    accessible_name = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self._settled = Clock.create_trigger(self._settle, self.pause)
        self.register_event_type("on_submit")
        super().__init__(**properties)

    def on_submit(self) -> None:
        """Enter was pressed."""

    def on_text(self, *_: Any) -> None:
        """The pause starts anew."""
        self._settled.cancel()
        self._settled()

    def clear(self) -> None:
        """Nothing is searched for, and typing goes here."""
        self.text = ""
        self.focus_input()

    def focus_input(self) -> None:
        """Typing goes here."""
        self.ids.input.focus = True

    def _settle(self, *_: Any) -> None:
        self.query = self.text


load_kv(__file__)
