"""How visits are rated on a made-up tablet."""

from __future__ import annotations

from associate_app.presenters.rating_views import VisitRating
from tests.associate_app.fakes.shop import Deed, FakeShop


class FakeRatings:
    """Keeps today's answer of each customer."""

    def __init__(self, shop: FakeShop) -> None:
        self._shop = shop
        self.given: dict[int, VisitRating] = {}

    def today(self, customer_id: int) -> VisitRating:
        return self.given.get(customer_id, VisitRating(customer_id))

    def rate(self, customer_id: int, rating: int) -> VisitRating:
        given = VisitRating(customer_id, rating, f"r{rating}")
        return self._keep(given, ("rated", customer_id, rating))

    def take_back(self, given: VisitRating) -> VisitRating:
        return self._keep(VisitRating(given.customer_id), ("rating taken back", given.customer_id, given.id))

    def _keep(self, given: VisitRating, deed: Deed) -> VisitRating:
        self._shop.told.append(deed)
        self.given[given.customer_id] = given
        return given
