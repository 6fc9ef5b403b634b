"""What lies over a screen until it is answered: a question, a choice, a text to write.

A sheet keeps the keyboard to itself; Esc and a tap beside it close it, and then nothing has happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from associate_app.widgets import chip, focus, load_kv
from associate_app.widgets.button import PushButton
from associate_app.widgets.control import PressableBox
from shared.words import Lazy, _


class Sheet(FloatLayout):
    """Events: `on_close` once, however it ended."""

    title = StringProperty()
    breadth = NumericProperty(480)
    draft_kind = StringProperty()
    """What kind of half-written thing this is, if it is to come back after a lock."""
    draft_customer_id = NumericProperty(-1)
    """Whom it is about, if not whoever is on the screen below."""

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_close")
        super().__init__(**properties)
        Clock.schedule_once(lambda _event: self.focus_first())

    def on_close(self) -> None:
        """The sheet is gone."""

    def half_written(self) -> dict[str, str]:
        """Texts that were typed here and are saved nowhere; none: there is nothing to come back to."""
        return {}

    def focus_first(self) -> None:
        """The keyboard is in the sheet."""
        first = next(focus.focusables(self.ids.body), None)
        if first is not None:
            first.focus = True

    def close(self) -> None:
        """The sheet is gone; what lies below can be used again."""
        if self.parent is not None:
            self.parent.remove_widget(self)
            self.dispatch("on_close")

    def on_touch_down(self, touch: Any) -> bool:
        """Touches stay here; one beside the sheet closes it."""
        if not self.ids.card.collide_point(*touch.pos):
            self.close()
            return True
        super().on_touch_down(touch)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """Nothing below scrolls."""
        super().on_touch_move(touch)
        return True


class ConfirmSheet(Sheet):
    """A question with one answer that does something: `on_confirm`."""

    sentence = StringProperty()
    confirm_text = StringProperty("OK")

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_confirm")
        super().__init__(**properties)

    def on_confirm(self) -> None:
        """The answer was yes."""

    def focus_first(self) -> None:
        """The keyboard is on the answer."""
        self.ids.confirm.focus = True

    def confirm(self) -> None:
        """The sheet is gone and the answer was yes."""
        self.close()
        self.dispatch("on_confirm")


class ChoiceRow(PressableBox):
    """One choice of a sheet."""

    text = StringProperty()
    icon = StringProperty()


class ChoiceSheet(Sheet):
    """One of a few: `on_choose(key)`."""

    sentence = StringProperty()

    def __init__(self, choices: Mapping[str, tuple[str | Lazy, str]], **properties: Any) -> None:
        """`choices` gives each key its text and its icon."""
        self.register_event_type("on_choose")
        super().__init__(**properties)
        for key, (text, icon) in choices.items():
            row = ChoiceRow(text=_(text), icon=icon, accessible_name=_(text))
            row.bind(on_release=lambda _event, key=key: self._choose(key))
            self.ids.choices.add_widget(row)

    def on_choose(self, key: str) -> None:
        """That one was chosen."""

    def _choose(self, key: str) -> None:
        self.close()
        self.dispatch("on_choose", key)


class TextSheet(Sheet):
    """A text to write, of at most `limit` characters: `on_save(text)`; Ctrl+Enter saves too.

    With a `choice` there is a chip of that name beside it; `chosen` says whether it is pressed.
    """

    label = StringProperty()
    hint = StringProperty()
    text = StringProperty()
    save_text = StringProperty()
    choice = StringProperty()
    chosen = BooleanProperty(False)
    limit = NumericProperty(4000)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_save")
        super().__init__(**properties)

    def on_save(self, text: str) -> None:
        """That text is to be kept."""

    def focus_first(self) -> None:
        """Typing goes into the text."""
        self.ids.field.focus_input()

    def half_written(self) -> dict[str, str]:
        """The text, if there is any."""
        return {"text": self.text} if self.text.strip() else {}

    def save(self) -> None:
        """The sheet is gone and the text is to be kept; an empty or too long one stays to be changed."""
        text = self.text.strip()
        if text and len(text) <= self.limit:
            self.close()
            self.dispatch("on_save", text)


__all__ = ["ChoiceSheet", "ConfirmSheet", "PushButton", "Sheet", "TextSheet", "chip"]

load_kv(__file__)
