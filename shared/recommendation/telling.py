"""The terms of the products that are shown, worked out for these only: they cost more than scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shared.recommendation.known import Known
from shared.recommendation.model import Model
from shared.recommendation.scoring import Explored
from shared.recommendation.terms import Popular, Suggestion, Term

MOST_SOURCES = 3
"""Products a suggestion may be said to go with."""


class Telling:
    """What made the scores of `products` for one customer."""

    def __init__(self, known: Known, model: Model, explored: Explored, products: Iterable[int]) -> None:
        self._known, self._model, self._explored = known, model, explored
        self._numbers = {product: n for product in products if (n := model.number(product)) is not None}
        self._told = explored.told_by(self._numbers.values(), MOST_SOURCES)

    def told(self, ranked: Iterable[tuple[float, int]], *, by_exposure: bool) -> Iterator[Suggestion]:
        """The ranked products (score below zero, product) as suggestions."""
        for score, product in ranked:
            terms = sorted(self._terms(product, by_exposure=by_exposure), key=lambda term: -term.share)
            yield Suggestion(product, -score, tuple(terms))

    def _terms(self, product: int, *, by_exposure: bool) -> Iterator[Term]:
        known = self._known
        if product in known.visits:
            yield known.again(product, known.repeats[product])
        number = self._numbers.get(product)
        if number is None:
            return
        weights, model = self._model.weights, self._model
        factor = model.recency[number] * (model.exposure[number] if by_exposure else 1.0)
        for place, added in self._told[number]:
            share = weights["explore"] * (added * factor / self._explored.largest) * known.own(product)
            yield known.goes_with(known.origins[place], share)
        if self._model.popularity[number] > 0.0:
            yield Popular(weights["popularity"] * self._model.popularity[number])
