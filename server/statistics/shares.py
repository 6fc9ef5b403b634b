"""How many did it, of two arms: purchase rate, redemption rate, consent withdrawn.

Large counts take the normal interval. Where somewhere fewer than `FEW` did it or did not, that interval lies;
then it is Newcombe's, with Fisher's exact test, both of which hold down to nobody at all.
"""

from __future__ import annotations

import math
from typing import Final

from scipy.special import ndtr, ndtri

from server.statistics.checks import counted, share
from server.statistics.comparing import LEVEL, Comparison, Estimate, uplift_of
from server.statistics.sums import Counts

FEW: Final = 10
"""The least number in each of the four cells for which the normal interval is taken."""


def shares(control: Counts, treated: Counts, *, level: float = LEVEL) -> Comparison:
    """The part of the customers that did it, of two arms."""
    share(level, "The level")
    counted(control.n, "The number of customers in control", least=2)
    counted(treated.n, "The number of treated customers", least=2)
    cells = (control.did, control.n - control.did, treated.did, treated.n - treated.did)
    return _few(control, treated, level) if min(cells) < FEW else _normal(control, treated, level)


def share_of(counts: Counts, *, level: float = LEVEL) -> Estimate:
    """The part of one arm that did it, with Wilson's interval, which stays within 0 and 1.

    Wilson: Probable inference, the law of succession, and statistical inference, JASA 22, 1927.
    """
    z = float(ndtri((1 + share(level, "The level")) / 2))
    n, p = counted(counts.n, "The number of customers", least=1), counts.share
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(counts.variance / n + z * z / (4 * n * n))
    low = 0.0 if counts.did == 0 else middle - half
    return Estimate(p, low, 1.0 if counts.did == counts.n else middle + half)


def _normal(control: Counts, treated: Counts, level: float) -> Comparison:
    """Wald's interval with each arm's own variance, Katz's for the logarithm of the ratio."""
    z = float(ndtri((1 + level) / 2))
    difference = treated.share - control.share
    error = math.sqrt(control.variance / control.n + treated.variance / treated.n)
    log_error = _log_error(control, treated)
    return Comparison(
        method="shares", control_n=control.n, treated_n=treated.n, control=control.share,
        treated=treated.share,
        difference=Estimate(difference, max(-1.0, difference - z * error), min(1.0, difference + z * error)),
        uplift=uplift_of(treated.share / control.share, z * log_error),
        p_value=float(2 * ndtr(-abs(difference) / error)), level=level,
        error=error, freedom=math.inf, log_error=log_error, log_freedom=math.inf,
    )  # fmt: skip


def _few(control: Counts, treated: Counts, level: float) -> Comparison:
    """Newcombe's hybrid score interval and Fisher's exact test.

    Newcombe: Interval estimation for the difference between independent proportions, Statistics in Medicine
    17, 1998, method 10. The standard error is that of Agresti and Caffo (one success and one failure added to
    each arm, American Statistician 54, 2000), which is never zero.
    """
    from scipy.stats import fisher_exact  # takes a second to load, and is rarely needed

    one, other = share_of(control, level=level), share_of(treated, level=level)
    difference = other.value - one.value
    low = difference - math.hypot(other.value - other.low, one.high - one.value)
    high = difference + math.hypot(other.high - other.value, one.value - one.low)
    table = [[treated.did, treated.n - treated.did], [control.did, control.n - control.did]]
    log_error = _log_error(control, treated) if control.did and treated.did else 0.0
    z = float(ndtri((1 + level) / 2))
    return Comparison(
        method="few", control_n=control.n, treated_n=treated.n, control=one.value, treated=other.value,
        difference=Estimate(difference, low, high),
        uplift=uplift_of(other.value / one.value, z * log_error) if log_error else None,
        p_value=min(1.0, float(fisher_exact(table).pvalue)), level=level,
        error=math.sqrt(_widened(control) + _widened(treated)), freedom=math.inf,
        log_error=log_error or None, log_freedom=math.inf if log_error else None,
    )  # fmt: skip


def _log_error(control: Counts, treated: Counts) -> float:
    """Katz, Baptista, Azen, Pike: Obtaining confidence intervals for the risk ratio, Biometrics 34, 1978."""
    parts = (
        control.variance / (control.n * control.share**2),
        treated.variance / (treated.n * treated.share**2),
    )
    return math.sqrt(sum(parts))


def _widened(counts: Counts) -> float:
    n, p = counts.n + 2, (counts.did + 1) / (counts.n + 2)
    return p * (1 - p) / n
