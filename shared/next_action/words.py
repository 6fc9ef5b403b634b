"""The words of days, under the name by which the reasons know them."""

from __future__ import annotations

from datetime import date

from shared.day_words import ago, coming_day, every
from shared.words import locale

__all__ = ["ago", "coming_day", "day_text", "every"]


def day_text(day: date, today: date) -> str:
    """A day as people write it, with the year if it is another one: "27 Nov", "4 Jan 2028"."""
    return locale().day_text(day, today)
