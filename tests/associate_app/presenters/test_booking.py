"""Visits agreed with a customer: at a time that clocks show, one at a time, moved and cancelled."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from associate_app.errors import CustomerNotHere
from associate_app.presenters.booking import BookingPresenter
from associate_app.presenters.customer import CustomerPresenter
from tests.associate_app.replica_world import ReplicaWorld


@pytest.fixture
def booking(world: ReplicaWorld) -> BookingPresenter:
    return BookingPresenter(lambda: world.desk, CustomerPresenter(lambda: world.desk).open)


def next_visit(booking: BookingPresenter, customer_id: int = 1) -> list[str]:
    return [visit.when for visit in booking.form(customer_id).visits]


def test_the_form_begins_with_tomorrow(booking: BookingPresenter) -> None:
    form = booking.form(1)
    assert (form.name, form.given_name, form.today, form.day, form.visits) == (
        "Olivia Bennett", "Olivia", date(2026, 11, 22), date(2026, 11, 23), (),
    )  # fmt: skip


def test_times_that_are_over_are_not_offered(booking: BookingPresenter) -> None:
    assert booking.times(date(2026, 11, 22))[:2] == ("10:30", "11:00"), "it is ten in the store"
    assert (booking.times(date(2026, 11, 23))[0], booking.times(date(2026, 11, 23))[-1]) == ("08:00", "20:30")
    assert booking.times(date(2026, 11, 21)) == ()


def test_a_visit_that_is_booked_stands_on_her_screen_at_once(
    booking: BookingPresenter, world: ReplicaWorld
) -> None:
    view = booking.book(1, "2026-11-23T15:00", 45, "  Winter   coats ")
    assert (view.facts[0].label, view.facts[0].text) == ("Next visit", "tomorrow, 15:00")
    assert world.pending()[0]["arguments"]["about"] == "Winter coats"
    assert world.recorded == [True]
    assert next_visit(booking) == ["tomorrow, 15:00"]
    booking.book(1, "2026-12-24T15:00", 45, "")
    booking.book(1, "2026-11-22T16:00", 45, "")
    assert next_visit(booking) == ["today, 16:00", "tomorrow, 15:00", "24 Dec, 15:00"]


def test_a_visit_is_moved_once_and_again(booking: BookingPresenter, world: ReplicaWorld) -> None:
    booking.book(1, "2026-11-23T15:00", 45, "")
    (visit,) = booking.form(1).visits
    booking.move(1, visit, "2026-11-23T16:00")
    (visit,) = booking.form(1).visits
    assert (visit.starts_local, visit.state) == ("2026-11-23T16:00", "moved")
    booking.move(1, visit, "2026-11-24T16:00")
    assert next_visit(booking) == ["24 Nov, 16:00"]
    assert set(world.pending()[-1]["arguments"]["changes"]) == {"starts_local"}


def test_a_visit_that_is_cancelled_stands_no_more(booking: BookingPresenter) -> None:
    booking.book(1, "2026-11-23T15:00", 45, "")
    (visit,) = booking.form(1).visits
    view = booking.cancel(1, visit)
    assert "Next visit" not in {fact.label for fact in view.facts}
    assert next_visit(booking) == []


def test_what_is_at_that_time_is_told_before_it_is_saved(booking: BookingPresenter) -> None:
    booking.book(1, "2026-11-23T15:00", 45, "")
    (visit,) = booking.form(1).visits
    assert booking.clash("2026-11-23T15:30", 30) == "You see Olivia Bennett at 15:00 that day."
    assert booking.clash("2026-11-23T15:45", 30) == ""
    assert booking.clash("2026-11-23T15:30", 30, visit.id) == "", "it does not clash with itself"
    assert booking.clash("nonsense", 30) == ""


def test_a_clash_with_somebody_who_left_the_book_names_nobody(
    booking: BookingPresenter, world: ReplicaWorld
) -> None:
    booking.book(2, "2026-11-23T15:00", 45, "")
    world.do("DELETE FROM customers WHERE id = 2")
    assert booking.clash("2026-11-23T15:30", 30) == ""


def test_a_colleagues_visit_does_not_clash(booking: BookingPresenter, world: ReplicaWorld) -> None:
    booking.book(1, "2026-11-23T15:00", 45, "")
    wire = world.pending()[0]["arguments"]
    row = {"id": "01980000-0000-7000-8000-000000000801", "customer_id": 2, "store_id": "367"} | wire
    world.put("appointments", row | {"associate_id": "leo", "state": "agreed", "at_ms": 0})
    world.do("DELETE FROM outbox")
    assert booking.clash("2026-11-23T15:30", 30) == ""


def test_a_visit_of_today_stands_until_the_day_is_over(
    booking: BookingPresenter, world: ReplicaWorld
) -> None:
    booking.book(1, "2026-11-22T11:00", 45, "")
    world.clock.advance(timedelta(hours=10))
    assert next_visit(booking) == ["today, 11:00"]
    world.clock.advance(timedelta(hours=10))
    assert next_visit(booking) == []


def test_who_is_not_here_gets_no_visit(booking: BookingPresenter) -> None:
    with pytest.raises(CustomerNotHere):
        booking.book(77, "2026-11-23T15:00", 45, "")
