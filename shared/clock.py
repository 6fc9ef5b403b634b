"""Time as both sides mean it: aware datetimes in memory, milliseconds since 1970 UTC where stored or sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

DAY_MS = 86_400_000


class Clock(Protocol):
    """Tells the time; passed in wherever time matters."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands where it was put, for tests and replays."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def advance(self, by: timedelta) -> None:
        """The clock stands `by` later."""
        self.at += by


def to_millis(at: datetime) -> int:
    """Milliseconds since 1970-01-01 UTC of an aware datetime."""
    if at.tzinfo is None:
        raise ValueError("a moment without a time zone is not a moment")
    return round(at.timestamp() * 1000)


def from_millis(millis: int) -> datetime:
    """The aware UTC datetime of a count of milliseconds."""
    return datetime.fromtimestamp(millis / 1000, UTC)


def local_to_millis(local: str, time_zone: str) -> int:
    """The moment at which a wall clock in `time_zone` shows `local` ("2026-11-27T09:00")."""
    return to_millis(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(time_zone)))


def local_date(millis: int, time_zone: str) -> date:
    """The calendar day that people in `time_zone` call that moment."""
    return datetime.fromtimestamp(millis / 1000, ZoneInfo(time_zone)).date()
