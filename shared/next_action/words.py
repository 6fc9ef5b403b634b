"""The words of reasons: days, amounts and gaps as people say them."""

from __future__ import annotations

from datetime import date
from typing import Final

from shared.life_dates import distance_text

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date, today: date) -> str:
    """A day as people write it, with the year if it is another one: "27 Nov", "4 Jan 2028"."""
    text = f"{day.day} {_MONTHS[day.month - 1]}"
    return text if day.year == today.year else f"{text} {day.year}"


def coming_day(day: date, today: date) -> str:
    """A day near or far ahead: "today", "tomorrow", "on Friday", "on 9 Dec"."""
    days = (day - today).days
    if 1 < days < 7:
        return f"on {_WEEKDAYS[day.weekday()]}"
    return distance_text(days) if 0 <= days <= 1 else f"on {day_text(day, today)}"


def ago(days: int) -> str:
    """How long ago: "today", "yesterday", "9 days ago"."""
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")


def every(days: int) -> str:
    """A usual gap: "every day", "every 24 days"."""
    return "every day" if days == 1 else f"every {days} days"
