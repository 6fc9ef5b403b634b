"""A person's initials on her own hue."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.properties import ColorProperty, NumericProperty
from kivy.uix.label import Label

from associate_app.theme import avatar_colours
from associate_app.widgets import load_kv


class Avatar(Label):
    """A disc of `diameter` dp; the hue (0 to 1) stays a person's, the theme's mode sets the rest."""

    diameter = NumericProperty(44)
    hue = NumericProperty(0.4)
    disc = ColorProperty((0, 0, 0, 0))
    letters = ColorProperty((0, 0, 0, 1))

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        App.get_running_app().theme.bind(mode=self._colour)
        self.bind(hue=self._colour)
        self._colour()

    def _colour(self, *_: Any) -> None:
        self.disc, self.letters = avatar_colours(self.hue, App.get_running_app().theme.mode)


load_kv(__file__)
