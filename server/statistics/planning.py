"""How many customers and days a trial needs, told before it starts.

Both arms are taken to vary as the audience did before. Power is that of Welch's test, by the noncentral t
distribution. A trial that is watched every day is looked at once more at its planned end (`final_level`), and
its power is that of this look: the days before can only find the effect sooner.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from scipy.special import nctdtr

from server.statistics.always_valid import final_level
from server.statistics.checks import counted, finite, share, within
from server.statistics.comparing import LEVEL, quantile
from server.statistics.errors import NoBase, NoVariation, OutOfRange, Unreachable
from server.statistics.families import level_of_each
from server.statistics.sums import Sums

POWER: Final = 0.8
"""How often a trial finds the effect it is planned for."""

WEEK: Final = 7
"""A trial lasts whole weeks: who shops on a Saturday is not who shops on a Tuesday."""

MOST: Final = 1e12
"""More customers than this is not a plan."""

FINEST: Final = 1e-13


@dataclass(frozen=True, slots=True)
class Plan:
    """What a trial needs: customers in all and of each arm (in the order of the weights), days, whole weeks.

    `smallest_effect` is the absolute difference it finds with `power`. `days` is None where the audience,
    coming as it did, never brings that many customers.
    """

    customers: int
    of_arms: tuple[int, ...]
    days: int | None
    smallest_effect: float
    power: float
    level: float


def plan(
    before: Sums, weights: Sequence[float], control: int, smallest_uplift: float, reached: Sequence[int],
    *, power: float = POWER, level: float = LEVEL, watched: bool = True,
) -> Plan:  # fmt: skip
    """The plan of a trial whose customers were `before`, split by `weights`.

    `control` is the place of the control among them.
    Each of several treated arms is set beside control at a level of its own (Bonferroni), and the smallest of
    them decides. `reached` is as in `days_until`. Where `before` has what customers brought earlier (x), its
    part of the variance is taken off, as `adjusted` will do.
    """
    if not 0 <= control < len(weights) or len(weights) < 2:
        raise OutOfRange("A trial needs a control and at least one other arm.", value=control)
    if min(weights) <= 0:
        raise OutOfRange("Every arm needs a weight.", value=min(weights))
    if before.mean <= 0:
        raise NoBase("Customers of this audience brought nothing so far, so there is nothing to rise.")
    effect = abs(within(smallest_uplift, "The smallest uplift", -1.0, math.inf)) * before.mean
    others = [weight for place, weight in enumerate(weights) if place != control]
    each = level_of_each(level, len(others))
    pair = needed(
        effect, variance_left(before), treated_per_control=min(others) / weights[control],
        power=power, level=each, watched=watched,
    )  # fmt: skip
    whole = sum(weights)
    total = pair * whole / (weights[control] + min(others))
    of_arms = tuple(math.ceil(total * weight / whole - 1e-9) for weight in weights)
    return Plan(sum(of_arms), of_arms, days_until(sum(of_arms), reached), effect, power, level)


def variance_left(before: Sums) -> float:
    """The variance of one customer after the adjustment by what she brought earlier: (1 - r²) of it."""
    variance = before.variance - before.slope * before.covariance
    if variance <= 0:
        raise NoVariation(
            "All customers of this audience were the same, so nothing can be planned from them."
        )
    return variance


def power_of(
    customers: float, effect: float, variance: float, *, treated_per_control: float = 1.0,
    level: float = LEVEL, watched: bool = False,
) -> float:  # fmt: skip
    """How often so many customers of both arms show that difference of means."""
    within(treated_per_control, "Treated per control", 0, math.inf)
    within(variance, "The variance", 0, math.inf)
    control = customers / (1 + treated_per_control)
    treated = customers - control
    if min(control, treated) <= 1:
        return 0.0
    parts = (variance / control, variance / treated)
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (control - 1) + parts[1] ** 2 / (treated - 1))
    shift = finite(effect, "The effect") / math.sqrt(sum(parts))
    edge = quantile(final_level(level) if watched else share(level, "The level"), freedom)
    return float(nctdtr(freedom, shift, -edge) + 1 - nctdtr(freedom, shift, edge))


def needed(
    effect: float, variance: float, *, treated_per_control: float = 1.0, power: float = POWER,
    level: float = LEVEL, watched: bool = False,
) -> float:  # fmt: skip
    """How many customers of both arms show that difference of means so often, as a figure not yet rounded."""
    share(power, "The power")
    if finite(effect, "The effect") == 0:
        raise Unreachable("No number of customers shows an effect of nothing.")

    def reached(customers: float) -> float:
        return power_of(
            customers, effect, variance, treated_per_control=treated_per_control, level=level, watched=watched
        )

    return _least(reached, power, start=4.0, most=MOST)


def detectable(
    customers: float, variance: float, *, treated_per_control: float = 1.0, power: float = POWER,
    level: float = LEVEL, watched: bool = False,
) -> float:  # fmt: skip
    """The smallest difference of means that so many customers of both arms show so often."""
    share(power, "The power")
    deviation = math.sqrt(within(variance, "The variance", 0, math.inf))

    def reached(effect: float) -> float:
        return power_of(
            customers, effect, variance, treated_per_control=treated_per_control, level=level, watched=watched
        )

    return _least(reached, power, start=deviation / 1e6, most=deviation * 1e6)


def days_until(customers: int, reached: Sequence[int]) -> int | None:
    """The days, in whole weeks, until that many different customers have come; None where they never will.

    `reached` says, for day after day of the audience's recent past, how many different customers had come by
    then. Beyond its end they go on coming as in its last fourth: later ones are mostly ones seen before.
    """
    counted(customers, "The number of customers")
    if not reached or any(b < a for a, b in pairwise(reached)) or reached[0] < 0:
        raise OutOfRange("The customers reached by day must be given, and never become fewer.")
    days = next((day for day, known in enumerate(reached, start=1) if known >= customers), None)
    if days is None:
        last = max(1, len(reached) // 4)
        before = reached[-last - 1] if last < len(reached) else 0
        per_day = (reached[-1] - before) / last
        if per_day <= 0:
            return None
        days = len(reached) + math.ceil((customers - reached[-1]) / per_day)
    return math.ceil(days / WEEK) * WEEK


def _least(reached: Callable[[float], float], power: float, *, start: float, most: float) -> float:
    """The least argument of a rising function at which it is at least `power`."""
    low, high = 0.0, start
    while reached(high) < power:
        low, high = high, high * 2
        if high > most:
            raise Unreachable("No number of customers that a trial could have is enough for that.")
    while high - low > FINEST * high:
        middle = (low + high) / 2
        low, high = (middle, high) if reached(middle) < power else (low, middle)
    return high
