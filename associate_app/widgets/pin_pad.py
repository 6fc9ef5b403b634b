"""Where a PIN is tapped or typed; its digits are never shown."""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics import Color, SmoothEllipse
from kivy.metrics import dp
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from associate_app.widgets import focus, load_kv
from associate_app.widgets.control import Control, PressableArea
from associate_app.widgets.field import Input

LONGEST_PIN = 12


class PinKey(PressableArea):
    """A digit, or one of the two keys beside the zero."""

    text = StringProperty()
    icon = StringProperty()
    strong = BooleanProperty(False)
    focus: Any

    def on_touch_down(self, touch: Any) -> bool:
        """A tap presses it and leaves the keyboard alone, so that Enter goes on meaning “sign in”."""
        had_focus = self.focus
        handled = bool(super().on_touch_down(touch))
        if handled and not had_focus:
            self.focus = False
        return handled


class PinDots(Widget):
    """One dot a digit, filled as far as the PIN goes."""

    count = NumericProperty(0)
    places = NumericProperty(4)

    def __init__(self, **properties: Any) -> None:
        super().__init__(**properties)
        redraw = Clock.create_trigger(self._draw, -1)
        self.bind(count=redraw, places=redraw, pos=redraw, size=redraw)
        App.get_running_app().theme.bind(mode=redraw)
        redraw()

    def _draw(self, *_: Any) -> None:
        theme = App.get_running_app().theme
        side, gap = dp(14), dp(14)
        left = self.center_x - (self.places * side + (self.places - 1) * gap) / 2
        self.canvas.clear()
        with self.canvas:
            for place in range(self.places):
                Color(*(theme.primary if place < self.count else theme.line))
                SmoothEllipse(pos=(left + place * (side + gap), self.center_y - side / 2), size=(side, side))


class PinPad(BoxLayout):
    """Event `on_submit(pin)`; whoever asked clears the pad. Digits typed on a keyboard go in too."""

    pin = StringProperty()
    shortest = NumericProperty(4)
    busy = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_submit")
        super().__init__(**properties)

    def on_submit(self, pin: str) -> None:
        """The PIN is complete."""

    def on_parent(self, _: Any, parent: Any) -> None:
        """The keyboard reaches the pad only while it is part of a screen."""
        Window.unbind(on_key_down=self._key)
        if parent is not None:
            Window.bind(on_key_down=self._key)

    def press(self, digit: str) -> None:
        """One more digit."""
        if not self.busy and len(self.pin) < LONGEST_PIN:
            self.pin += digit

    def backspace(self) -> None:
        """One digit less."""
        if not self.busy:
            self.pin = self.pin[:-1]

    def submit(self) -> None:
        """The PIN goes out, if it is long enough to be one."""
        if not self.busy and len(self.pin) >= self.shortest:
            self.dispatch("on_submit", self.pin)

    def _key(self, _window: Any, key: int, _scancode: int, text: str | None, _modifiers: list[str]) -> bool:
        if self.get_root_window() is None:
            return False
        layer = focus.top_layer()
        holder = focus.focused(layer) if layer else None
        if isinstance(holder, Input):
            return False
        if text is not None and len(text) == 1 and text in "0123456789":
            self.press(text)
        elif key == 8:
            self.backspace()
        elif key in (13, 271) and not isinstance(holder, Control):
            self.submit()
        else:
            return False
        return True


load_kv(__file__)
