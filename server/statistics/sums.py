"""What is kept of an arm: count, sums, sums of squares and of products. Sums of days and stores add up.

Variances come out of sums by subtracting two large figures that are nearly equal. Here that is done in exact
arithmetic, so a figure is as good as its sums: keep them as whole numbers (money in minor units) and nothing
is lost. Of sums kept as floats only twelve digits are trusted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from server.statistics.checks import counted
from server.statistics.errors import ImpossibleCount, ImpossibleSums, NoBase

ROUNDING = Fraction(1, 10**12)
"""Part of a sum of squares below which what is left of float sums is rounding, not variation."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Of n customers: Σy, Σy² of what is measured; Σx, Σx², Σxy with what goes with it.

    `x` is what a customer brought before the trial (for `adjusted`), or what lies below a ratio's line
    (for `ratios`); without either it stays 0.
    """

    n: int
    y: float
    yy: float
    x: float = 0
    xx: float = 0
    xy: float = 0

    def __post_init__(self) -> None:
        counted(self.n, "The number of customers")
        figures = (self.y, self.yy, self.x, self.xx, self.xy)
        if not all(map(math.isfinite, figures)):
            raise ImpossibleSums(f"A sum is not a number: {figures}.")
        if self.n == 0 and any(figures):
            raise ImpossibleSums("Nobody was counted, but sums are not zero.")
        if self.yy < 0 or self.xx < 0:
            raise ImpossibleSums("A sum of squares is below zero.")
        if self.n:
            self._check_spread()

    def __add__(self, other: Sums) -> Sums:
        """Both together, as if their customers had been counted at once."""
        return Sums(
            self.n + other.n, self.y + other.y, self.yy + other.yy,
            self.x + other.x, self.xx + other.xx, self.xy + other.xy,
        )  # fmt: skip

    @property
    def mean(self) -> float:
        """The mean of what is measured."""
        return float(_over(self.y, self.n))

    @property
    def base(self) -> float:
        """The mean of what goes with it."""
        return float(_over(self.x, self.n))

    @property
    def variance(self) -> float:
        """The sample variance of what is measured, over n - 1."""
        return self._per_freedom(self._spread(self.y, self.yy))

    @property
    def base_variance(self) -> float:
        """The sample variance of what goes with it."""
        return self._per_freedom(self._spread(self.x, self.xx))

    @property
    def covariance(self) -> float:
        """The sample covariance of the two."""
        return self._per_freedom(self._together())

    @property
    def slope(self) -> float:
        """By how much the one rises with the other (least squares); 0 where the other does not vary."""
        spread = self._spread(self.x, self.xx)
        return float(self._together() / spread) if spread else 0.0

    @property
    def ratio(self) -> float:
        """The sum of what is measured over the sum of what goes with it."""
        return float(self._ratio())

    @property
    def ratio_variance(self) -> float:
        """The variance of one customer's part in the ratio, by the delta method.

        Deng, Knoblich, Lu: Applying the Delta Method in Metric Analytics, KDD 2018, equation 2.
        """
        ratio = self._ratio()
        spread = (
            self._spread(self.y, self.yy)
            - 2 * ratio * self._together()
            + ratio * ratio * self._spread(self.x, self.xx)
        )
        return trusted(self._per_freedom(spread), self.variance) / self.base**2

    def _ratio(self) -> Fraction:
        if self.x <= 0:
            raise NoBase("The ratio has nothing below its line.", base=self.x)
        return Fraction(self.y) / Fraction(self.x)

    def _check_spread(self) -> None:
        ys, xs = self._spread(self.y, self.yy), self._spread(self.x, self.xx)
        together = self._together()
        room = ys * xs + ROUNDING * (Fraction(self.yy) * Fraction(self.xx))
        if together * together > room:
            raise ImpossibleSums("The sum of products is larger than the sums of squares allow.")

    def _spread(self, total: float, squares: float) -> Fraction:
        """Σ(y - mean)², exactly; what is no more than rounding is zero."""
        spread = Fraction(squares) - Fraction(total) ** 2 / self.n
        trusted = 0 if _whole(total) and _whole(squares) else ROUNDING * Fraction(squares)
        if spread < -trusted:
            raise ImpossibleSums("The sum of squares is smaller than the sum allows.")
        return spread if spread > trusted else Fraction(0)

    def _together(self) -> Fraction:
        return Fraction(self.xy) - Fraction(self.x) * Fraction(self.y) / self.n

    def _per_freedom(self, spread: Fraction) -> float:
        counted(self.n, "The number of customers", least=2)
        return float(spread / (self.n - 1))


@dataclass(frozen=True, slots=True)
class Counts:
    """Of n customers so many did it."""

    n: int
    did: int

    def __post_init__(self) -> None:
        counted(self.n, "The number of customers")
        counted(self.did, "How many did it")
        if self.did > self.n:
            raise ImpossibleCount(f"{self.did} of {self.n} cannot be.", did=self.did, n=self.n)

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(self.n + other.n, self.did + other.did)

    @property
    def share(self) -> float:
        """The part that did it."""
        return float(_over(self.did, self.n))

    @property
    def variance(self) -> float:
        """The variance of one customer's doing it, p(1 - p)."""
        return self.share * (self.n - self.did) / self.n


def trusted(variance: float, of: float) -> float:
    """What is left of a variance after others were taken from it; 0 where that is no more than rounding."""
    return variance if variance > float(ROUNDING) * of else 0.0


def _over(total: float, n: int) -> Fraction:
    counted(n, "The number of customers", least=1)
    return Fraction(total) / n


def _whole(value: float) -> bool:
    return isinstance(value, int)
