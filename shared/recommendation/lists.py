"""The lists of one customer: due again, new for her, and both merged; the one entry point of both sides.

    repeat   what her own purchases say (`repeating`)
    explore  K(u,i) = recency(i) * sum over j of log1p A(u,j) * B[j,i] (`scoring`)
    merged   repeat + explore weight * K / max K + popularity weight * 28-day sales
    new      the latter two, K times exposure(i), for what she never bought

The numbers are in the model's manifest; what they were measured against stands in docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice

from shared.recommendation import engine
from shared.recommendation.answers import Answer, has_opted_out
from shared.recommendation.beginning import cold_start
from shared.recommendation.history import Sold
from shared.recommendation.known import Known
from shared.recommendation.model import Model
from shared.recommendation.scoring import Engine, Explored
from shared.recommendation.telling import Telling
from shared.recommendation.terms import Lists, Suggestion
from shared.recommendation.toward import Toward, turned

Allowed = Callable[[int], bool]

LIMIT = 20


def anything(_: int) -> bool:
    """Every product may be suggested."""
    return True


def suggest(
    history: Iterable[Sold],
    answers: Collection[Answer] = (),
    *,
    model: Model | None,
    now_ms: int,
    time_zone: str,
    basket: Collection[int] = (),
    allowed: Allowed = anything,
    limit: int = LIMIT,
    best: Sequence[int] = (),
    agreed_ms: int | None = None,
    explore: Engine | None = None,
    toward: Toward | None = None,
) -> Lists:
    """What to mention to a customer, at most `limit` a list; equal scores in order of product id.

    Left out: what lies in the `basket`, what she bought today, what she refused, what is not `allowed`.
    Without a model there is only what is due again. `best` are the store's best sellers, for her who has no
    history; `agreed_ms` is when she last agreed to suggestions. `toward` is the event that is near, which
    moves what goes with it up. `explore` names the way of scoring, for tests.
    """
    if has_opted_out(answers, agreed_ms):
        return Lists()
    known = Known.of(history, answers, model, now_ms, time_zone, basket)
    if model is None:
        due = _due_again(known, allowed, limit)
        return Lists(due_again=due, merged=due, left_out=known.left_out())
    explored = (explore or engine.usual())(model, known.sources)
    making = _Making(known, model, explored, allowed, limit, best)
    if toward is None:
        return making.lists()
    return turned(making.lists(), making.only(toward.products).lists(), toward.event, limit)


def _due_again(known: Known, allowed: Allowed, limit: int) -> tuple[Suggestion, ...]:
    ranked = sorted(
        (-score, product) for product, score in known.repeats.items() if product not in known.hidden
    )
    first = islice((each for each in ranked if allowed(each[1])), limit)
    return tuple(Suggestion(product, -score, (known.again(product, -score),)) for score, product in first)


class _Making:
    """The lists of one customer under one model."""

    def __init__(
        self,
        known: Known,
        model: Model,
        explored: Explored,
        allowed: Allowed,
        limit: int,
        best: Sequence[int],
    ) -> None:
        self._known, self._model, self._explored = known, model, explored
        self._allowed, self._limit, self._best = allowed, limit, best
        self._explore, self._popular = model.weights["explore"], model.weights["popularity"]
        touched = {*known.visits, *known.said, *known.basket}
        self._numbers = {p: n for p in sorted(touched) if (n := model.number(p)) is not None}
        self._skip = frozenset(self._numbers.values())
        self._shares = dict(zip(self._numbers, explored.of(list(self._numbers.values())), strict=True))

    def only(self, products: Collection[int]) -> _Making:
        """The same of these products alone, looking at no others."""
        among = frozenset(products)
        other = _Making(
            self._known, self._model, self._explored, lambda each: each in among and self._allowed(each),
            self._limit, self._best,
        )  # fmt: skip
        numbers = frozenset(n for product in among if (n := self._model.number(product)) is not None)
        other._skip |= frozenset(range(len(self._model.items))) - numbers
        return other

    def lists(self) -> Lists:
        known = self._known
        if known.sources:
            new = self._first(merge(self._own(new=True), self._others(by_exposure=True)))
            merged = self._first(merge(self._own(new=False), self._others(by_exposure=False)))
        else:
            new, merged = [], self._first(self._own(new=False))
        telling = Telling(known, self._model, self._explored, [product for _, product in (*new, *merged)])
        return Lists(
            due_again=_due_again(known, self._allowed, self._limit),
            new_for_you=tuple(telling.told(new, by_exposure=True))
            if known.sources
            else self._cold(self._limit),
            merged=(
                *telling.told(merged, by_exposure=False),
                *(() if known.sources else self._cold(self._limit - len(merged))),
            ),
            left_out=known.left_out(),
        )

    def _cold(self, most: int) -> tuple[Suggestion, ...]:
        def may_be(product: int) -> bool:
            return (
                product not in self._known.hidden
                and product not in self._known.visits
                and self._allowed(product)
            )

        return cold_start(self._model, best=self._best, allowed=may_be, limit=most)

    def _own(self, *, new: bool) -> Iterator[tuple[float, int]]:
        """The products that she bought or spoke of; only those never bought, if they are to be new."""
        known, model = self._known, self._model
        products = known.spoken_of if new else {*known.visits, *known.spoken_of}
        scored = []
        for product in products - known.hidden:
            number = self._numbers.get(product)
            score = known.repeats.get(product, 0.0)
            if number is not None:
                share = self._shares[product] * (model.exposure[number] if new else 1.0)
                share = self._explore * (share / self._explored.largest) * known.own(product)
                score += share + self._popular * model.popularity[number]
            if score > 0.0:
                scored.append((-score, product))
        return iter(sorted(scored))

    def _others(self, *, by_exposure: bool) -> Iterator[tuple[float, int]]:
        items = self._model.items
        ranked = self._explored.best(self._explore, self._popular, self._skip, by_exposure=by_exposure)
        return ((-score, items[number]) for number, score in ranked)

    def _first(self, ranked: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
        return list(islice((each for each in ranked if self._allowed(each[1])), self._limit))
