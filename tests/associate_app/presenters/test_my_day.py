"""My day: appointments by their time, promises, tasks of HQ, steps of sequences; each ended with one tap."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from associate_app.errors import CustomerNotHere
from associate_app.presenters.advice_views import ContactRow, TodayView
from associate_app.presenters.attention import AttentionPresenter
from associate_app.presenters.my_day import MyDayPresenter, apart
from associate_app.presenters.my_day_views import DayEntry, MyDay
from associate_app.presenters.timeline import _merge_text
from shared.clock import DAY_MS
from tests.associate_app import advice_rows
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import LEO, MIA, NOW_MS

TASK = "01980000-0000-7000-8000-000000000701"


@pytest.fixture
def day(world: ReplicaWorld) -> MyDayPresenter:
    return MyDayPresenter(lambda: world.desk)


def task(world: ReplicaWorld, number: int = 1, **more: Any) -> str:
    row = {
        "id": TASK[:-1] + str(number), "store_id": "367", "associate_id": None, "title": f"Task {number}",
        "text": "", "product_ids": "[]", "starts_on": "2026-11-20", "ends_on": "2026-11-24", "is_on": 1,
    }  # fmt: skip
    world.put("tasks", row | more)
    return str(row["id"])


def visit(world: ReplicaWorld, number: int, starts: str, **more: Any) -> str:
    row = {
        "id": f"01980000-0000-7000-8000-00000000080{number}", "customer_id": 1, "store_id": "367",
        "associate_id": MIA, "starts_local": starts, "minutes": 45, "about": "", "state": "agreed",
        "at_ms": NOW_MS - DAY_MS,
    }  # fmt: skip
    world.put("appointments", row | more)
    return str(row["id"])


def sequence(world: ReplicaWorld, starts: str = "silence", **more: Any) -> None:
    steps = [{"after_days": 8, "deed": "message", "title": "Write to her", "text": "How is it?"}]
    row = {"id": "s", "name": "After a visit", "starts_with": starts, "about": None, "least": 1, "is_on": 1}
    row["stops_with"] = json.dumps(["purchase", "word", "offer"])
    world.put("sequences", row | {"steps": json.dumps(more.pop("steps", steps))} | more)


def section(view: MyDay, key: str) -> tuple[DayEntry, ...]:
    return next((each.entries for each in view.sections if each.key == key), ())


def titles(view: MyDay, key: str) -> list[str]:
    return [entry.title for entry in section(view, key)]


def test_an_empty_day_says_its_date_and_nothing_else(day: MyDayPresenter) -> None:
    view = day.list()
    assert (view.date, view.summary, view.sections, view.done) == ("Sunday, 22 November", "", (), ())


def test_appointments_of_the_day_stand_by_their_time_with_what_they_are(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    visit(world, 1, "2026-11-22T15:00", about="Coats")
    visit(world, 2, "2026-11-22T09:30", associate_id=LEO, state="moved", minutes=1)
    visit(world, 3, "2026-11-24T10:00")
    visit(world, 4, "2026-11-22T11:00", store_id="406")
    visit(world, 5, "2026-11-22T11:00", customer_id=77)
    late, coming = section(day.list(), "visits")
    assert (late.lead, late.title, late.who, late.detail, late.when, late.tone) == (
        "09:30", "Visit", "Olivia Bennett", "1 minute · with Leo Brand · Moved to this time", "Did she come?",
        "late",
    )  # fmt: skip
    assert (coming.lead, coming.title, coming.detail, coming.when, coming.tone, coming.verb) == (
        "15:00", "Coats", "45 minutes", "", "now", "She came",
    )  # fmt: skip
    assert day.list().summary == "2 appointments"


def test_an_appointment_with_a_stranger_who_left_names_nobody(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    visit(world, 1, "2026-11-22T15:00", associate_id="gone")
    assert section(day.list(), "visits")[0].detail == "45 minutes"


def test_an_appointment_that_was_kept_is_done_and_can_be_taken_back(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    visit(world, 1, "2026-11-22T15:00")
    (entry,) = section(day.list(), "visits")
    view = day.settle(entry, "kept")
    assert view.sections == ()
    (done,) = view.done
    assert (done.when, done.tone, done.verb, done.seen) == ("She came", "done", "", "kept")
    assert world.recorded == [True]
    assert section(day.settle(done, "agreed"), "visits")[0].seen == "agreed"
    assert day.settle(entry, "cancelled").done[0].when == "Cancelled"


def test_an_appointment_made_here_a_moment_ago_stands_in_the_day(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    said = {"starts_local": "2026-11-22T16:30", "minutes": 30, "about": "Shoes"}
    world.desk.recorder.record("appointment_made", 2, said)
    assert titles(day.list(), "visits") == ["Shoes"]
    stored = visit(world, 1, "2026-11-25T10:00")
    changes = {"starts_local": {"from": "2026-11-25T10:00", "to": "2026-11-22T17:00"}}
    arguments = {"appointment_id": stored, "changes": changes, "settles": []}
    world.desk.recorder.record("appointment_changed", 1, arguments)
    assert [entry.lead for entry in section(day.list(), "visits")] == ["16:30", "17:00"]


def test_tomorrow_is_got_ready_for_by_whose_it_is(day: MyDayPresenter, world: ReplicaWorld) -> None:
    visit(world, 1, "2026-11-23T11:00", about="Coats")
    visit(world, 2, "2026-11-23T12:00", customer_id=2)
    visit(world, 3, "2026-11-23T13:00", associate_id=LEO)
    first, second = section(day.list(), "tasks")
    assert (first.title, first.who, first.when) == (
        "Get ready for tomorrow: Coats", "Olivia Bennett", "Tomorrow, 11:00",
    )  # fmt: skip
    assert second.title == "Get ready for a visit tomorrow"
    assert titles(day.end(first, "done"), "tasks") == [second.title]
    assert world.pending()[0]["arguments"]["action"] == "appointment"


def test_promises_stand_the_longest_overdue_first_with_how_she_is_reached(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    advice_rows.promise(world, "Call about the oat milk", "2026-11-21")
    world.desk.recorder.record("follow_up_promised", 2, {"text": "Flour", "due_on": "2026-11-22"})
    late, today = section(day.list(), "promises")
    assert (late.title, late.when, late.tone, late.verb, late.detail, late.channel) == (
        "Call about the oat milk", "Promised for 21 Nov, yesterday", "late", "E-mailed",
        "E-mail to olivia@example.com", "email",
    )  # fmt: skip
    assert (today.when, today.tone, today.verb, today.detail, today.channel) == (
        "Promised for today", "now", "Done", "", None,
    )  # fmt: skip
    view = day.end(late, "done")
    assert titles(view, "promises") == ["Flour"]
    assert world.pending()[-1]["arguments"]["channel"] == "email"
    assert titles(day.end(today, "later"), "promises") == []
    assert world.pending()[-1]["arguments"]["channel"] is None


def test_promises_come_as_early_as_hq_sets_it(day: MyDayPresenter, world: ReplicaWorld) -> None:
    advice_rows.rule(world, "follow_up", settings='{"ahead_days": 3}')
    advice_rows.promise(world, "Call", "2026-11-24")
    world.change("customers", 1, preferred_channel="phone")
    (entry,) = section(day.list(), "promises")
    assert (entry.when, entry.detail) == ("Promised for Tuesday", "Call +1 555-0134")


def test_tasks_of_hq_stand_by_their_end_with_what_they_are_about(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    task(world, 1, product_ids="[10, 999]", text="Red\ncloths")
    task(world, 2, ends_on="2026-11-22", associate_id=MIA)
    task(world, 3, ends_on="2026-11-23")
    for number, more in enumerate(
        ({"is_on": 0}, {"associate_id": LEO}, {"starts_on": "2026-11-23"}, {"ends_on": "2026-11-21"}), start=4
    ):
        task(world, number, **more)
    last, tomorrow, later = section(day.list(), "tasks")
    assert (last.title, last.when, last.tone, last.who) == ("Task 2", "Last day", "now", "For you")
    assert (tomorrow.when, tomorrow.tone, tomorrow.product_id) == ("Until tomorrow", "plain", None)
    assert (later.when, later.detail, later.product_id) == (
        "Until 24 Nov", "Red cloths · Whole milk, 1 gal", 10,
    )  # fmt: skip


def test_a_task_that_is_done_folds_away_and_comes_back_if_that_was_a_slip(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    number = task(world)
    view = day.end_task(number, "done")
    assert (view.sections, [each.seen for each in view.done]) == ((), ["done"])
    world.clock.advance(timedelta(minutes=1))
    view = day.end_task(number, "not_possible", "No cloth")
    assert view.done[0].detail == "Not possible: No cloth"
    world.clock.advance(timedelta(minutes=1))
    view = day.end_task(number, "open")
    assert (titles(view, "tasks"), view.done) == (["Task 1"], ())
    assert [wire["customer_id"] for wire in world.pending()] == [0, 0, 0]


def test_what_a_colleague_ended_is_gone_here_once_her_word_has_come(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    number = task(world)
    word = {"id": "w1", "task_id": number, "store_id": "367", "associate_id": LEO, "outcome": "done"}
    world.put("task_outcomes", word | {"reason": None, "at_ms": NOW_MS - 1000})
    advice_rows.promise(world, "Call", "2026-11-21")
    promised = section(day.list(), "promises")[0]
    world.put(
        "action_outcomes",
        {
            "id": "w2", "customer_id": 1, "store_id": "367", "associate_id": LEO, "action": "follow_up",
            "subject": promised.subject, "outcome": "unwanted", "channel": None, "text": "x", "at_ms": NOW_MS,
        },
    )  # fmt: skip
    view = day.list()
    assert view.sections == ()
    assert [each.title for each in view.done] == ["Task 1"]
    world.clock.advance(timedelta(days=1))
    assert day.list().done == (), "what was done yesterday is history"


def test_a_step_of_a_sequence_says_why_it_comes_up(day: MyDayPresenter, world: ReplicaWorld) -> None:
    advice_rows.agree(world)
    sequence(world)
    (entry,) = section(day.list(), "steps")
    assert (entry.title, entry.who, entry.detail, entry.when, entry.verb, entry.channel) == (
        "Write to her", "Olivia Bennett", "How is it?",
        "After a visit, step 1 of 1: bought 9 days ago", "Write", "email",
    )  # fmt: skip
    assert day.list().cared_for == {1}
    assert day.end(entry, "done").sections == ()


@pytest.mark.parametrize(
    ("starts", "more", "is_due"),
    [
        ("first_purchase", {}, False),
        ("big_purchase", {"least": 5}, True),
        ("big_purchase", {"least": 6}, False),
        ("bought", {"about": "APPLES"}, True),
        ("bought", {"about": "Dairy"}, True),
        ("bought", {"about": "Fuel"}, False),
        ("silence", {"least": 6}, True),
        ("silence", {"least": 7}, False),
        ("rain", {}, False),
        ("silence", {"is_on": 0}, False),
    ],
)
def test_a_sequence_begins_with_the_purchase_that_it_waits_for(
    day: MyDayPresenter, world: ReplicaWorld, starts: str, more: dict[str, Any], is_due: bool
) -> None:
    advice_rows.agree(world)
    sequence(world, starts, **more)
    assert bool(section(day.list(), "steps")) is is_due


def test_a_first_purchase_begins_one_and_the_second_ends_it(day: MyDayPresenter, world: ReplicaWorld) -> None:
    advice_rows.agree(world)
    sequence(world, "first_purchase", steps=[{"after_days": 9, "deed": "task", "title": "Think of her"}])
    world.do("DELETE FROM purchases WHERE id <> 100")
    (entry,) = section(day.list(), "steps")
    assert (entry.verb, entry.channel, entry.icon) == ("Done", None, "lightbulb-on-outline")
    world.buy(500, DAY_MS, [(11, 1, 100)])
    assert day.list().sections == ()


def test_no_step_comes_up_without_consent_after_her_word_or_for_a_stranger(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    advice_rows.agree(world)
    sequence(world)
    answer = {"product_id": 10, "answer": "liked", "shown_in": None, "model": None}
    world.desk.recorder.record("recommendation_answered", 1, answer)
    assert day.list().sections == ()
    world.do("DELETE FROM outbox")
    assert section(day.list(), "steps")
    world.do("UPDATE consents SET granted = 0")
    assert day.list().sections == ()
    world.do("DELETE FROM customers WHERE id = 1")
    assert day.list().sections == ()


def aside(world: ReplicaWorld, number: int, until: str, **more: Any) -> None:
    row = {
        "id": f"01980000-0000-7000-8000-00000000060{number}", "customer_id": 1, "store_id": "367",
        "associate_id": MIA, "lines": '[{"product_id": 10, "quantity": 2}]', "until_on": until,
        "at_ms": NOW_MS, "outcome": None, "ended_ms": None,
    }  # fmt: skip
    world.put("put_asides", row | more)


def test_what_is_put_aside_until_today_or_tomorrow_is_told_her(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    aside(world, 1, "2026-11-23")
    aside(world, 2, "2026-11-25")
    aside(world, 3, "2026-11-22", ended_ms=1, outcome="released")
    aside(world, 4, "2026-11-22", customer_id=77)
    lines = [{"product_id": 999, "quantity": 1}]
    world.desk.recorder.record("put_aside", 2, {"lines": lines, "until_on": "2026-11-22"})
    last, first = section(day.list(), "tasks")
    assert (last.title, last.when, last.tone, last.verb) == (
        "Put aside for her: what she chose", "Waits until closing time today", "now", "Told",
    )  # fmt: skip
    assert (first.title, first.when, first.verb, first.channel) == (
        "Put aside for her: Whole milk, 1 gal", "Waits until tomorrow", "E-mailed", "email",
    )  # fmt: skip
    assert titles(day.end(first, "done"), "tasks") == [last.title]


def test_whoever_stands_in_the_day_is_not_listed_among_those_to_contact_again(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    advice_rows.agree(world)
    sequence(world)
    rows = tuple(
        ContactRow(number, "N", "N", 0.0, "", kind, "s", "T", "R", "i", "email", "E-mail to n", "E-mailed")
        for number, kind in ((1, "date"), (2, "follow_up"), (3, "date"))
    )
    found = TodayView(rows, "3 customers · 2 contacted today", "")
    assert apart(found, None) == found
    left = apart(found, day.list())
    assert [row.customer_id for row in left.rows] == [3]
    assert left.summary == "1 customer"


def test_who_has_left_the_book_cannot_be_ended(day: MyDayPresenter, world: ReplicaWorld) -> None:
    advice_rows.promise(world, "Call", "2026-11-21")
    (entry,) = section(day.list(), "promises")
    world.do("DELETE FROM customers WHERE id = 1")
    with pytest.raises(CustomerNotHere):
        day.end(entry, "done")
    assert day.list().sections == ()


def conflict(world: ReplicaWorld, appointment: str, field: str, kept: str, lost: str) -> dict[str, Any]:
    row = {
        "id": "01980000-0000-7000-8000-000000000901", "customer_id": 1, "store_id": "367",
        "associate_id": LEO, "field": f"appointment/{appointment}/{field}", "kept": kept, "lost": lost,
        "at_ms": NOW_MS, "settled_ms": None,
    }  # fmt: skip
    world.put("customer_conflicts", row)
    return row


def test_two_words_on_an_appointment_are_shown_and_either_can_be_taken(
    day: MyDayPresenter, world: ReplicaWorld
) -> None:
    attention = AttentionPresenter(lambda: world.desk)
    own = visit(world, 1, "2026-11-22T17:00", state="moved")
    row = conflict(world, own, "starts_local", "2026-11-22T17:00", "2026-11-22T16:00")
    (item,) = attention.conflicts()
    assert (item.title, item.now, item.other, item.can_take_other) == (
        "Time of the appointment with Olivia Bennett", "2026-11-22, 17:00", "2026-11-22, 16:00", True,
    )  # fmt: skip
    assert _merge_text(row) == (
        "HQ merged two changes of an appointment: 2026-11-22, 17:00 kept, 2026-11-22, 16:00 set aside"
    )
    attention.take_other(item.id)
    assert [entry.lead for entry in section(day.list(), "visits")] == ["16:00"]
    assert attention.conflicts() == ()
    world.do("DELETE FROM outbox")
    attention.keep(item.id)
    assert attention.conflicts() == ()
    assert world.pending()[0]["kind"] == "customer_edited"


def test_two_words_on_an_appointment_that_is_not_here_are_shown_as_they_came(world: ReplicaWorld) -> None:
    conflict(world, "01980000-0000-7000-8000-000000000899", "state", "kept", "cancelled")
    (item,) = AttentionPresenter(lambda: world.desk).conflicts()
    assert (item.now, item.other) == ("kept", "cancelled")
