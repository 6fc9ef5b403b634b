"""Guards of the figures that come in."""

from __future__ import annotations

import math

from server.statistics.errors import ImpossibleCount, OutOfRange, TooFew


def counted(n: object, name: str, *, least: int = 0) -> int:
    """The count, which is a whole number; too few of them are `TooFew`."""
    if isinstance(n, bool) or not isinstance(n, int) or n < 0:
        raise ImpossibleCount(f"{name} must be a whole number from 0, not {n!r}.", name=name)
    if n < least:
        raise TooFew(f"{name} is {n}; at least {least} are needed.", n=n, needed=least)
    return n


def within(value: float, name: str, low: float, high: float) -> float:
    """The figure, which lies between the two bounds and is neither of them."""
    if not low < value < high:
        raise OutOfRange(f"{name} must lie between {low:g} and {high:g}, not {value!r}.", value=value)
    return value


def share(value: float, name: str) -> float:
    """The figure, which is a part of one: above 0 and below 1."""
    return within(value, name, 0.0, 1.0)


def chance(value: float, name: str) -> float:
    """The figure, which is a probability: from 0 to 1."""
    if not 0 <= value <= 1:
        raise OutOfRange(f"{name} must lie from 0 to 1, not {value!r}.", value=value)
    return value


def finite(value: float, name: str) -> float:
    """The figure, which is a number and not infinite."""
    return within(value, name, -math.inf, math.inf)
