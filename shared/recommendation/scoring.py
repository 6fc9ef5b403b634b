"""The explore part in pure Python: what goes with what she has, over a model's neighbour rows.

`fast` does the same with numpy. Both add the same numbers in the same order, so that their scores are equal
to the last bit and a list never depends on which of them a machine has.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator, Sequence
from heapq import heapify, heappop, nsmallest
from typing import Final, Protocol

from shared.recommendation.model import SQUARES, Model

BANDS: Final = (0.3, 0.1, 0.02, 0.0)
"""Parts of the largest score at which `best` stops to look whether there is enough."""

ROUNDING: Final = 1e-9

Source = tuple[int, float]
"""An item's number and how much she has of it."""

Scored = tuple[int, float]
"""An item's number and its score."""


class Explored(Protocol):
    """What one customer's sources say of every item of the model."""

    largest: float

    def of(self, numbers: Sequence[int]) -> list[float]:
        """The explore scores of these items."""
        ...

    def best(
        self, explore: float, popularity: float, skip: Container[int], *, by_exposure: bool
    ) -> Iterator[Scored]:
        """The items not to be skipped, best first, equal ones by number; none whose score is zero.

        Score: `explore` times the explore score (times exposure, if asked) in parts of the largest, plus
        `popularity` times the item's popularity.
        """
        ...

    def told_by(self, numbers: Iterable[int], most: int) -> dict[int, list[Scored]]:
        """By item, the sources that add most to its sum, heaviest first: (place among them, addition)."""
        ...


class Engine(Protocol):
    """Works out the explore part."""

    def __call__(self, model: Model, sources: Sequence[Source]) -> Explored: ...


def explore(model: Model, sources: Sequence[Source]) -> Explored:
    """The explore part for sources in order of number."""
    return _Explored(model, sources)


def largest_of(values: Iterable[float]) -> float:
    """The largest of them, or 1 if none is above zero: something to divide by."""
    return max(values, default=0.0) or 1.0


class _Explored:
    """K(i) = recency(i) * sum over sources j of amount(j) * B[j, i]."""

    def __init__(self, model: Model, sources: Sequence[Source]) -> None:
        self._model = model
        self._rows = [(amount, *model.row(number)) for number, amount in sources]
        sums = [0.0] * len(model.items)
        squares = SQUARES
        for amount, heaviest, numbers, codes in self._rows:
            scale = amount * heaviest
            for number, code in zip(numbers, codes, strict=True):
                sums[number] += scale * squares[code]
        self._scores = [a * b for a, b in zip(sums, model.recency, strict=True)]
        self.largest = largest_of(self._scores)

    def of(self, numbers: Sequence[int]) -> list[float]:
        return [self._scores[number] for number in numbers]

    def best(
        self, explore: float, popularity: float, skip: Container[int], *, by_exposure: bool
    ) -> Iterator[Scored]:
        """In bands of falling explore score: what lies below a short list need not be put in order."""
        popular, largest = self._model.popularity, self.largest
        kept = self._scores
        if by_exposure:
            kept = [a * b for a, b in zip(kept, self._model.exposure, strict=True)]
        most = largest_of(kept)
        heap: list[tuple[float, int]] = []
        above = math.inf
        for band in BANDS:
            least = band * most
            heap += [
                (-(explore * (kept[n] / largest) + popularity * popular[n]), n)
                for n in [n for n, k in enumerate(kept) if least < k <= above]
                if n not in skip
            ]
            heapify(heap)
            # whatever lies below this band reaches no higher, the most popular included
            yield from _popped(heap, explore * (least / largest + ROUNDING) + popularity)
            above = least
        heap += [
            (-(popularity * sold), n) for n, sold in enumerate(popular) if kept[n] <= 0.0 and n not in skip
        ]
        heapify(heap)
        yield from _popped(heap, 0.0)

    def told_by(self, numbers: Iterable[int], most: int) -> dict[int, list[Scored]]:
        told: dict[int, list[tuple[float, int]]] = {number: [] for number in numbers}
        wanted = frozenset(told)
        for place, (amount, heaviest, row, codes) in enumerate(self._rows):
            for number in wanted.intersection(row):
                added = amount * heaviest * SQUARES[codes[row.index(number)]]
                if added > 0.0:
                    told[number].append((-added, place))
        return {n: [(place, -added) for added, place in nsmallest(most, found)] for n, found in told.items()}


def _popped(heap: list[tuple[float, int]], least: float) -> Iterator[Scored]:
    """The best of the heap as long as they score more than `least`."""
    while heap and -heap[0][0] > least:
        score, number = heappop(heap)
        yield number, -score
