"""When something runs in a store: by the clock on its wall, also when that is put on or back.

It begins when the wall first shows its start or something later, and ends when it last comes to show its end:
in the night when an hour comes twice, nobody is refused what the clock on the wall still promises; an hour
that is left out is over in the moment in which it is left out.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from shared.clock import to_millis


class Scheduled(Protocol):
    """Whatever runs between two times by the clock on the wall."""

    @property
    def starts_local(self) -> str: ...
    @property
    def ends_local(self) -> str: ...


def starts_ms(promotion: Scheduled, time_zone: str) -> int:
    """The moment from which on it runs in a store of that zone."""
    return _moment(promotion.starts_local, time_zone, last=False)


def ends_ms(promotion: Scheduled, time_zone: str) -> int:
    """The moment from which on it does not run any more."""
    return _moment(promotion.ends_local, time_zone, last=True)


def _moment(local: str, time_zone: str, *, last: bool) -> int:
    zone = ZoneInfo(time_zone)
    wall = datetime.fromisoformat(local)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first <= second:
        return to_millis(second if last else first)
    return to_millis(_put_on(second, first, zone))


def _put_on(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment between the two in which the clock is put on; to the second, as zones are."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
