"""The terms of the products that are shown, worked out for these only: they cost more than scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from shared.recommendation.known import Known
from shared.recommendation.model import Model
from shared.recommendation.scoring import Explored
from shared.recommendation.terms import Popular, Suggestion, Term

MOST_SOURCES = 3
"""Products a suggestion may be said to go with."""

_SHARE = attrgetter("share")


class Telling:
    """What made the scores of `products` for one customer."""

    def __init__(self, known: Known, model: Model, explored: Explored, products: Iterable[int]) -> None:
        self._known, self._model, self._explored = known, model, explored
        self._numbers = model.numbers(products)
        self._told = explored.told_by(self._numbers.values(), MOST_SOURCES)

    def told(self, ranked: Iterable[tuple[float, int]], *, by_exposure: bool) -> tuple[Suggestion, ...]:
        """The ranked products (score below zero, product) as suggestions."""
        return tuple(
            Suggestion(product, -score, self._terms(product, by_exposure=by_exposure))
            for score, product in ranked
        )

    def _terms(self, product: int, *, by_exposure: bool) -> tuple[Term, ...]:
        known = self._known
        terms: list[Term] = []
        if product in known.visits:
            terms.append(known.again(product, known.repeats[product]))
        number = self._numbers.get(product)
        if number is not None:
            terms += self._liked(number, known.own.get(product, 1.0), by_exposure=by_exposure)
        terms.sort(key=_SHARE, reverse=True)
        return tuple(terms)

    def _liked(self, number: int, own: float, *, by_exposure: bool) -> Iterator[Term]:
        known, model = self._known, self._model
        factor = model.recency[number] * (model.exposure[number] if by_exposure else 1.0)
        worth = own * model.weights["explore"] * factor / self._explored.largest
        for source, added in self._told[number]:
            yield known.goes_with(model.items[source], worth * added)
        if model.popularity[number] > 0.0:
            yield Popular(own * model.weights["popularity"] * model.popularity[number])
