"""How customers found their visits: one tap, 1 to 5, and what a store makes of many of them.

A rating is a fact. Whoever tapped the wrong one corrects it by another fact that names the first, so that
nothing a tablet may have sent already has to be called back, and order of arrival does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

RATINGS: Final = (1, 2, 3, 4, 5)
"""From very bad to very good."""


class Rating(NamedTuple):
    """One fact: a rating, or None where `corrects` only takes an earlier one of the same associate back."""

    id: str
    associate_id: str
    customer_id: int | None
    rating: int | None
    corrects: str | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """How many visits were rated, and how often each rating was given, from 1 to 5."""

    counts: tuple[int, int, int, int, int]

    @property
    def count(self) -> int:
        """How many visits were rated."""
        return sum(self.counts)

    @property
    def average(self) -> float | None:
        """The mean; None if nothing was rated."""
        if not self.count:
            return None
        return sum(rating * count for rating, count in zip(RATINGS, self.counts, strict=True)) / self.count


def standing(facts: Iterable[Rating]) -> list[Rating]:
    """Those that count, in their order: nobody but who gave it takes a rating back."""
    known = list(facts)
    corrected = {(each.associate_id, each.corrects) for each in known if each.corrects is not None}
    return [
        each for each in known if each.rating is not None and (each.associate_id, each.id) not in corrected
    ]


def figures_of(counts: Mapping[int, int]) -> RatingFigures:
    """The figures of how often each rating was given."""
    one, two, three, four, five = (counts.get(rating, 0) for rating in RATINGS)
    return RatingFigures((one, two, three, four, five))


def figures(facts: Iterable[Rating], since_ms: int, until_ms: int) -> RatingFigures:
    """The figures of the ratings that stand and were given in that time (the end is not in it)."""
    counts = dict.fromkeys(RATINGS, 0)
    for each in standing(facts):
        if each.rating is not None and since_ms <= each.at_ms < until_ms:
            counts[each.rating] += 1
    return figures_of(counts)
