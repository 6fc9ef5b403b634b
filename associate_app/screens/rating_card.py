"""How was the visit? Asked on the customer's screen and, without a name, on the store's."""

from __future__ import annotations

from functools import partial
from typing import Any

from kivy.app import App
from kivy.properties import NumericProperty, StringProperty

from associate_app.presenters.rating_views import RATING_WORDS, VisitRating
from associate_app.widgets import load_kv
from associate_app.widgets.card import Card
from associate_app.widgets.rating_row import RatingRow
from shared.operations import NOBODY
from shared.visit_ratings import RATINGS
from shared.words import _

__all__ = ["RatingCard", "RatingRow"]


class RatingCard(Card):
    """Asks about the visit of `customer_id`. Event `on_rated`: something was said or taken back."""

    customer_id = NumericProperty(NOBODY)
    sentence = StringProperty()

    def __init__(self, **properties: Any) -> None:
        self.register_event_type("on_rated")
        super().__init__(**properties)

    def on_rated(self) -> None:
        """What was said of visits is another now."""

    def show(self, customer_id: int) -> None:
        """It asks about that customer's visit, and shows what was said of it today."""
        if customer_id != self.customer_id:
            self.customer_id, self.ids.answers.chosen = customer_id, 0
        self.ids.answers.offer(
            [(each.rating, _(each.name), each.icon, self._name_of(_(each.name))) for each in RATING_WORDS]
        )
        app = App.get_running_app()
        app.asker.ask(self._topic, lambda: app.tablet.ratings.today(customer_id), self._known)

    def rate(self, rating: int) -> None:
        """It is kept; a word says so, and takes it back if it was the wrong one."""
        app, customer_id = App.get_running_app(), self.customer_id

        def done(given: VisitRating) -> None:
            app.root.snackbar.show(
                _("Thank you. The visit is rated {rating} of {most}.").format(
                    rating=given.rating, most=len(RATINGS)
                ),
                tone="good", action=_("Undo"), act=partial(self._take_back, given),
            )  # fmt: skip
            self._heard(given)

        app.asker.tell(self._topic, lambda: app.tablet.ratings.rate(customer_id, rating), done)

    @property
    def _topic(self) -> str:
        return "rating of a visit" if self.customer_id == NOBODY else "rating"

    @staticmethod
    def _name_of(answer: str) -> str:
        return _("Rate the visit: {answer}").format(answer=answer)

    def _take_back(self, given: VisitRating) -> None:
        app = App.get_running_app()

        def done(left: VisitRating) -> None:
            app.root.snackbar.show(_("The rating is taken back."))
            self._heard(left)

        app.asker.tell(self._topic, lambda: app.tablet.ratings.take_back(given), done)

    def _heard(self, given: VisitRating) -> None:
        self._known(given)
        self.dispatch("on_rated")
        App.get_running_app().root.refresh_status()

    def _known(self, given: VisitRating) -> None:
        if given.customer_id == self.customer_id:
            self.ids.answers.chosen = given.rating


load_kv(__file__)
