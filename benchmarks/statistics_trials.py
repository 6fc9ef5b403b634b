"""Made-up trials whose truth is known: sums of both arms at every look, drawn for many trials at once.

Three customers in ten buy nothing, spending is skewed, and what a customer brought before tells half of what
she brings now. Figures are whole minor units, as in the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from server.statistics.sums import Sums

BUYERS = 0.7
SPENT = 2_000.0
"""Mean of what a buyer of ordinary taste spends."""

SHAPE = 2.0

Looked = list[Sums]
"""One arm's sums at each look, from its beginning."""


@dataclass(frozen=True)
class Design:
    """So many trials, each looked at so often, with so many new customers an arm between two looks."""

    trials: int
    looks: int
    each: int
    uplift: float
    seed: int

    @property
    def customers(self) -> int:
        """Customers of both arms at the last look."""
        return 2 * self.looks * self.each

    @property
    def truth(self) -> float:
        """The true difference of means."""
        return self.uplift * BUYERS * SPENT


def drawn(design: Design) -> Iterator[tuple[Looked, Looked]]:
    """Control's and treated's sums at every look, trial by trial; always the same for a design."""
    rng = np.random.default_rng(design.seed)
    for _ in range(design.trials):
        yield _arm(rng, design, 0.0), _arm(rng, design, design.uplift)


def _arm(rng: np.random.Generator, design: Design, uplift: float) -> Looked:
    size = (design.looks, design.each)
    taste = rng.gamma(SHAPE, 1 / SHAPE, size)
    before = _money(rng, taste)
    now = _money(rng, taste * (1 + uplift)) * (rng.random(size) < BUYERS)
    figures = (now, now * now, before, before * before, now * before)
    columns = [np.cumsum(figure.sum(axis=1)).tolist() for figure in figures]
    return [Sums(design.each * look, *sums) for look, sums in enumerate(zip(*columns, strict=True), start=1)]


def _money(rng: np.random.Generator, taste: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(rng.gamma(SHAPE, SPENT / SHAPE, taste.shape) * taste).astype(np.int64)
