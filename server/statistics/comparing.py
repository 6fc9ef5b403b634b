"""An arm beside its control: difference and uplift with intervals that hold at one look, decided beforehand.

Whoever looks every day takes `always_valid` of the same comparison.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from scipy.special import stdtr, stdtrit

from server.statistics.checks import counted, share
from server.statistics.errors import NoVariation
from server.statistics.sums import Sums, trusted

LEVEL = 0.95
"""How often an interval covers the truth unless asked for otherwise."""

Method = Literal["means", "ratios", "adjusted", "shares", "few"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and between what it lies."""

    value: float
    low: float
    high: float

    @property
    def is_above_zero(self) -> bool:
        """The whole interval is above zero."""
        return self.low > 0

    @property
    def is_below_zero(self) -> bool:
        """The whole interval is below zero."""
        return self.high < 0

    def times(self, factor: float) -> Estimate:
        """The same of that many: the uplift of one customer becomes that of all who were treated."""
        ends = sorted((self.low * factor, self.high * factor))
        return Estimate(self.value * factor, *ends)


@dataclass(frozen=True, slots=True)
class Comparison:
    """An arm beside its control, at a level.

    `difference` is treated minus control, `uplift` the same over control; it is None where either figure is
    zero or less, since then there is no such thing. `p_value` asks whether there is a difference at all, from
    both sides. `error` and `freedom` are the difference's standard error and degrees of freedom, `log_error`
    and `log_freedom` those of the logarithm of treated over control. `saved` is the part of the variance that
    the adjustment took away.
    """

    method: Method
    control_n: int
    treated_n: int
    control: float
    treated: float
    difference: Estimate
    uplift: Estimate | None
    p_value: float
    level: float
    error: float
    freedom: float
    log_error: float | None
    log_freedom: float | None
    saved: float = 0.0

    @property
    def n(self) -> int:
        """The customers of both."""
        return self.control_n + self.treated_n

    @property
    def earned(self) -> Estimate:
        """What the treated brought in all beyond what they would have brought as controls."""
        return self.difference.times(self.treated_n)


@dataclass(frozen=True, slots=True)
class Mean:
    """An arm's figure, the variance of one customer's part in it, and how many customers it is of."""

    value: float
    variance: float
    n: int


def means(control: Sums, treated: Sums, *, level: float = LEVEL) -> Comparison:
    """The mean per customer of two arms: Welch's test, and the log ratio's interval for the uplift.

    Welch: The generalization of Student's problem, Biometrika 34, 1947, with Satterthwaite's degrees of
    freedom. The uplift by the delta method on log(treated / control), as tea-tasting does: unlike the
    ratio's own, its interval keeps its coverage where control's mean is uncertain.
    """
    return welch(
        Mean(control.mean, control.variance, control.n),
        Mean(treated.mean, treated.variance, treated.n), method="means", level=level,
    )  # fmt: skip


def ratios(control: Sums, treated: Sums, *, level: float = LEVEL) -> Comparison:
    """Σy over Σx of two arms, where the customer, not the basket, was assigned (delta method).

    Deng, Knoblich, Lu, KDD 2018: dividing by baskets as if each were independent understates the variance.
    """
    return welch(
        Mean(control.ratio, control.ratio_variance, control.n),
        Mean(treated.ratio, treated.ratio_variance, treated.n), method="ratios", level=level,
    )  # fmt: skip


def adjusted(control: Sums, treated: Sums, *, level: float = LEVEL) -> Comparison:
    """The mean per customer, less what was to be expected of her by what she brought before (CUPED).

    Deng, Xu, Kohavi, Walker: Improving the Sensitivity of Online Controlled Experiments by Utilizing
    Pre-Experiment Data, WSDM 2013. The slope is that of both arms together, the mean before as well, so that
    control keeps its own scale. Where nothing was brought before, it is `means`.
    """
    counted(control.n, "The number of customers in control", least=2)
    counted(treated.n, "The number of treated customers", least=2)
    both = control + treated
    arms = [_adjusted(arm, both.slope, both.base) for arm in (control, treated)]
    plain, left = (_error(control.variance, control.n, treated.variance, treated.n),
                   _error(arms[0].variance, control.n, arms[1].variance, treated.n))  # fmt: skip
    saved = 1 - (left / plain) ** 2 if plain else 0.0
    return welch(*arms, method="adjusted", level=level, saved=saved)


def welch(
    control: Mean, treated: Mean, *, method: Method, level: float = LEVEL, saved: float = 0.0
) -> Comparison:
    """Two figures of independent arms beside each other, each with its own variance."""
    share(level, "The level")
    error, freedom = _welch(control, treated, 1.0, 1.0)
    difference = treated.value - control.value
    log_error = log_freedom = uplift = None
    if control.value > 0 and treated.value > 0:
        log_error, log_freedom = _welch(control, treated, control.value, treated.value)
        uplift = uplift_of(treated.value / control.value, log_error * quantile(level, log_freedom))
    half = error * quantile(level, freedom)
    return Comparison(
        method=method, control_n=control.n, treated_n=treated.n, control=control.value,
        treated=treated.value, difference=Estimate(difference, difference - half, difference + half),
        uplift=uplift, p_value=float(2 * stdtr(freedom, -abs(difference) / error)), level=level,
        error=error, freedom=freedom, log_error=log_error, log_freedom=log_freedom, saved=saved,
    )  # fmt: skip


def uplift_of(ratio: float, half: float) -> Estimate:
    """The uplift of a ratio whose logarithm lies within `half` of its own."""
    return Estimate(ratio - 1, ratio * math.exp(-half) - 1, ratio * math.exp(half) - 1)


def quantile(level: float, freedom: float) -> float:
    """How many standard errors the interval at that level reaches to each side (Student)."""
    return float(stdtrit(freedom, (1 + level) / 2))


def _adjusted(arm: Sums, slope: float, base: float) -> Mean:
    variance = arm.variance + slope * slope * arm.base_variance - 2 * slope * arm.covariance
    return Mean(arm.mean - slope * (arm.base - base), trusted(variance, arm.variance), arm.n)


def _error(control: float, control_n: int, treated: float, treated_n: int) -> float:
    return math.sqrt(control / control_n + treated / treated_n)


def _welch(control: Mean, treated: Mean, over: float, treated_over: float) -> tuple[float, float]:
    """Standard error and degrees of freedom, each arm's figure divided by its own divisor."""
    counted(control.n, "The number of customers in control", least=2)
    counted(treated.n, "The number of treated customers", least=2)
    parts = (control.variance / over**2 / control.n, treated.variance / treated_over**2 / treated.n)
    whole = sum(parts)
    if whole == 0:
        raise NoVariation("Every customer of both arms is the same so far; there is no interval yet.")
    # Divided first: squares of very small variances would vanish.
    weights = [part / whole for part in parts]
    freedom = 1 / (weights[0] ** 2 / (control.n - 1) + weights[1] ** 2 / (treated.n - 1))
    return math.sqrt(whole), freedom
