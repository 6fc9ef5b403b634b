"""Intervals that may be looked at every day: all of them together cover the truth as often as they say.

A fixed interval read twenty times calls a difference that is none in about every fourth trial. These may be
read as often as one likes, and a trial may be stopped the moment one of them leaves zero out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from server.statistics.checks import counted, share
from server.statistics.comparing import Comparison, Estimate, uplift_of
from server.statistics.errors import TooFew

PLANNED: Final = 5_000
"""Customers of both arms at which the interval is narrowest, for a trial without a plan."""

SOONEST: Final = 100
"""Customers an arm must have before anything is said: below that the mean of revenue is far from normal."""

FINAL_PART: Final = 0.8
"""The part of the false alarms that is left for the last look."""


@dataclass(frozen=True, slots=True)
class AlwaysValid:
    """What may be said today, and may have been said on any day before.

    The smallest of all `p_value`s so far holds as well.
    """

    difference: Estimate
    uplift: Estimate | None
    p_value: float
    level: float


def always_valid(
    comparison: Comparison, *, planned: int = PLANNED, level: float | None = None, soonest: int = SOONEST
) -> AlwaysValid:
    """The confidence sequence of a comparison after its n customers, tuned to the n that is planned.

    Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas: Time-uniform central limit theory and asymptotic confidence
    sequences, Annals of Statistics 52, 2024, equation 3; for the difference of two arms as in their section
    on average treatment effects. It is the mixture sequential probability ratio test (Robbins, 1970; Johari,
    Koomen, Pekelis, Walsh: Always valid inference, Operations Research 70, 2022) with the variance seen so
    far. `planned` must be chosen before the trial; a bad choice costs width, never validity.
    """
    counted(planned, "The planned number of customers", least=2)
    smallest = min(comparison.control_n, comparison.treated_n)
    if smallest < soonest:
        raise TooFew(
            f"Each arm needs {soonest} customers before it may be watched; the smaller one has {smallest}.",
            n=smallest, needed=soonest,
        )  # fmt: skip
    level = comparison.level if level is None else share(level, "The level")
    mixture = tuning(planned, level)
    half = reach(comparison.n, mixture, level)
    value = comparison.difference.value
    uplift = None
    if comparison.log_error is not None:
        ratio = comparison.treated / comparison.control
        uplift = uplift_of(ratio, comparison.log_error * half)
    return AlwaysValid(
        difference=Estimate(value, value - comparison.error * half, value + comparison.error * half),
        uplift=uplift, p_value=p_value(value / comparison.error, comparison.n, mixture), level=level,
    )  # fmt: skip


def tuning(planned: int, level: float) -> float:
    """The mixture's variance (ρ²) with which the interval is narrowest at the planned n.

    Waudby-Smith and others, appendix on optimising ρ: -2 log α + log(-2 log α + 1), over n.
    """
    doubled = -2 * math.log(1 - level)
    return (doubled + math.log(doubled + 1)) / planned


def reach(n: int, mixture: float, level: float) -> float:
    """How many standard errors the interval reaches to each side after n customers."""
    grown = n * mixture
    return math.sqrt((grown + 1) / grown * (math.log1p(grown) - 2 * math.log(1 - level)))


def p_value(z: float, n: int, mixture: float) -> float:
    """The always-valid p-value: one over the mixture's likelihood ratio, 1 at the most."""
    grown = n * mixture
    log_ratio = z * z / 2 * grown / (grown + 1) - math.log1p(grown) / 2
    return math.exp(-max(0.0, log_ratio))


def final_level(level: float) -> float:
    """The level of one last look, at the planned end, at a trial that was watched at `level` until then.

    Both together must not raise more false alarms than `level` allows: a fixed last look at the same level
    would make 5.4 in 100 of them, at this one it is 4.4 (`python -m benchmarks statistics` measures it).
    """
    return 1 - FINAL_PART * (1 - share(level, "The level"))
