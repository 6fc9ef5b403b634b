"""The repeat part: how much her own purchases speak for a product, and what that leaves to the others.

Visits are weighed by their age in days and by how many visits are newer, so that who comes daily and who
comes monthly are both read by their own measure. `prior` visits are put beside hers: the less is known of
her, the more counts what others like.

    A   sum over the visits with the product of 2^(-age / half-life)          V   the same over all her visits
    A'  the same of 2^(-newer / half_life_visits), newer = visits after it    V'  the same over all her visits
    repeat   own factor * late * ((1 - w) * A / (V + prior) + w * A' / (V' + prior))
    explore  explore * ((1 - w) * prior / (V + prior) + w * prior / (V' + prior)), times K / max K

`late` is below 1 for what she has stopped buying: sqrt(min(1, 2 * mean gap / days since the last)), from
three visits on. The numbers are in the model's manifest; how they were found stands in docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import sqrt
from typing import Final

from shared.recommendation.history import Visits, affinity

WEIGHTS: Final[Mapping[str, float]] = {
    "explore": 0.25,
    "popularity": 1e-4,
    "prior": 6.0,
    "by_visits": 0.5,
    "half_life_visits": 30.0,
    "late": 1.0,
}
"""What holds where a manifest names nothing else."""

SEVERAL: Final = 3
"""Visits from which a gap is usual."""


class Habits:
    """What a customer's visits say, by the numbers of a model."""

    def __init__(self, visits: Visits, weights: Mapping[str, float], half_life_days: float) -> None:
        self._half_life_days, self._half_life_visits = half_life_days, weights["half_life_visits"]
        self._prior, self._by_visits = weights["prior"], weights["by_visits"]
        self._is_late = weights["late"] > 0.0
        days = sorted({day for each in visits.values() for day in each})
        self._newer = {day: newer for newer, day in enumerate(days)}
        self._by_day = affinity(days[::-1], half_life_days) + self._prior
        self._by_visit = self._visits_worth(days[::-1]) + self._prior

    def repeat(self, days_ago: tuple[int, ...]) -> float:
        """How much the visits with a product, the longest ago first, speak for it."""
        by_day = affinity(days_ago, self._half_life_days) / self._by_day
        by_visit = self._visits_worth(days_ago) / self._by_visit
        share = (1.0 - self._by_visits) * by_day + self._by_visits * by_visit
        return share * _lateness(days_ago) if self._is_late else share

    @property
    def explore(self) -> float:
        """The part that is left to what others like."""
        by_day, by_visit = self._prior / self._by_day, self._prior / self._by_visit
        return (1.0 - self._by_visits) * by_day + self._by_visits * by_visit

    def _visits_worth(self, days_ago: list[int] | tuple[int, ...]) -> float:
        newer, half_life = self._newer, self._half_life_visits
        return sum([_halved(newer[day], half_life) for day in days_ago])


def _lateness(days_ago: tuple[int, ...]) -> float:
    last = days_ago[-1]
    if len(days_ago) < SEVERAL or last == 0:
        return 1.0
    gap = (days_ago[0] - last) / (len(days_ago) - 1)
    return sqrt(min(1.0, 2.0 * gap / last))


@lru_cache(maxsize=10_000)
def _halved(visits: int, half_life_visits: float) -> float:
    return float(2.0 ** (-visits / half_life_visits))
