"""Five answers side by side, from very bad to very good: one tap says how it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import load_kv
from associate_app.widgets.control import PressableBox

Answer = tuple[int, str, str, str]
"""Its number, its name, its icon, and what it is called to who cannot see it."""


class RatingButton(PressableBox):
    """One answer: a face and its name."""

    rating = NumericProperty(0)
    text = StringProperty()
    icon = StringProperty()
    chosen = BooleanProperty(False)
    least = NumericProperty(0)
    """The height that its own words need; all of a row are as high as the highest."""


class RatingRow(BoxLayout):
    """Event `on_rate(rating)`: that answer was pressed. `chosen` is 0 while none is."""

    chosen = NumericProperty(0)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_rate")
        self._answers: list[Answer] = []
        super().__init__(**properties)

    def on_rate(self, rating: int) -> None:
        """That is the answer."""

    def offer(self, answers: Sequence[Answer]) -> None:
        """These can be pressed; made anew only if they are others, since one of them may have the focus."""
        if answers == self._answers:
            return
        self._answers = list(answers)
        self.clear_widgets()
        for rating, text, icon, accessible_name in answers:
            button = RatingButton(
                rating=rating, text=text, icon=icon, accessible_name=accessible_name,
                chosen=rating == self.chosen,
            )  # fmt: skip
            button.bind(
                on_release=lambda pressed: self.dispatch("on_rate", pressed.rating), least=self._level
            )
            self.add_widget(button)
        self._level()

    def _level(self, *_changed: Any) -> None:
        highest = max((button.least for button in self.children), default=0)
        for button in self.children:
            button.height = highest

    def on_chosen(self, _row: Any, chosen: int) -> None:
        """That answer stands out."""
        for button in self.children:
            button.chosen = button.rating == chosen


load_kv(__file__)
