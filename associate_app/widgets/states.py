"""What is shown where there is nothing (yet): empty, loading, gone wrong."""

from __future__ import annotations

from typing import Any

from kivy.animation import Animation
from kivy.app import App
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.widget import Widget

from associate_app.widgets import button, load_kv

__all__ = ["EmptyState", "ErrorState", "LoadingState", "Progress", "Turning", "button"]


class EmptyState(AnchorLayout):
    """An icon, what is so, and what to do; with an `action`, a button: event `on_act`."""

    icon = StringProperty("information-outline")
    title = StringProperty()
    sentence = StringProperty()
    action = StringProperty()
    is_bad = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_act")
        super().__init__(**properties)

    def on_act(self) -> None:
        """The button was pressed."""


class ErrorState(EmptyState):
    """What did not work, and what to do; its look says so at once."""

    def __init__(self, **properties: Any) -> None:
        super().__init__(**{"icon": "alert-circle-outline", "is_bad": True} | properties)


class Turning(Widget):
    """Turns while something is under way; stands still where motion is unwanted."""

    angle = NumericProperty(0)

    def on_parent(self, _: Any, parent: Widget | None) -> None:
        """It turns only while it is part of a screen."""
        Animation.cancel_all(self)
        if parent is not None and not App.get_running_app().theme.reduced_motion:
            turn = Animation(angle=-360, duration=1.1)
            turn.repeat = True
            turn.start(self)


class Progress(Widget):
    """How much is done, 0 to 1."""

    value = NumericProperty(0)


class LoadingState(AnchorLayout):
    """Something is under way, and what."""

    text = StringProperty()


load_kv(__file__)
