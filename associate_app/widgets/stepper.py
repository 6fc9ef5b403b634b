"""How many: one less, the number, one more."""

from __future__ import annotations

from typing import Any

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.widgets import button, load_kv

__all__ = ["Stepper", "button"]


class Stepper(BoxLayout):
    """Event `on_step(value)` with the number that is wanted, from `least` to `most`; it shows `value`."""

    value = NumericProperty(1)
    least = NumericProperty(0)
    most = NumericProperty(99)
    name = StringProperty()
    """What is counted, for whoever hears the buttons instead of seeing them."""

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_step")
        super().__init__(**properties)

    def on_step(self, value: int) -> None:
        """That many are wanted."""

    def step(self, by: int) -> None:
        """One more or less is wanted; it is shown at once, before anybody answers."""
        wanted = int(max(self.least, min(self.value + by, self.most)))
        if wanted != self.value:
            self.value = wanted
            self.dispatch("on_step", wanted)


load_kv(__file__)
