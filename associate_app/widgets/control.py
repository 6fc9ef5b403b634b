"""What every control has: focus by keyboard, Enter and Space, an accessible name, and room for a finger."""

from __future__ import annotations

from typing import Any

from kivy.properties import StringProperty
from kivy.uix.behaviors import ButtonBehavior, FocusBehavior
from kivy.uix.floatlayout import FloatLayout

from associate_app.widgets import load_kv
from associate_app.widgets.box import BoxLayout
from associate_app.widgets.focus import move_towards

PRESSING_KEYS = ("enter", "numpadenter", "spacebar")
DIRECTIONS = {"up": (0, 1), "down": (0, -1), "left": (-1, 0), "right": (1, 0)}


class Control(FocusBehavior, ButtonBehavior):
    """Something to press. Tab and Esc belong to the whole window, see `AisleApp`."""

    accessible_name = StringProperty()

    def keyboard_on_key_down(
        self, _window: Any, keycode: tuple[int, str], _text: str, _modifiers: Any
    ) -> bool:
        """Enter and Space press it; arrows move to the neighbour in that direction."""
        if keycode[1] in PRESSING_KEYS:
            self.trigger_action(0)
            return True
        if keycode[1] in DIRECTIONS:
            move_towards(self, DIRECTIONS[keycode[1]])
            return True
        return False


class PressableBox(Control, BoxLayout):
    """A control whose parts stand in a row or column."""


class PressableArea(Control, FloatLayout):
    """A control whose parts stand where they say."""


load_kv(__file__)
