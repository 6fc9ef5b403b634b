"""The explore part with numpy: the only module here that knows it. See `scoring` for what is worked out and
why the order of additions matters; `bincount` adds in the order of its input, as the loop there does.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np

from shared.recommendation.model import SQUARES, Model
from shared.recommendation.scoring import Explored, Scored, Source, largest_of

_SQUARES: Final = np.array(SQUARES)
_HEAD: Final = 256
"""How many are put in order at first: few lists ever need more."""


def explore(model: Model, sources: Sequence[Source]) -> Explored:
    """The explore part for sources in order of number."""
    return _Explored(model, sources)


class _Table:
    """A model's arrays as numpy reads them quickest: 9 MB for 16,000 items."""

    def __init__(self, model: Model) -> None:
        n = model.neighbours
        row = np.dtype([("heaviest", "<f4"), ("numbers", "<u2", (n,)), ("codes", "u1", (n,))])
        rows = np.frombuffer(b"".join(model.blobs), row)
        self.heaviest = rows["heaviest"].astype(np.float64)
        self.numbers = rows["numbers"].astype(np.intp)
        self.codes = np.ascontiguousarray(rows["codes"])
        self.recency = np.asarray(model.recency, dtype=np.float64)
        self.exposure = np.asarray(model.exposure, dtype=np.float64)
        self.popularity = np.asarray(model.popularity, dtype=np.float64)


def _table(model: Model) -> _Table:
    known: _Table | None = model.kept.get("fast")
    if known is None:
        known = model.kept["fast"] = _Table(model)
    return known


class _Explored:
    """K(i) = recency(i) * sum over sources j of amount(j) * B[j, i]."""

    def __init__(self, model: Model, sources: Sequence[Source]) -> None:
        self._table = table = _table(model)
        places = [number for number, _ in sources]
        scales = np.array([amount for _, amount in sources]) * table.heaviest[places]
        self._numbers = table.numbers[places]
        self._added = scales[:, None] * _SQUARES[table.codes[places]]
        sums = np.bincount(self._numbers.ravel(), self._added.ravel(), minlength=len(model.items))
        self._scores = sums * self._table.recency
        self.largest = largest_of([float(self._scores.max(initial=0.0))])

    def of(self, numbers: Sequence[int]) -> list[float]:
        found: list[float] = self._scores[list(numbers)].tolist()
        return found

    def best(
        self, explore: float, popularity: float, skip: Container[int], *, by_exposure: bool
    ) -> Iterator[Scored]:
        kept = self._scores * self._table.exposure if by_exposure else self._scores
        scores = explore * (kept / self.largest) + popularity * self._table.popularity
        done = 0
        for size in (_HEAD, len(scores)):
            order = _first(scores, size)
            for number in order[done:]:
                if number not in skip:
                    yield number, float(scores[number])
            done = len(order)

    def told_by(self, numbers: Iterable[int], most: int) -> dict[int, list[Scored]]:
        told: dict[int, list[Scored]] = {number: [] for number in numbers}
        wanted = np.zeros(len(self._scores), dtype=bool)
        wanted[list(told)] = True
        flat = np.flatnonzero(wanted[self._numbers] & (self._added > 0.0))
        found, added = self._numbers.ravel()[flat], self._added.ravel()[flat]
        order = np.lexsort((flat, -added, found))
        first = np.searchsorted(found[order], found[order])  # where each item's own begin
        heaviest = order[np.arange(len(order)) - first < most]
        places = flat[heaviest] // self._numbers.shape[1]
        for number, place, each in zip(
            found[heaviest].tolist(), places.tolist(), added[heaviest].tolist(), strict=True
        ):
            told[number].append((place, each))
        return told


def _first(scores: np.ndarray[Any, np.dtype[np.float64]], size: int) -> list[int]:
    """At least the `size` best numbers whose score is above zero, if there are so many, best first, equal
    ones by number; a longer answer begins with the shorter one.
    """
    least = 0.0
    if size < len(scores):
        least = float(np.partition(scores, len(scores) - size)[len(scores) - size])
    above = np.flatnonzero((scores >= least) & (scores > 0.0))
    order: list[int] = above[np.lexsort((above, -scores[above]))].tolist()
    return order
