"""How far away a day is and how often something happens, in words; each stands within a sentence."""

from __future__ import annotations

from datetime import date

from shared.words import _, locale, plural


def ago(days: int) -> str:
    """How long ago: "today", "yesterday", "9 days ago"."""
    if days <= 1:
        return _("yesterday") if days == 1 else _("today")
    return plural("{count} day ago", "{count} days ago", days)


def every(days: int) -> str:
    """A usual gap: "every day", "every 24 days"."""
    return _("every day") if days == 1 else plural("every {count} day", "every {count} days", days)


def every_weeks(days: int) -> str:
    """A usual gap, in weeks where it is whole ones: "every week", "every 3 weeks", "every 24 days"."""
    weeks, odd = divmod(days, 7)
    if odd or not weeks:
        return every(days)
    return _("every week") if weeks == 1 else plural("every {count} week", "every {count} weeks", weeks)


def coming_day(day: date, today: date) -> str:
    """A day near or far ahead: "today", "tomorrow", "on Friday", "on 9 Dec"."""
    days = (day - today).days
    if 0 <= days <= 1:
        return distance_text(days)
    return _("on {day}").format(day=named_day(day, today))


def named_day(day: date, today: date) -> str:
    """A day ahead by its own name: "today", "tomorrow", "Friday", "9 Dec"."""
    days = (day - today).days
    if 0 <= days <= 1:
        return distance_text(days)
    return locale().weekdays[day.weekday()] if 1 < days < 7 else locale().day_text(day, today)


def distance_text(days: int) -> str:
    """How far away a day is: "today", "in 12 days", "in 16 weeks", "3 days ago"."""
    if -1 <= days <= 1:
        return (_("today"), _("tomorrow"), _("yesterday"))[days]
    size = abs(days)
    if size < 21:
        return plural("in {count} day", "in {count} days", size) if days > 0 else ago(size)
    if size < 120:
        weeks = round(size / 7)
        text = plural("in {count} week", "in {count} weeks", weeks)
        return text if days > 0 else plural("{count} week ago", "{count} weeks ago", weeks)
    months = round(size / 30.4)
    text = plural("in {count} month", "in {count} months", months)
    return text if days > 0 else plural("{count} month ago", "{count} months ago", months)
