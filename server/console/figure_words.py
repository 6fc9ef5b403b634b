"""Figures with what chance allows to say of them, in words: ratings, changes, money with its interval."""

from __future__ import annotations

from typing import Final

from server.experience.service import Course
from server.statistics.comparing import Estimate
from shared.money import as_round_text
from shared.visit_ratings import RatingFigures

NOTHING: Final = "–"
MINUS: Final = "−"

COURSES: Final[dict[Course, tuple[str, str]]] = {
    "better": ("good", "Better"),
    "worse": ("bad", "Worse"),
    "same": ("muted", "No clear change"),
    "unknown": ("muted", "Too few to say"),
}
"""By course: the tone of its tag and its words."""


def rating(figures: RatingFigures) -> str:
    """The mean of 1 to 5: "4.37"."""
    return NOTHING if figures.average is None else f"{figures.average:.2f}"


def signed(value: float, places: int = 2) -> str:
    """A change with its sign: "+0.12", "−0.05", "0.00"."""
    text = f"{value:+.{places}f}"
    return f"{0:.{places}f}" if float(text) == 0 else text.replace("-", MINUS)


def between(estimate: Estimate, places: int = 2) -> str:
    """Between what it lies: "−0.05 to +0.29"."""
    return f"{signed(estimate.low, places)} to {signed(estimate.high, places)}"


def signed_money(minor: float) -> str:
    """An amount without cents and with its sign: "+$12,480", "−$310", "$0"."""
    text = as_round_text(round(abs(minor)))
    if text == as_round_text(0):
        return text
    return f"{'+' if minor > 0 else MINUS}{text}"


def money_between(estimate: Estimate) -> str:
    """Between what an amount lies: "−$310 to +$4,100"."""
    return f"{signed_money(estimate.low)} to {signed_money(estimate.high)}"


def change(now: int, before: int) -> str:
    """By how many percent a figure has changed: "+4.2%"; a dash where there was nothing to change."""
    if before <= 0:
        return NOTHING
    text = f"{(now - before) / before:+.1%}"
    return "0.0%" if text in ("+0.0%", "-0.0%") else text.replace("-", MINUS)


def course_of(estimate: Estimate | None) -> Course:
    """Where a figure goes, as far as chance allows to say."""
    if estimate is None:
        return "unknown"
    return "better" if estimate.is_above_zero else "worse" if estimate.is_below_zero else "same"
