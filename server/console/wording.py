"""Figures and moments as the console says them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from shared.clock import from_millis

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


def count(number: int) -> str:
    """A whole number as people read it: "1,469"."""
    return f"{number:,}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """The number with its noun: "1 store", "12 stores"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def day(at: datetime, *, this_year: int) -> str:
    """A day, with its year if it is not the present one: "Nov 27", "Jan 4, 2028"."""
    return f"{at:%b} {at.day}" if at.year == this_year else f"{at:%b} {at.day}, {at.year}"


def window(starts_local: str, ends_local: str, now_ms: int) -> str:
    """The days a promotion runs: "Nov 18 – Nov 30"."""
    this_year = from_millis(now_ms).year
    starts, ends = datetime.fromisoformat(starts_local), datetime.fromisoformat(ends_local)
    if starts.date() == ends.date():
        return f"{day(starts, this_year=this_year)}, {starts:%H:%M} – {ends:%H:%M}"
    return f"{day(starts, this_year=this_year)} – {day(ends, this_year=this_year)}"


def local_moment(local: str, now_ms: int) -> str:
    """A wall-clock time: "Fri, Nov 27 at 09:00"."""
    at = datetime.fromisoformat(local)
    return f"{at:%a}, {day(at, this_year=from_millis(now_ms).year)} at {at:%H:%M}"


def moment(at_ms: int, time_zone: str, now_ms: int) -> str:
    """A moment on the clocks of that zone: "Fri, Nov 27 at 09:00"."""
    at = from_millis(at_ms).astimezone(ZoneInfo(time_zone))
    return f"{at:%a}, {day(at, this_year=from_millis(now_ms).year)} at {at:%H:%M}"


def ago(at_ms: int | None, now_ms: int) -> str:
    """How long since: "just now", "4 minutes ago", "3 days ago"; "never" without a moment."""
    if at_ms is None:
        return "never"
    gone = max(0, now_ms - at_ms)
    if gone < MINUTE_MS:
        return "just now"
    for size, name in ((DAY_MS, "day"), (HOUR_MS, "hour"), (MINUTE_MS, "minute")):
        if gone >= size:
            return f"{plural(gone // size, name)} ago"
    return "just now"  # pragma: no cover - the minutes above catch the rest


def until(at_ms: int, now_ms: int) -> str:
    """How long at most: "within 2 days", "within 40 minutes"; "by now" once it is past."""
    left = at_ms - now_ms
    if left <= 0:
        return "by now"
    for size, name in ((DAY_MS, "day"), (HOUR_MS, "hour")):
        if left >= size:
            return f"within {plural(-(-left // size), name)}"
    return f"within {plural(-(-left // MINUTE_MS), 'minute')}"


def percent(have: int, of: int) -> str:
    """A share, never rounded up to the whole: "98.9%", "100%"."""
    if not of:
        return "–"
    if have >= of:
        return "100%"
    return f"{min(99.9, have / of * 100):.1f}%"
