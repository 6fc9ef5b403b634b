"""Draws from what is believed of a rate, without randomness, and how likely each of several draws is best.

What is believed is a Beta distribution. It is stood for by its quantiles, so many equally likely values; a
draw is one of them, chosen by SHA-256 of whom and when. So every machine draws the same, and the chance that
one arm beats the others is counted instead of estimated: the arms are drawn independently of each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import exp, log, log1p, sqrt
from typing import Final

from shared.assignment import BUCKETS, bucket

DRAWS: Final = 100
"""So many equally likely values stand for a distribution; it divides the buckets."""

_POINTS: Final = 400
_DEEP: Final = 16.0
"""How far below its peak, as a logarithm, the density is followed: e^-16 is one in nine million."""

_SAME: Final = 12
"""Digits that are kept: libraries of different machines differ in the last ones only."""


@lru_cache(maxsize=4_096)
def quantiles(a: float, b: float) -> tuple[float, ...]:
    """The values below which lie ½, 1½, 2½, … of `DRAWS` parts of Beta(a, b), the smallest first.

    The density is summed up over the log-odds, where it is smooth for all a, b > 0 and falls off on both
    sides.
    """
    low, high = _reach(a, b, -1.0), _reach(a, b, 1.0)
    step = (high - low) / _POINTS
    peak = _density(log(a / b), a, b)
    heights = [exp(_density(low + place * step, a, b) - peak) for place in range(_POINTS + 1)]
    sums = [0.0]
    for left, right in pairwise(heights):
        sums.append(sums[-1] + (left + right) / 2)
    found, place = [], 0
    for nth in range(DRAWS):
        wanted = (nth + 0.5) / DRAWS * sums[-1]
        while sums[place + 1] < wanted:
            place += 1
        into = (wanted - sums[place]) / (sums[place + 1] - sums[place])
        found.append(round(_rate(low + (place + into) * step), _SAME))
    return tuple(found)


def _rate(t: float) -> float:
    """The rate of log-odds t."""
    odds = exp(-abs(t))
    return (odds if t < 0 else 1.0) / (1 + odds)


def _density(t: float, a: float, b: float) -> float:
    """The logarithm of the density at log-odds t, up to a constant."""
    return a * t - (a + b) * (max(t, 0.0) + log1p(exp(-abs(t))))


def _reach(a: float, b: float, side: float) -> float:
    """Where the density has fallen off on that side."""
    peak = log(a / b)
    bottom = _density(peak, a, b) - _DEEP
    at, step = peak, side * sqrt((a + b) / (a * b)) / 2
    while _density(at, a, b) > bottom:
        at += step
    return at


def draw(values: Sequence[float], about: str, customer_id: int) -> float:
    """One of the values, the same for that customer on every machine whenever it is about the same."""
    return values[bucket(f"draw:{about}", customer_id) * len(values) // BUCKETS]


def chances(arms: Sequence[Sequence[float]]) -> list[float]:
    """How likely each arm has the largest draw; of equal draws that of the earlier arm counts.

    All draws of all arms in order: whenever one of an arm's comes, it is the largest as often as all other
    arms have drawn something that came before.
    """
    events = sorted((value, -place) for place, values in enumerate(arms) for value in values)
    before, wins = [0] * len(arms), [0.0] * len(arms)
    missing, ways = len(arms), 1.0  # arms that have drawn nothing yet; the shares that the others have
    for _value, place in events:
        here = -place
        came = before[here]
        if came:
            wins[here] += ways / came if not missing else 0.0
            ways *= (came + 1) / came
        else:
            missing -= 1
            ways /= len(arms[here])
            wins[here] += ways if not missing else 0.0
        before[here] = came + 1
    return wins
