"""The repeat part: how much her own purchases speak for a product.

Visits are weighed by their age in days and by how many visits of hers are newer, so that who comes daily and
who comes monthly are both read by their own measure.

    A    sum over the visits with the product of 2^(-age in days / repeat_half_life_days)
    A'   the same of 2^(-newer visits / half_life_visits)
    repeat = own factor * late * (A + by_visits * A')

`late` is below 1 for what she has stopped buying: min(1, 2 * mean gap / days since the last)^late_power, from
three visits on. Nothing is divided by her largest: what others like is worth a fixed number of visits, and so
counts the more, the less she has bought. The numbers are in the model's manifest; how they were found stands
in docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from math import fsum
from typing import Final

from shared.recommendation.history import SEVERAL, Visits

WEIGHTS: Final[Mapping[str, float]] = {
    "repeat": 1.0,
    "explore": 3.45,
    "popularity": 1e-4,
    "by_visits": 2.0,
    "half_life_visits": 20.0,
    "repeat_half_life_days": 90.0,
    "late_power": 0.3,
}
"""What holds where a manifest names nothing else."""


class Habits:
    """What a customer's visits say, by the numbers of a model. What a day is worth is worked out once."""

    def __init__(self, visits: Visits, weights: Mapping[str, float], half_life_days: float) -> None:
        self._repeat, self._late_power = weights["repeat"], weights["late_power"]
        half_life, by_visits = weights["half_life_visits"], weights["by_visits"]
        fading = weights["repeat_half_life_days"]
        days = sorted(set(chain.from_iterable(visits.values())))
        self._by_age: dict[int, float] = {day: 2.0 ** (-day / half_life_days) for day in days}
        self._worth: dict[int, float] = {
            day: 2.0 ** (-day / fading) + by_visits * 2.0 ** (-newer / half_life)
            for newer, day in enumerate(days)
        }

    def affinity(self, days_ago: tuple[int, ...]) -> float:
        """A(u,i): the visits, each worth half as much every half-life of the model, one of today 1.

        What others like starts from it.
        """
        # not `sum`, which adds otherwise from Python 3.12 on
        return fsum(map(self._by_age.__getitem__, days_ago))

    def repeat(self, days_ago: tuple[int, ...]) -> float:
        """How much the visits with a product, the longest ago first, speak for it."""
        share = self._repeat * fsum(map(self._worth.__getitem__, days_ago))
        return share * _lateness(days_ago, self._late_power)


def _lateness(days_ago: tuple[int, ...], power: float) -> float:
    last = days_ago[-1]
    if len(days_ago) < SEVERAL or last == 0:
        return 1.0
    gap = (days_ago[0] - last) / (len(days_ago) - 1)
    late: float = min(1.0, 2.0 * gap / last) ** power
    return late
