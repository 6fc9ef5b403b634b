"""Made-up customers of two arms, and their sums."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from server.statistics.sums import Sums

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Sample:
    """Customers: their arm (0 is control), revenue and revenue before in minor units, baskets."""

    arm: Whole
    revenue: Whole
    before: Whole
    baskets: Whole

    def sums(self, arm: int, *, beside: Whole | None = None) -> Sums:
        """The sums of an arm's revenue, with what stands beside it."""
        mine = self.arm == arm
        return sums_of(self.revenue[mine], None if beside is None else beside[mine])


def sums_of(y: NDArray[Any], x: NDArray[Any] | None = None) -> Sums:
    """The sums of figures, exactly where they are whole numbers."""
    x = np.zeros_like(y) if x is None else x
    return Sums(len(y), *(each.sum().item() for each in (y, y * y, x, x * x, x * y)))


def sample(seed: int, n: int, *, uplift: float = 0.0, treated: float = 0.5) -> Sample:
    """Grocery customers: three in ten buy nothing, spending is skewed, and who spent before spends again."""
    rng = np.random.default_rng(seed)
    arm = (rng.random(n) < treated).astype(np.int64)
    taste = rng.gamma(2.0, 1.0, n)
    baskets = 1 + rng.poisson(taste)
    before = np.rint(rng.gamma(2.0, 1200.0, n) * taste).astype(np.int64)
    spent = rng.gamma(2.0, 1000.0, n) * taste * (1 + uplift * arm) * (rng.random(n) < 0.7)
    return Sample(arm, np.rint(spent).astype(np.int64), before, baskets)
