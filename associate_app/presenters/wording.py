"""How days, times, counts and people are written on screens."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from shared.clock import from_millis
from shared.day_words import ago
from shared.words import _, lazy, locale

CHANNELS: Final = {
    "email": lazy("e-mail"),
    "phone": lazy("phone calls"),
    "message": lazy("messages"),
    "store": lazy("visits"),
}
"""How each is called where somebody prefers one, or agrees to it."""

GOLDEN: Final = 0.618033988749895


def local(at_ms: int, time_zone: str) -> datetime:
    """The moment on a wall clock in that zone."""
    return from_millis(at_ms).astimezone(ZoneInfo(time_zone))


def day_text(day: date, today: date) -> str:
    """A day as people write it; the year only when it is another one: "13 Nov", "13 Nov 2025"."""
    return locale().day_text(day, today)


def clock_text(at: datetime) -> str:
    """A time of day: "09:10"."""
    return locale().clock_text(at)


def as_of_text(at_ms: int, now_ms: int, time_zone: str) -> str:
    """Since when something is known: the time if it is from today, the day otherwise."""
    at, now = local(at_ms, time_zone), local(now_ms, time_zone)
    return clock_text(at) if at.date() == now.date() else day_text(at.date(), now.date())


def moment_text(at_ms: int, now_ms: int, time_zone: str) -> str:
    """A moment in full: "today, 09:10", "13 Nov, 09:10"."""
    at, now = local(at_ms, time_zone), local(now_ms, time_zone)
    day = _("today") if at.date() == now.date() else day_text(at.date(), now.date())
    return _("{day}, {time}").format(day=day, time=clock_text(at))


def days_ago(at_ms: int, now_ms: int, time_zone: str) -> str:
    """How long ago a day was, by the calendar on the wall: "today", "yesterday", "9 days ago"."""
    days = (local(now_ms, time_zone).date() - local(at_ms, time_zone).date()).days
    return ago(max(days, 0))


def channel_name(channel: str) -> str:
    """What a channel is called; one that this version does not know is called by its own name."""
    known = CHANNELS.get(channel)
    return _(known) if known else channel


def beginning(text: str) -> str:
    """The text as it stands at the beginning of a line: "Today, 09:10"."""
    return text[:1].upper() + text[1:]


def within(text: str) -> str:
    """The text as it stands within a sentence; only its first letter can be wrong, as German has nouns."""
    return text[:1].lower() + text[1:]


def initials(*names: str) -> str:
    """The first sign of the first two names that have one, in capitals."""
    return "".join(name.strip()[0].upper() for name in names if name.strip())[:2]


def hue(number: int) -> float:
    """A colour (0 to 1) that stays with its owner; neighbours get unlike ones."""
    return number * GOLDEN % 1.0
