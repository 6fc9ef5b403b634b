"""The explore part in pure Python: what goes with what she has, over a model's neighbour rows.

`fast` does the same with numpy. Both add the same numbers in the same order, so that their scores are equal
to the last bit and a list never depends on which of them a machine has.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop
from itertools import compress, islice
from operator import neg
from typing import Final, Protocol

from shared.recommendation.model import Model

BANDS: Final = (0.1, 0.02, 0.0)
"""Parts of the largest score at which `best` stops: whoever wants a short list has no more put in order."""

ROUNDING: Final = 1e-9

Sources = Mapping[int, float]
"""How much she has of items, by their number and in order of it."""

Scored = tuple[int, float]
"""An item's number and its score."""


class Ranking(Protocol):
    """Every item by its score: `explore` times its explore score in parts of the largest, plus `popularity`
    times its popularity.
    """

    def of(self, numbers: Sequence[int]) -> list[float]:
        """The scores of these items."""
        ...

    def best(self, skip: Container[int]) -> Iterator[Scored]:
        """The items not to be skipped, best first, equal ones by number; none whose score is zero."""
        ...


class Explored(Protocol):
    """What one customer's sources say of every item of the model."""

    largest: float

    def ranking(self, explore: float, popularity: float, *, by_exposure: bool) -> Ranking:
        """The items in order, their explore scores times their exposure, if asked."""
        ...

    def told_by(self, numbers: Iterable[int], most: int) -> dict[int, list[Scored]]:
        """By item, the sources that add most to its sum, heaviest first: (its number, addition)."""
        ...


class Engine(Protocol):
    """Works out the explore part."""

    def __call__(self, model: Model, sources: Sources) -> Explored: ...


def explore(model: Model, sources: Sources) -> Explored:
    """The explore part of a customer."""
    return _Explored(model, sources)


def largest_of(values: Iterable[float]) -> float:
    """The largest of them, or 1 if none is above zero: something to divide by."""
    return max(values, default=0.0) or 1.0


class _Explored:
    """K(i) = recency(i) * sum over sources j of amount(j) * B[j, i]."""

    def __init__(self, model: Model, sources: Sources) -> None:
        self._model = model
        self._rows = [(source, amount, *model.row(source)) for source, amount in sources.items()]
        sums = [0.0] * len(model.items)
        for _, amount, numbers, weights in self._rows:
            for number, weight in zip(numbers, weights, strict=True):
                sums[number] += amount * weight
        recency = model.recency
        self._scores = {n: sums[n] * recency[n] for n in compress(range(len(sums)), sums)}
        self.largest = largest_of(self._scores.values())

    def ranking(self, explore: float, popularity: float, *, by_exposure: bool) -> Ranking:
        kept, exposure = self._scores, self._model.exposure
        if by_exposure:
            kept = {number: score * exposure[number] for number, score in kept.items()}
        return _Ranking(self._model, kept, self.largest, explore, popularity)

    def told_by(self, numbers: Iterable[int], most: int) -> dict[int, list[Scored]]:
        told: dict[int, list[tuple[float, int]]] = {number: [] for number in numbers}
        for source, amount, row, weights in self._rows:
            for number, weight in zip(row, weights, strict=True):
                if number in told and weight > 0.0:
                    told[number].append((-(amount * weight), source))
        return {
            number: [(source, -added) for added, source in islice(in_order(found), most)]
            for number, found in told.items()
        }


class _Ranking:
    """Items in order of their score; those that nothing leads to are not in `kept`, and merely popular."""

    def __init__(
        self, model: Model, kept: Mapping[int, float], largest: float, explore: float, popularity: float
    ) -> None:
        self._kept, self._largest, self._popular = kept, largest, model.popularity
        self._explore, self._popularity = explore, popularity

    def of(self, numbers: Iterable[int]) -> list[float]:
        kept, largest, popular = self._kept.get, self._largest, self._popular
        explore, popularity = self._explore, self._popularity
        return [explore * (kept(n, 0.0) / largest) + popularity * popular[n] for n in numbers]

    def best(self, skip: Container[int]) -> Iterator[Scored]:
        """In bands of falling explore score: what lies below a short list need not be put in order."""
        heap: list[tuple[float, int]] = []
        most, above = largest_of(self._kept.values()), math.inf
        for band in BANDS:
            least = band * most
            heap += self._scored(
                n for n, kept in self._kept.items() if least < kept <= above and n not in skip
            )
            # whatever lies below this band reaches no higher, the most popular included
            yield from _popped(heap, self._explore * (least / self._largest + ROUNDING) + self._popularity)
            above = least
        others = set(range(len(self._popular))).difference(compress(self._kept, self._kept.values()))
        heap += self._scored(n for n in others if n not in skip)
        yield from _popped(heap, 0.0)

    def _scored(self, numbers: Iterable[int]) -> Iterator[tuple[float, int]]:
        numbers = list(numbers)
        return zip(map(neg, self.of(numbers)), numbers, strict=True)


def in_order(heap: list[tuple[float, int]]) -> Iterator[tuple[float, int]]:
    """The smallest first, each found when it is asked for; nothing is left of what was given."""
    heapify(heap)
    while heap:
        yield heappop(heap)


def _popped(heap: list[tuple[float, int]], least: float) -> Iterator[Scored]:
    """The best of the heap as long as they score more than `least`."""
    heapify(heap)
    while heap and -heap[0][0] > least:
        score, number = heappop(heap)
        yield number, -score
