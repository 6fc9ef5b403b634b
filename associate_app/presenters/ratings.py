"""Rating a visit with one tap, and taking a wrong tap back."""

from __future__ import annotations

from collections.abc import Callable

from associate_app.presenters.rating_views import VisitRating
from associate_app.store import customers, ratings
from associate_app.store.desk import Desk
from shared.clock import local_date, local_to_millis
from shared.operations import NOBODY
from shared.visit_ratings import standing


class RatingPresenter:
    """Today's visits on the open desk; NOBODY stands for a visit without a name."""

    def __init__(self, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def today(self, customer_id: int) -> VisitRating:
        """What who is signed in heard of the customer's visit today; nothing of visits without a name."""
        desk = self._desk()
        if customer_id == NOBODY:
            return VisitRating(NOBODY)
        midnight = f"{local_date(desk.now_ms(), desk.enrolment.time_zone)}T00:00"
        with desk.reader.snapshot() as snapshot:
            known = standing(ratings.facts(snapshot, local_to_millis(midnight, desk.enrolment.time_zone)))
        hers = [
            each for each in known
            if (each.customer_id, each.associate_id) == (customer_id, desk.associate.id)
        ]  # fmt: skip
        if not hers:
            return VisitRating(customer_id)
        return VisitRating(customer_id, hers[-1].rating or 0, hers[-1].id)

    def rate(self, customer_id: int, rating: int) -> VisitRating:
        """The rating is safely on the tablet; in place of the one that was given for the same visit."""
        desk = self._desk()
        if customer_id != NOBODY:
            with desk.reader.snapshot() as snapshot:
                customers.customer(snapshot, customer_id)
        earlier = self.today(customer_id)
        kept = self._record(customer_id, rating, earlier.id or None)
        return VisitRating(customer_id, rating, kept)

    def take_back(self, given: VisitRating) -> VisitRating:
        """The rating counts no more: a fact says so, since it may have reached HQ already."""
        self._record(given.customer_id, None, given.id)
        return VisitRating(given.customer_id)

    def _record(self, customer_id: int, rating: int | None, corrects: str | None) -> str:
        recorder = self._desk().recorder
        kept = recorder.record("visit_rated", customer_id, {"rating": rating, "corrects": corrects})
        recorder.announce()
        return kept
