"""Stores are told apart by name, and a clock time in a store stays what it was."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from server.integrations.dates import no_shift, recorded_to_wall, shift_to_yesterday, wall_to_moments
from server.integrations.stores import make_up_store
from shared.clock import DAY_MS, to_millis


def millis(text: str) -> int:
    return to_millis(datetime.fromisoformat(text).replace(tzinfo=UTC))


def moments(wall: list[str], zones: list[str]) -> list[str]:
    wall_ms = np.array([millis(text) for text in wall])
    found = wall_to_moments(wall_ms, np.array(zones, dtype=object))
    return [datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M") for at in found.tolist()]


def test_no_two_stores_share_a_name() -> None:
    assert len({make_up_store(code).name for code in range(60_000)}) == 60_000


def test_a_store_is_the_same_in_every_load() -> None:
    store = make_up_store(367)
    assert (store.id, store.name, store.region, store.time_zone) == (
        "367", "Heron Corner", "West", "America/Los_Angeles",
    )  # fmt: skip


def test_every_store_keeps_a_time_zone_that_exists() -> None:
    for code in range(1_000):
        assert ZoneInfo(make_up_store(code).time_zone)


def test_recorded_times_are_utc_of_a_chain_on_eastern_time() -> None:
    recorded = np.array([millis("2017-01-01 11:53:26"), millis("2017-07-01 22:00:00")])
    assert recorded_to_wall(recorded).tolist() == [
        millis("2017-01-01 06:53:26"),
        millis("2017-07-01 18:00:00"),
    ]


def test_five_in_the_afternoon_is_five_in_the_afternoon_everywhere() -> None:
    zones = ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"]
    assert moments(["2026-11-20 17:00"] * 4, zones) == [
        "2026-11-20 22:00", "2026-11-20 23:00", "2026-11-21 00:00", "2026-11-21 01:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wall", "moment"),
    [
        ("2026-03-08 01:59", "2026-03-08 06:59"),
        ("2026-03-08 02:30", "2026-03-08 07:30"),  # a time that the clock skipped
        ("2026-03-08 03:00", "2026-03-08 07:00"),
        ("2026-11-01 01:30", "2026-11-01 05:30"),  # the first of the two
        ("2026-11-01 02:00", "2026-11-01 07:00"),
    ],
)
def test_when_clocks_change_every_time_still_has_a_moment(wall: str, moment: str) -> None:
    assert moments([wall], ["America/New_York"]) == [moment]


def test_dates_move_by_whole_days_to_the_stores_own_yesterday() -> None:
    last = millis("2017-12-31 23:01")
    early = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # still the evening of the 21st in the west
    assert shift_to_yesterday(last, early, "America/Los_Angeles").last_day == date(2026, 11, 20)
    shift = shift_to_yesterday(last, early, "Europe/Berlin")
    assert shift.last_day == date(2026, 11, 21)
    assert shift.day(last) == "2026-11-21"
    assert shift.wall(np.array([last])).tolist() == [last + shift.days * DAY_MS]


def test_stock_was_counted_when_the_day_after_the_last_began() -> None:
    shift = no_shift(millis("2017-12-31 23:01"))
    assert shift.opening_ms("America/New_York") == millis("2018-01-01 05:00")
