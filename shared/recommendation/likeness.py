"""Products beside a product: what the same customers want, and what goes with a basket."""

from __future__ import annotations

from collections.abc import Callable, Collection
from itertools import islice
from math import fsum, log1p, sqrt

from shared.recommendation import engine
from shared.recommendation.model import Model
from shared.recommendation.scoring import Engine
from shared.recommendation.telling import MOST_SOURCES
from shared.recommendation.terms import Alike, GoesWith, Suggestion


def goes_with(
    basket: Collection[int],
    *,
    model: Model,
    allowed: Callable[[int], bool],
    limit: int,
    explore: Engine | None = None,
) -> tuple[Suggestion, ...]:
    """What goes with these products, best first, whoever buys them."""
    sources = dict.fromkeys(sorted(model.numbers(basket).values()), log1p(1.0))
    explored = (explore or engine.usual())(model, sources)
    ranked = (
        (number, score)
        for number, score in explored.ranking(1.0, 0.0, by_exposure=False).best(sources)
        if allowed(model.items[number])
    )
    first = list(islice(ranked, limit))
    told = explored.told_by([number for number, _ in first], MOST_SOURCES)
    return tuple(
        Suggestion(
            model.items[number],
            score,
            tuple(
                GoesWith(added * model.recency[number] / explored.largest, model.items[source], "basket")
                for source, added in told[number]
            ),
        )
        for number, score in first
    )


def similar(
    product_id: int,
    *,
    model: Model,
    allowed: Callable[[int], bool],
    limit: int,
    kin: Collection[int] = (),
) -> tuple[Suggestion, ...]:
    """What the same customers want for the same reasons: first of its own kind (`kin`), then others.

    Likeness is the cosine of two items' rows, in each of which the item itself has the largest weight; looked
    at are kin, neighbours, and the neighbours' neighbours.
    """
    number = model.number(product_id)
    if number is None:
        return ()
    own = _weights(model, number)
    family = set(model.numbers(kin).values())
    near = {number for each in own for number in _weights(model, each)} | family
    near.discard(number)
    alike = {each: _cosine(own, _weights(model, each)) for each in near}
    ranked = sorted((each not in family, -score, each) for each, score in alike.items() if score > 0.0)
    first = islice((each for each in ranked if allowed(model.items[each[2]])), limit)
    return tuple(
        Suggestion(model.items[each], -score, (Alike(-score, product_id, kin=not stranger),))
        for stranger, score, each in first
    )


def _weights(model: Model, number: int) -> dict[int, float]:
    numbers, weights = model.row(number)
    known = {n: weight for n, weight in zip(numbers, weights, strict=True) if weight}
    return {number: max(weights, default=0.0), **known}


def _cosine(one: dict[int, float], other: dict[int, float]) -> float:
    shared = fsum([one[n] * other[n] for n in sorted(one.keys() & other.keys())])
    if not shared:
        return 0.0
    return shared / sqrt(fsum([w * w for w in one.values()]) * fsum([w * w for w in other.values()]))
