"""Whether customers were split as planned. If not, nothing else on the page may be believed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scipy.special import chdtrc

from server.statistics.checks import counted, finite
from server.statistics.errors import OutOfRange, TooFew

ALARM: Final = 0.001
"""A split this unlikely is an alarm: Fabijan and others, Diagnosing Sample Ratio Mismatch, KDD 2019."""

EXACT_BELOW: Final = 1_000
"""Fewer customers than this are judged by the binomial distribution itself."""


@dataclass(frozen=True, slots=True)
class Split:
    """How many customers each arm has, how many it should have, and how likely that is by chance."""

    observed: tuple[int, ...]
    expected: tuple[float, ...]
    statistic: float
    p_value: float
    is_mismatch: bool


def check_split(observed: Sequence[int], weights: Sequence[float], *, alarm: float = ALARM) -> Split:
    """The split beside the planned one: Pearson's chi-squared test, for few customers the exact binomial.

    With few customers and more than two arms each arm is tried against the rest and the smallest p-value
    taken as often as there are arms (Bonferroni).
    """
    counts = tuple(counted(each, "The customers of an arm") for each in observed)
    shares = _shares(counts, weights)
    total = sum(counts)
    if total == 0:
        raise TooFew("Nobody was counted yet.", n=0, needed=1)
    expected = tuple(total * part for part in shares)
    pairs = list(zip(counts, expected, strict=True))
    statistic = sum((seen - due) ** 2 / due for seen, due in pairs if due)
    if any(seen and not due for seen, due in pairs):
        statistic, p_value = math.inf, 0.0  # somebody is in an arm that nobody should be in
    elif total < EXACT_BELOW:
        p_value = _exact(counts, shares, total)
    else:
        p_value = float(chdtrc(sum(1 for part in shares if part) - 1, statistic))
    return Split(counts, expected, statistic, p_value, p_value < alarm)


def _shares(counts: Sequence[int], weights: Sequence[float]) -> tuple[float, ...]:
    if len(counts) != len(weights):
        raise OutOfRange(f"{len(counts)} arms have {len(weights)} weights.")
    if any(finite(weight, "A weight") < 0 for weight in weights):
        raise OutOfRange("A weight is below zero.")
    if sum(1 for weight in weights if weight) < 2:
        raise OutOfRange("A split needs two arms with a weight.")
    whole = sum(weights)
    return tuple(weight / whole for weight in weights)


def _exact(counts: Sequence[int], shares: Sequence[float], total: int) -> float:
    """The two-sided binomial p-value: of two arms their own, of more the corrected smallest."""
    tried = [_binomial(seen, total, part) for seen, part in zip(counts, shares, strict=True) if part]
    return tried[0] if len(tried) == 2 else min(1.0, min(tried) * len(tried))


def _binomial(seen: int, total: int, part: float) -> float:
    """Every outcome that is no likelier than the one seen (as R's binom.test and SciPy's binomtest)."""
    logs = [_log_chance(k, total, part) for k in range(total + 1)]
    edge = logs[seen] + 1e-7
    return min(1.0, math.fsum(math.exp(each) for each in logs if each <= edge))


def _log_chance(k: int, total: int, part: float) -> float:
    choices = math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1)
    return choices + k * math.log(part) + (total - k) * math.log1p(-part)
