"""Appointments: a time on the store's own clock, what state they are in, and which of them clash.

The time is local text ("2026-11-27T15:00"), as it was said to the customer: a change of the clocks or of the
law on them moves the moment, never what was agreed. Only where two of them are compared are they moments.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from shared.clock import local_to_millis

AGREED: Final = "agreed"
MOVED: Final = "moved"
KEPT: Final = "kept"
CANCELLED: Final = "cancelled"
STATES: Final = (AGREED, MOVED, KEPT, CANCELLED)
STANDING: Final = frozenset({AGREED, MOVED})
"""States in which somebody is expected."""

LENGTHS: Final = (15, 30, 45, 60, 90, 120)
"""Minutes that an appointment may take."""

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100
MINUTE_MS: Final = 60_000


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment as far as a clash asks: whose it is, when, how long, and in which state."""

    id: str
    associate_id: str
    starts_local: str
    minutes: int
    state: str


def wall_time(text: object) -> datetime | None:
    """What a clock on the wall shows, out of "2026-11-27T15:00"; None for any other text."""
    if not isinstance(text, str):
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    is_canonical = found.isoformat(timespec="minutes") == text and found.tzinfo is None
    return found if is_canonical and EARLIEST_YEAR <= found.year <= LATEST_YEAR else None


def is_shown(local: datetime, time_zone: str) -> bool:
    """True if clocks there ever show that time: in the night in which they go forward they skip an hour."""
    there = local.replace(tzinfo=ZoneInfo(time_zone))
    return there.astimezone(UTC).astimezone(ZoneInfo(time_zone)).replace(tzinfo=None) == local


def span_ms(starts_local: str, minutes: int, time_zone: str) -> tuple[int, int]:
    """From which moment to which; of an hour that clocks show twice, the first one counts."""
    begins = local_to_millis(starts_local, time_zone)
    return begins, begins + minutes * MINUTE_MS


def clashing(wanted: Booking, others: Iterable[Booking], time_zone: str) -> list[Booking]:
    """Those of the others that the same associate has at the same time, the earliest first."""
    begin, end = span_ms(wanted.starts_local, wanted.minutes, time_zone)
    found = []
    for each in others:
        if each.id == wanted.id or each.associate_id != wanted.associate_id or each.state not in STANDING:
            continue
        first, last = span_ms(each.starts_local, each.minutes, time_zone)
        if first < end and begin < last:
            found.append(each)
    return sorted(found, key=lambda each: (each.starts_local, each.id))


def days_around(day: date) -> tuple[str, str]:
    """The local texts between which every appointment lies that may touch that day."""
    return (day - timedelta(days=1)).isoformat(), (day + timedelta(days=2)).isoformat()
