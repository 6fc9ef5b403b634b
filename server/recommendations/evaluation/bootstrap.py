"""How sure a difference is: customers are drawn again and again, the same ones for both sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from server.recommendations.evaluation.record import Floats

DRAWS = 2_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, and between what 95 % of the means of redrawn customers lie."""

    mean: float
    low: float
    high: float


def interval(values: Floats, *, seed: int, draws: int = DRAWS) -> Interval:
    """The mean of one value a customer; of differences, if those are given: that pairs them."""
    if not len(values):
        return Interval(0.0, 0.0, 0.0)
    drawn = np.random.default_rng(seed).multinomial(len(values), np.full(len(values), 1 / len(values)), draws)
    low, high = np.quantile(drawn @ values / len(values), [0.025, 0.975])
    return Interval(float(values.mean()), float(low), float(high))
