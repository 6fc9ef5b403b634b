"""Recorded times become true moments, moved by whole days.

The chain recorded its sales in UTC while its stores live on Eastern time: seen there, the year begins on
1 January at 6:53 and the busiest hour is five in the afternoon; read as a wall clock, it would be ten at
night. The wall time that customers saw is what is kept: 5:12 pm stays 5:12 pm in every store's own zone, on
whichever day it is moved to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from shared.clock import DAY_MS, to_millis

CHAIN_ZONE = ZoneInfo("America/New_York")
HOUR_MS = 3_600_000

Millis = npt.NDArray[np.int64]


def recorded_to_wall(recorded_ms: Millis) -> Millis:
    """What the chain's clocks showed at recorded moments (milliseconds, as if the wall clock were UTC)."""
    return recorded_ms + _offsets(recorded_ms, CHAIN_ZONE, wall=False)


def wall_to_moments(wall_ms: Millis, zones: npt.NDArray[np.object_]) -> Millis:
    """The moments at which clocks in `zones` (a name a row) show `wall_ms`.

    A time that the clock skips in spring is taken as if it had not been changed; one that it shows twice in
    autumn is the first.
    """
    moments = wall_ms.astype(np.int64, copy=True)
    for zone in set(zones.tolist()):
        here = zones == zone
        moments[here] -= _offsets(wall_ms[here], ZoneInfo(zone), wall=True)
    return moments


def _offsets(at_ms: Millis, zone: ZoneInfo, *, wall: bool) -> Millis:
    """Each moment's distance from UTC; clocks change on the hour, so each hour is asked about once."""
    hours, position = np.unique(at_ms // HOUR_MS, return_inverse=True)
    seconds = [_offset_seconds(int(hour) * HOUR_MS, zone, wall=wall) for hour in hours]
    return np.array(seconds, dtype=np.int64)[position] * 1000


def _offset_seconds(at_ms: int, zone: ZoneInfo, *, wall: bool) -> float:
    at = datetime.fromtimestamp(at_ms / 1000, UTC)
    local = at.replace(tzinfo=zone) if wall else at.astimezone(zone)
    return (local.utcoffset() or timedelta()).total_seconds()


@dataclass(frozen=True, slots=True)
class Shift:
    """A move by whole days, and the day on which the moved record ends."""

    days: int
    last_day: date

    def wall(self, wall_ms: Millis) -> Millis:
        """Wall times, that many days later."""
        return wall_ms + self.days * DAY_MS

    def day(self, wall_ms: int) -> str:
        """The calendar day of a wall time, that many days later, as ISO text."""
        return (_day_of(wall_ms) + timedelta(days=self.days)).isoformat()

    def opening_ms(self, zone: str) -> int:
        """The moment at which the day after the last one begins in a zone: when stock was counted."""
        at = datetime.combine(self.last_day + timedelta(days=1), datetime.min.time(), ZoneInfo(zone))
        return to_millis(at)


def shift_to_yesterday(last_wall_ms: int, now: datetime, zone: str) -> Shift:
    """The move after which the last purchase was yesterday, for the store (in `zone`) that made it."""
    yesterday = now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    return Shift((yesterday - _day_of(last_wall_ms)).days, yesterday)


def no_shift(last_wall_ms: int) -> Shift:
    """Dates stay as they were recorded."""
    return Shift(0, _day_of(last_wall_ms))


def _day_of(wall_ms: int) -> date:
    return date(1970, 1, 1) + timedelta(days=wall_ms // DAY_MS)
