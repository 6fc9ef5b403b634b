"""Who to contact today: found in the whole book, allowed, not too often, and done with one tap."""

from __future__ import annotations

from datetime import timedelta

import pytest

from associate_app.errors import CustomerNotHere
from associate_app.presenters.today import TodayPresenter
from shared.clock import DAY_MS
from tests.associate_app import advice_rows
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import NOW_MS


@pytest.fixture
def today(world: ReplicaWorld) -> TodayPresenter:
    advice_rows.agree(world)
    return TodayPresenter(lambda: world.desk)


def listed(today: TodayPresenter) -> list[tuple[str, str]]:
    return [(row.name, row.title) for row in today.list().rows]


def test_nobody_is_on_the_list_without_a_reason(today: TodayPresenter) -> None:
    view = today.list()
    assert (view.rows, view.summary, view.left_out) == ((), "0 customers", "")


def test_a_row_says_who_why_and_how_she_is_reached(today: TodayPresenter, world: ReplicaWorld) -> None:
    world.change("customers", 1, birthday="1990-11-25")
    (row,) = today.list().rows
    assert (row.name, row.initials, row.tier, row.title) == (
        "Olivia Bennett",
        "OB",
        "Gold",
        "Birthday on Wednesday",
    )
    assert (row.channel, row.reached_at, row.verb) == ("email", "E-mail to olivia@example.com", "E-mailed")
    world.change("customers", 1, preferred_channel="phone")
    (row,) = today.list().rows
    assert (row.channel, row.reached_at, row.verb) == ("phone", "Call +1 555-0134", "Called")


def test_every_reason_finds_its_customer(today: TodayPresenter, world: ReplicaWorld) -> None:
    advice_rows.click(world, 10)
    assert listed(today) == [("Olivia Bennett", "Left in the cart: Whole milk, 1 gal")]
    world.do("DELETE FROM behaviour_events")
    world.put("guides", advice_rows.PACK)
    advice_rows.note_date(world, "due_date", "2026-12-20")
    assert listed(today) == [("Olivia Bennett", "What to pack for the hospital")]
    world.do("DELETE FROM customer_dates")
    world.buy(500, DAY_MS, [(11, 40, 21_400)])
    assert listed(today) == [("Olivia Bennett", "Say thank you for the big shop")]
    advice_rows.promise(world, "Call about the oat milk", "2026-11-21")
    assert listed(today) == [("Olivia Bennett", "Call about the oat milk")]


def test_a_long_silence_is_found_by_her_own_rhythm(today: TodayPresenter, world: ReplicaWorld) -> None:
    advice_rows.fit(world)
    assert listed(today) == []
    world.clock.advance(timedelta(days=160))
    assert listed(today) == [("Olivia Bennett", "Win back: has been away")]
    world.clock.advance(timedelta(days=20))
    assert listed(today) == [], "too long ago for a call"


def test_a_birthday_on_29_february_is_found_on_1_march(today: TodayPresenter, world: ReplicaWorld) -> None:
    world.clock.advance(timedelta(days=98))
    world.change("customers", 1, birthday="1992-02-29")
    assert listed(today) == [("Olivia Bennett", "Birthday tomorrow")]


def test_a_contact_takes_her_off_the_list_at_once_and_counts_towards_the_day(
    today: TodayPresenter, world: ReplicaWorld
) -> None:
    world.change("customers", 1, birthday="1990-11-25")
    advice_rows.click(world, 10)
    view = today.contacted(today.list().rows[0], "done")
    assert (view.rows, view.summary) == ((), "0 customers · 1 contacted today")
    assert view.left_out == "Not on the list: 1 contacted lately."
    assert world.pending()[0]["arguments"]["channel"] == "email"
    assert world.recorded == [True]
    world.clock.advance(timedelta(days=1))
    assert today.list().summary == "0 customers"


def test_what_is_put_off_makes_room_for_the_next_reason(today: TodayPresenter, world: ReplicaWorld) -> None:
    world.change("customers", 1, birthday="1990-11-25")
    advice_rows.click(world, 10)
    first = today.list().rows[0]
    view = today.contacted(first, "later")
    assert [row.title for row in view.rows] == [
        "Left in the cart: Whole milk, 1 gal",
        "Birthday on Wednesday",
    ][1 if first.kind == "left_in_cart" else 0 :][:1]
    assert world.pending()[0]["arguments"]["channel"] is None


def test_who_may_not_be_contacted_is_counted_not_shown(today: TodayPresenter, world: ReplicaWorld) -> None:
    world.change("customers", 1, birthday="1990-11-25")
    advice_rows.agree(world, granted=0)
    view = today.list()
    assert (view.rows, view.left_out) == ((), "Not on the list: 1 may not be contacted.")


def test_a_store_stops_at_what_hq_allows_a_day(today: TodayPresenter, world: ReplicaWorld) -> None:
    for number in (1, 2):
        advice_rows.agree(world, customer=number)
        advice_rows.agree(world, "personalization", customer=number)
        world.change("customers", number, birthday="1990-11-25", phone="555 01 00", preferred_channel="phone")
    advice_rows.rule(world, "contact", settings='{"quiet_days": 7, "most_today": 1}')
    view = today.list()
    assert len(view.rows) == 1
    assert view.left_out == "Not on the list: 1 left for another day."


def test_a_promise_made_here_a_moment_ago_is_on_the_list(today: TodayPresenter, world: ReplicaWorld) -> None:
    world.desk.recorder.record("follow_up_promised", 1, {"text": "Call her", "due_on": "2026-11-22"})
    assert listed(today) == [("Olivia Bennett", "Call her")]


def test_a_customer_who_left_the_book_is_not_contacted(today: TodayPresenter, world: ReplicaWorld) -> None:
    world.change("customers", 1, birthday="1990-11-25")
    (row,) = today.list().rows
    world.do("DELETE FROM customers WHERE id = 1")
    assert today.list().rows == ()
    with pytest.raises(CustomerNotHere):
        today.contacted(row, "done")
    assert world.at() == NOW_MS
