"""The explore part in pure Python: what goes with what she has, over a model's neighbour rows.

`fast` does the same with numpy. Both add the same numbers in the same order, so that their scores are equal
to the last bit and a list never depends on which of them a machine has.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import Protocol

from shared.recommendation.model import SQUARES, Model

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

    def told_by(self, numbers: Iterable[int]) -> dict[int, list[Scored]]:
        """By item, what each source adds to its sum: (place among the sources, addition)."""
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
        model, largest = self._model, self.largest
        popular, exposure = model.popularity, model.exposure
        touched = [(n, k) for n, k in enumerate(self._scores) if k > 0.0 and n not in skip]
        if by_exposure:
            touched = [(n, k * exposure[n]) for n, k in touched]
        heap = [(-(explore * (k / largest) + popularity * popular[n]), n) for n, k in touched]
        heapify(heap)
        while heap and -heap[0][0] > popularity:  # popularity alone reaches no higher than this
            score, number = heappop(heap)
            yield number, -score
        known = {n for n, _ in touched}
        for number, sold in enumerate(popular):
            if sold > 0.0 and number not in known and number not in skip:
                heappush(heap, (-(popularity * sold), number))
        while heap and heap[0][0] < 0.0:
            score, number = heappop(heap)
            yield number, -score

    def told_by(self, numbers: Iterable[int]) -> dict[int, list[Scored]]:
        told: dict[int, list[Scored]] = {number: [] for number in numbers}
        wanted = frozenset(told)
        for place, (amount, heaviest, row, codes) in enumerate(self._rows):
            for number in wanted.intersection(row):
                added = amount * heaviest * SQUARES[codes[row.index(number)]]
                if added > 0.0:
                    told[number].append((place, added))
        return told
