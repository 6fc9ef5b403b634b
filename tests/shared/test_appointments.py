"""Appointments: on the wall clock of a store, through nights in which clocks change, and one at a time."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from shared.appointments import Booking, clashing, days_around, is_shown, span_ms, wall_time
from shared.clock import from_millis
from shared.merge import FieldChange, Who, lay_over
from shared.operation_work import (
    APPOINTMENTS,
    AppointmentChanged,
    AppointmentMade,
    appointment_of,
    conflict_field,
)

ZONE = "America/New_York"


@pytest.mark.parametrize(
    "text",
    ["2026-11-27", "2026-11-27T15", "2026-11-27T15:00:00", "2026-11-27 15:00", "2026-11-27T15:00Z",
     "2026-02-30T15:00", "1999-12-31T23:00", "2101-01-01T00:00", "20261127T1500", "", None, 15],
)  # fmt: skip
def test_a_text_that_is_no_day_and_time_is_none(text: object) -> None:
    assert wall_time(text) is None


def test_a_day_and_time_is_read_as_the_wall_clock_shows_it() -> None:
    assert wall_time("2026-11-27T15:00") == datetime(2026, 11, 27, 15, 0)  # noqa: DTZ001 - a wall clock's - a wall clock has no zone


def test_an_hour_that_clocks_skip_is_never_shown() -> None:
    shown = [wall_time(f"2027-03-14T0{hour}:30") for hour in (1, 2, 3)]
    assert [is_shown(each, ZONE) for each in shown if each] == [True, False, True]
    assert is_shown(datetime(2026, 11, 1, 1, 30), ZONE), "an hour shown twice is shown"  # noqa: DTZ001 - a wall clock's


def test_a_change_of_the_clocks_moves_the_moment_not_what_was_agreed() -> None:
    before, after = (span_ms(f"2026-{day}T10:00", 30, ZONE)[0] for day in ("10-31", "11-01"))
    assert (from_millis(before).hour, from_millis(after).hour) == (14, 15)


def booking(start: str, minutes: int = 60, **more: str) -> Booking:
    values = {"id": f"at {start}", "associate_id": "mia", "state": "agreed"} | more
    return Booking(starts_local=f"2026-11-27T{start}", minutes=minutes, **values)


@pytest.mark.parametrize(
    ("other", "clashes"),
    [
        (booking("14:00"), False),
        (booking("14:01"), True),
        (booking("15:59"), True),
        (booking("16:00"), False),
        (booking("14:30", 120), True),
        (booking("15:15", 15), True),
        (booking("15:15", associate_id="leo"), False),
        (booking("15:15", state="cancelled"), False),
        (booking("15:15", state="moved"), True),
        (booking("15:15", id="wanted"), False),
    ],
)
def test_two_at_one_time_clash_if_they_are_of_one_associate_and_stand(other: Booking, clashes: bool) -> None:
    wanted = booking("15:00", id="wanted")
    assert clashing(wanted, [other], ZONE) == ([other] if clashes else [])


def test_what_clashes_stands_in_order() -> None:
    others = [booking("15:30"), booking("14:30")]
    found = clashing(booking("15:00", id="wanted"), others, ZONE)
    assert [each.starts_local[11:] for each in found] == ["14:30", "15:30"]


def test_in_the_night_in_which_an_hour_comes_twice_the_length_is_true() -> None:
    early = Booking("a", "mia", "2026-11-01T00:30", 120, "agreed")
    after = Booking("b", "mia", "2026-11-01T02:00", 30, "agreed")
    assert clashing(after, [early], ZONE) == [], "two hours after half past twelve it is half past one again"


def test_the_days_around_hold_whatever_may_touch_the_day() -> None:
    assert days_around(date(2026, 11, 27)) == ("2026-11-26", "2026-11-29")


def who(number: int, customer: int = 1) -> Who:
    return Who(f"0198f7a0-0000-7000-8000-00000000000{number}", customer, "367", "mia", 1000 + number)


MADE = AppointmentMade(
    who(1), {"starts_local": "2026-11-27T15:00", "minutes": 60, "about": "", "state": "agreed"}
)
PLACE = MADE.place


def change(number: int, customer: int = 1, **fields: tuple[str, str]) -> AppointmentChanged:
    changes = {name: FieldChange(*values) for name, values in fields.items()}
    return AppointmentChanged(who(number, customer), PLACE, changes)


def test_an_appointment_made_and_moved_in_one_batch_is_moved() -> None:
    moved = change(2, starts_local=("2026-11-27T15:00", "2026-11-27T16:00"), state=("agreed", "moved"))
    laid = lay_over({}, [MADE, moved, MADE])
    assert laid.conflicts == ()
    assert (laid.rows[PLACE]["starts_local"], laid.rows[PLACE]["state"]) == ("2026-11-27T16:00", "moved")
    assert PLACE[0] == APPOINTMENTS


def test_two_tablets_that_change_one_appointment_keep_what_lost() -> None:
    first = change(2, starts_local=("2026-11-27T15:00", "2026-11-27T16:00"))
    second = change(3, starts_local=("2026-11-27T15:00", "2026-11-27T17:00"))
    laid = lay_over({}, [MADE, first, second])
    assert laid.rows[PLACE]["starts_local"] == "2026-11-27T17:00"
    (conflict,) = laid.conflicts
    assert (conflict.kept, conflict.lost) == ("2026-11-27T17:00", "2026-11-27T16:00")
    assert appointment_of(conflict.field) == (MADE.who.id, "starts_local")


def test_a_change_never_reaches_another_customers_appointment_nor_makes_one() -> None:
    laid = lay_over({}, [MADE, change(2, customer=2, state=("agreed", "cancelled"))])
    assert laid.rows[PLACE]["state"] == "agreed"
    assert lay_over({}, [change(2, state=("agreed", "cancelled"))]).rows == {}


def test_a_conflict_about_something_else_is_of_no_appointment() -> None:
    assert appointment_of("phone") is None
    assert appointment_of("consent/marketing/email") is None
    assert appointment_of("appointment/x/minutes") is None
    assert appointment_of(conflict_field("x", "state")) == ("x", "state")
