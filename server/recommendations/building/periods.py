"""Months, and how much a visit weighs at the end of its month.

A month's counts never change once it is over, so only new months are counted; what they weigh on the day of a
model is one factor a month. Weights are whole numbers: their sums are the same in any order, on any engine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from server.recommendations.building.lines import Numbers

HALF_LIFE_DAYS: Final = 120.0

ONE: Final = 1 << 32
"""The weight of a visit on the day after its month ends."""

EPOCH: Final = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def months_of(days: Numbers) -> Numbers:
    """The month of each day, in months since January 1970."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def name_of(month: int) -> str:
    """The month as people write it: 2017-11."""
    return str(np.datetime64(month, "M"))


def end_of(months: Numbers) -> Numbers:
    """The first day after each month."""
    return (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Every day on which something was bought, with its month and what a visit on it weighs there."""

    day: Numbers
    month: Numbers
    weight: Numbers


def calendar_of(days: Numbers) -> Calendar:
    """The calendar of these days."""
    present = np.unique(days)
    months = months_of(present)
    age = (end_of(months) - present).astype(np.float64)
    return Calendar(present, months, np.rint(2.0 ** (-age / HALF_LIFE_DAYS) * ONE).astype(np.int64))


def factors(months: Numbers, as_of_day: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """What turns each month's summed weights into those of the day `as_of_day`."""
    age = (as_of_day - end_of(months)).astype(np.float64)
    return 2.0 ** (-age / HALF_LIFE_DAYS) / ONE
