"""What to mention to a customer: lists to choose from, and her answers."""

from __future__ import annotations

from typing import Any, Final

from kivy.app import App
from kivy.properties import BooleanProperty, ObjectProperty, OptionProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from associate_app.presenters.product_views import RecommendationCard, Suggestions
from associate_app.screens import answering
from associate_app.screens.customer_rows import recommendations
from associate_app.screens.filling import Filler
from associate_app.widgets import load_kv, tabs
from associate_app.widgets.recommendation_card import RecommendationTile
from shared.words import _, lazy

__all__ = ["SuggestedPane", "tabs"]

LISTS: Final = ("merged", "due_again", "new_for_you", "with_basket")

NOTHING_IN: Final = {
    "merged": lazy("Nothing to suggest just now."),
    "due_again": lazy("Nothing is due again."),
    "new_for_you": lazy("Nothing new to mention today."),
    "with_basket": lazy("Nothing known goes with it."),
}


class SuggestedPane(BoxLayout):
    """Events: `on_reply(product_id, answer, shown_in)`, `on_about(product_id, shown_in)`, `on_ask`."""

    view = ObjectProperty(None, allownone=True)
    shown = OptionProperty("merged", options=LISTS)
    given_name = StringProperty()
    model_line = StringProperty()
    nothing = StringProperty()
    left_out = StringProperty()
    has_basket = BooleanProperty(False)
    has_lists = BooleanProperty(False)
    can_ask = BooleanProperty(False)

    def __init__(self, **properties: Any) -> None:
        for event in ("on_reply", "on_about", "on_ask"):
            self.register_event_type(event)
        super().__init__(**properties)
        self._filler = Filler()
        self.bind(shown=self._fill)

    def on_reply(self, product_id: int, answer: str, shown_in: str) -> None:
        """The customer answered."""

    def on_about(self, product_id: int, shown_in: str) -> None:
        """More about this product is wanted."""

    def on_ask(self) -> None:
        """She is to be asked whether her purchases may be used."""

    def show(self, view: Suggestions, given_name: str) -> None:
        """These lists are hers; a list that is gone is left for all of them."""
        self.view, self.given_name = view, given_name
        self.model_line, self.can_ask, self.left_out = view.model_line, view.can_ask, view.left_out
        self.has_basket = bool(view.basket)
        self.has_lists = any(getattr(view, name) for name in LISTS) or bool(view.basket)
        if self.shown == "with_basket" and not view.basket:
            self.shown = "merged"
        self._fill()

    def keep_ready(self, count: int) -> None:
        """So many rows are made before they are needed."""
        self._filler.keep_ready(self.ids.cards, self._make_tile, count)

    def start_over(self) -> None:
        """Another customer is shown: all her lists at once, first."""
        self.shown = "merged"

    def _fill(self, *_event: Any) -> None:
        if self.view is None:
            return
        cards: tuple[RecommendationCard, ...] = getattr(self.view, self.shown)
        self.nothing = "" if cards else (self.view.nothing or _(NOTHING_IN[self.shown]))
        self._filler.fill(self.ids.cards, self._make_tile, recommendations(cards))

    def _make_tile(self) -> RecommendationTile:
        tile = RecommendationTile()
        tile.bind(
            on_reply=lambda tile, answer: self.dispatch("on_reply", tile.key, answer, self.shown),
            on_about=lambda tile: self.dispatch("on_about", tile.key, self.shown),
            on_more=self._more,
        )
        return tile

    def _more(self, tile: RecommendationTile) -> None:
        sheet = answering.sheet(tile.title, self.given_name)
        key, shown_in = tile.key, self.shown
        sheet.bind(on_choose=lambda _, answer: self.dispatch("on_reply", key, answer, shown_in))
        App.get_running_app().root.open(sheet)


load_kv(__file__)
