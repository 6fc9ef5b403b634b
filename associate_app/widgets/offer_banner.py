"""One offer for one customer now, with the reason why she may or may not have it."""

from __future__ import annotations

from typing import Any

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from associate_app.widgets import load_kv, photo
from associate_app.widgets.card import Card


class OfferBanner(Card):
    """Event `on_redeem`: the associate wants to use it for the customer."""

    key = StringProperty()
    title = StringProperty()
    sentence = StringProperty()
    available = BooleanProperty(False)
    redeemed = BooleanProperty(False)
    provisional = BooleanProperty(False)
    picture = ObjectProperty(None, allownone=True)
    seen = StringProperty()
    lacks = StringProperty()
    best = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_redeem")
        super().__init__(**properties)

    def on_kv_post(self, _base: Any) -> None:
        """The button is there only while it can be pressed, and a picture takes the icon's place."""
        # ids hold weakly, and what is taken out comes back
        self._redeem, self._marks = (
            self.ids.redeem.__self__,
            (self.ids.icon.__self__, self.ids.photo.__self__),
        )
        self.bind(available=self._place, lacks=self._place)
        self.ids.photo.bind(shown=self._mark)
        self._place()
        self._mark()

    def on_redeem(self) -> None:
        """Redeem was pressed."""

    def _mark(self, *_: Any) -> None:
        shown = self._marks[1 if self.ids.photo.shown else 0]
        if shown not in self.ids.mark.children or len(self.ids.mark.children) > 1:
            self.ids.mark.clear_widgets()
            self.ids.mark.add_widget(shown)

    def _place(self, *_: Any) -> None:
        usable = self.available and not self.lacks
        if usable == (self._redeem.parent is None):
            (self.add_widget if usable else self.remove_widget)(self._redeem)


__all__ = ["OfferBanner", "photo"]

load_kv(__file__)
