"""The lists of one customer: due again, new for her, and both merged; the one entry point of both sides.

    repeat   what her own purchases say (`repeating`)
    explore  K(u,i) = recency(i) * sum over j of log1p A(u,j) * B[j,i] (`scoring`)
    merged   repeat + explore weight * K / max K + popularity weight * 28-day sales
    new      the latter two, K times exposure(i), for what she never bought

Each is multiplied by what her answer on the product makes of it. The numbers are in the model's manifest;
what they were measured against stands in docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import chain, islice, takewhile

from shared.recommendation import engine, strategies
from shared.recommendation.answers import Answer, has_opted_out
from shared.recommendation.beginning import cold_start
from shared.recommendation.history import Sold
from shared.recommendation.known import Known
from shared.recommendation.model import Model
from shared.recommendation.scoring import Engine, Explored, Ranking, in_order
from shared.recommendation.telling import Telling
from shared.recommendation.terms import Lists, Suggestion
from shared.recommendation.toward import Toward, turned

Allowed = Callable[[int], bool]
_Ranked = tuple[float, int]
"""A product and its score with the sign turned round: in order, the best are first."""

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
    strategy: str = strategies.MODEL,
) -> Lists:
    """What to mention to a customer, at most `limit` a list; equal scores in order of product id.

    Left out: what lies in the `basket`, what she bought today, what she refused, what is not `allowed`.
    Without a model there is only what is due again. `best` are the store's best sellers, for her who has no
    history; `agreed_ms` is when she last agreed to suggestions. `toward` is the event that is near, which
    moves what goes with it up. `strategy` is what an experiment fills the list of everything with.
    `explore` names the way of scoring, for tests.
    """
    if has_opted_out(answers, agreed_ms):
        return Lists()
    known = Known.of(history, answers, model, now_ms, time_zone, basket)
    if model is None:
        due = _due_again(known, allowed, limit)
        return Lists(due_again=due, merged=due, left_out=known.left_out(), settled=known.settled)
    explored = (explore or engine.usual())(model, known.sources)
    making = _Making(known, model, explored, allowed, limit, best)
    made = making.lists()
    if strategy == strategies.POPULAR:
        return strategies.popular(made, making.popular())
    if toward is not None:
        made = turned(made, making.only(toward.products).lists(), toward.event, limit)
    return strategies.repeat_first(made, limit) if strategy == strategies.REPEAT_FIRST else made


def _due_again(known: Known, allowed: Allowed, limit: int) -> tuple[Suggestion, ...]:
    hidden = known.hidden
    ranked = in_order(
        [(-share, product) for product, share in known.repeats.items() if product not in hidden]
    )
    first = islice((each for each in ranked if allowed(each[1])), limit)
    return tuple(Suggestion(product, -score, (known.again(product, -score),)) for score, product in first)


class _Making:
    """The lists of one customer under one model; of the products `among` alone, if there are any."""

    def __init__(
        self,
        known: Known,
        model: Model,
        explored: Explored,
        allowed: Allowed,
        limit: int,
        best: Sequence[int],
        among: frozenset[int] | None = None,
    ) -> None:
        self._known, self._model, self._explored = known, model, explored
        self._allowed, self._limit, self._best, self._among = allowed, limit, best, among

    def only(self, products: Collection[int]) -> _Making:
        """The same of these products alone, looking at no others."""
        among = frozenset(products)
        return _Making(
            self._known, self._model, self._explored, lambda each: each in among and self._allowed(each),
            self._limit, self._best, among,
        )  # fmt: skip

    def lists(self) -> Lists:
        known = self._known
        if known.sources:
            new, merged = self._first(self._new()), self._first(self._merged())
        else:
            new, merged = [], self._first(self._own(self._ranking(by_exposure=False)))
        telling = Telling(known, self._model, self._explored, [product for _, product in (*new, *merged)])
        return Lists(
            due_again=_due_again(known, self._allowed, self._limit),
            new_for_you=telling.told(new, by_exposure=True) if known.sources else self._cold(self._limit),
            merged=(
                *telling.told(merged, by_exposure=False),
                *(() if known.sources else self._cold(self._limit - len(merged))),
            ),
            left_out=known.left_out(),
            settled=known.settled,
        )

    def popular(self) -> tuple[Suggestion, ...]:
        """The best sellers of the store that may be suggested to her."""

        def may_be(product: int) -> bool:
            return product not in self._known.hidden and self._allowed(product)

        return cold_start(self._model, best=self._best, allowed=may_be, limit=self._limit)

    def _cold(self, most: int) -> tuple[Suggestion, ...]:
        def may_be(product: int) -> bool:
            return (
                product not in self._known.hidden
                and product not in self._known.visits
                and self._allowed(product)
            )

        return cold_start(self._model, best=self._best, allowed=may_be, limit=most)

    def _merged(self) -> Iterator[_Ranked]:
        ranking = self._ranking(by_exposure=False)
        if self._among is not None:
            return self._scored(ranking, self._among, self._model.numbers(self._among))
        return merge(self._own(ranking), self._others(ranking))

    def _new(self) -> Iterator[_Ranked]:
        ranking, known = self._ranking(by_exposure=True), self._known
        if self._among is not None:
            others = self._among.difference(known.visits)
            return self._scored(ranking, others, self._model.numbers(others))
        spoken_of = self._scored(ranking, known.spoken_of, self._model.numbers(known.spoken_of))
        return merge(spoken_of, self._others(ranking))

    def _ranking(self, *, by_exposure: bool) -> Ranking:
        weights = self._model.weights
        return self._explored.ranking(weights["explore"], weights["popularity"], by_exposure=by_exposure)

    def _own(self, ranking: Ranking) -> Iterator[_Ranked]:
        """What she bought or spoke of."""
        known = self._known
        return self._scored(ranking, chain(known.visits, known.spoken_of), known.numbers)

    def _others(self, ranking: Ranking) -> Iterator[_Ranked]:
        """What she never bought nor spoke of."""
        items, own = self._model.items, frozenset(self._known.numbers.values())
        return ((-score, items[number]) for number, score in ranking.best(own))

    def _scored(
        self, ranking: Ranking, products: Iterable[int], numbers: Mapping[int, int]
    ) -> Iterator[_Ranked]:
        """These products by what her purchases, the ranking and her answers say of them."""
        known = self._known
        liking = dict(zip(numbers, ranking.of(list(numbers.values())), strict=True))
        repeat, like, own, hidden = known.repeats.get, liking.get, known.own.get, known.hidden
        scored = [(-(repeat(p, 0.0) + like(p, 0.0) * own(p, 1.0)), p) for p in products if p not in hidden]
        return takewhile(lambda each: each[0] < 0.0, in_order(scored))

    def _first(self, ranked: Iterable[_Ranked]) -> list[_Ranked]:
        return list(islice((each for each in ranked if self._allowed(each[1])), self._limit))
