"""Where somebody types: a labelled field with its complaint below, and the search field."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.textinput import TextInput

from associate_app.widgets import load_kv


class Input(TextInput):
    """Kivy's text input without its own picture; Tab and Esc belong to the window."""

    accessible_name = StringProperty()

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
