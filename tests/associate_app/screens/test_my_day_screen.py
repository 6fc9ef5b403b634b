"""My day as a person uses it: by tap and by key; what is done folds away and comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app.presenters.message_views import Reason
from shared.automatic_tasks import STEP

pytestmark = pytest.mark.window


@pytest.fixture
def person(show: Any) -> Any:
    driven = show()
    driven.tap("My day")
    driven.wait_for("Build the winter table")
    return driven


def test_the_day_stands_in_the_order_of_what_matters_now(person: Any) -> None:
    person.wait_for("Whom to contact")
    summary = "1 thing right now · 2 appointments · 1 promise"
    for text in ("Sunday, 22 November", summary, "Did she come?", "Last day"):
        assert person.sees(text), text
    names = ["Right now", "Appointments", "Promised", "To do", "Follow-ups"]
    assert [text for text in person.texts() if text in names] == names
    assert not person.can_use("Open Charlotte Lindqvist"), "her promise is not said twice"


def test_what_has_just_happened_is_mentioned_with_one_tap_or_put_off(person: Any, tablet: Any) -> None:
    assert person.sees("In the store now")
    person.tap("Mentioned: Left in the cart: Espresso machine")
    person.wait_for("Noted for Ingrid Walsh: Mentioned.")
    person.wait_gone("Right now")
    assert tablet.told == [("end", "88", "done")]


def test_a_task_is_done_with_one_tap_and_undone_with_another(person: Any, tablet: Any) -> None:
    person.tap("Done: Build the winter table")
    person.wait_for("1 done today")
    person.tap("Undo")
    person.wait_for("Taken back.")
    person.wait_for("Build the winter table")
    assert tablet.told == [("task", "t1", "done", None), ("task", "t1", "open", None)]


def test_what_is_done_unfolds_and_can_be_taken_back_there(person: Any, tablet: Any) -> None:
    person.tap("Done: Count the gift boxes")
    person.wait_for("1 done today")
    person.app.root.snackbar.end()
    person.tap("Show what is done today")
    person.wait_for("Done today")
    person.tap("All of Count the gift boxes")
    person.tap("Undo: Count the gift boxes")
    person.wait_gone("Done today")
    assert tablet.told[-1] == ("task", "t2", "open", None)


def test_what_was_not_possible_is_told_with_its_reason(person: Any, tablet: Any) -> None:
    person.tap("All of Count the gift boxes")
    person.tap("Not possible")
    person.type("There are none")
    person.tap("Tell HQ")
    person.wait_for("HQ is told why")
    assert tablet.told == [("task", "t2", "not_possible", "There are none")]


def test_an_appointment_is_kept_or_cancelled_and_that_can_be_taken_back(person: Any, tablet: Any) -> None:
    person.tap("She came: Winter coats")
    person.wait_for("Noted: Priya Rossi came.")
    person.app.root.snackbar.end()
    person.tap("Show what is done today")
    person.tap("Undo: Winter coats")
    person.wait_for("Taken back.")
    person.tap("More for Visit")
    person.tap("It is cancelled")
    person.wait_for("The appointment is cancelled.")
    assert tablet.told == [
        ("settle", "a1", "agreed", "kept"), ("settle", "a1", "kept", "agreed"),
        ("settle", "a2", "moved", "cancelled"),
    ]  # fmt: skip


def test_promises_and_follow_ups_are_done_put_off_or_ended(person: Any, tablet: Any) -> None:
    person.tap("Called: Call about the oat milk without sugar")
    person.wait_for("Noted for Mateo Dahl: Called.")
    person.tap("More for Get ready for tomorrow: shoes for a wedding")
    person.tap("Later: in three days")
    person.wait_for("it comes back in three days")
    person.tap("More for Thank her for her first purchase")
    person.tap("She does not want it: end this sequence")
    person.wait_for("This sequence has ended for her.")
    assert tablet.told == [
        ("end", "f1", "done"), ("end", "a3/2026-11-23T11:00", "later"),
        ("end", "1-first-visit/2026-11-20/0", "unwanted"),
    ]  # fmt: skip


def test_a_step_that_is_a_message_is_written_on_its_sheet_and_is_done_with_it(
    person: Any, tablet: Any
) -> None:
    person.tap("Write: Thank her for her first purchase")
    person.wait_for("Write to Yuki")
    person.tap("Text: Birthday")
    person.tap("Hand over")
    person.wait_for("Handed over. The contact is kept.")
    (sent,) = (deed for deed in tablet.told if deed[0] == "sent")
    assert (sent[1:3], sent[4]) == ((8, "birthday"), Reason(STEP, "1-first-visit/2026-11-20/0"))


def test_a_step_that_was_done_without_the_tablet_is_only_noted(person: Any, tablet: Any) -> None:
    person.tap("More for Thank her for her first purchase")
    person.tap("Done already: only note it")
    person.wait_for("Noted for Yuki Novak: Done.")
    assert tablet.told == [("end", "1-first-visit/2026-11-20/0", "done")]


def test_each_entry_opens_whom_or_what_it_is_about(person: Any) -> None:
    person.tap("Open Sofia Alvarez")
    person.wait_for("What to say next")
    person.tap("My day")
    person.tap("Open the product of Build the winter table")
    person.wait_for("Colombian ground coffee, 12 oz")
    person.tap("My day")
    person.tap("More for Visit")
    person.tap("Open Sofia Alvarez")
    person.wait_for("What to say next")
    person.tap("My day")
    person.tap("More for Build the winter table")
    person.tap("Open the product")
    person.wait_for("Colombian ground coffee, 12 oz")


def test_the_day_is_done_by_keys_alone(person: Any, tablet: Any) -> None:
    for _step in range(60):
        if person.focused() == "She came: Winter coats":
            break
        person.press("tab")
    person.press("enter")
    person.wait_for("Noted: Priya Rossi came.")
    assert tablet.told == [("settle", "a1", "agreed", "kept")]


def test_the_rest_of_whom_to_contact_is_shown_when_it_is_wanted(show: Any, tablet: Any) -> None:
    first = tablet.today.contacts[0]
    tablet.today.contacts = tuple(
        replace(first, customer_id=20 + number, name=f"Person {number}") for number in range(8)
    )
    person = show()
    person.tap("My day")
    person.wait_for("Person 5")
    assert not person.can_use("Open Person 7")
    person.tap("Show everybody to contact")
    person.until(lambda: person.can_use("Open Person 7"), "the last of them")


def test_in_portrait_whom_to_contact_stands_below_the_day(show: Any) -> None:
    person = show(size=(800, 1280))
    person.tap("My day")
    person.wait_for("Whom to contact")
    page = person.app.root.screen.ids.place.children[0]
    assert page.ids.people.__self__.parent is page.ids.left.__self__


def visit(person: Any, name: str) -> None:
    person.tap(name)
    person.tap("Book visit")


def test_a_visit_is_booked_with_its_day_time_and_what_it_is_about(show: Any, tablet: Any) -> None:
    person = show()
    visit(person, "Olivia Bennett")
    assert not person.can_use("Save the visit")
    person.tap("Choose the day: Tomorrow")
    person.tap("27 November 2026")
    person.wait_for("27 Nov")
    person.tap("At 15:00")
    person.wait_for("You see Priya Rossi at 15:00 that day.")
    person.tap("At 16:30")
    person.wait_gone("You see Priya Rossi")
    person.tap("It takes 60 minutes")
    person.fill("What it is about", "Shoes")
    person.tap("Save the visit")
    person.wait_for("The visit is booked.")
    assert tablet.told == [("book", 0, "2026-11-27T16:30", 60, "Shoes")]


def test_a_visit_that_stands_is_moved_or_cancelled(show: Any, tablet: Any) -> None:
    person = show()
    visit(person, "Amara Okafor")
    person.tap("Move it to another time")
    person.tap("At 09:00")
    person.until(lambda: tablet.booking.asked, "the question whether it clashes")
    person.tap("Save the visit")
    person.wait_for("The visit is moved.")
    person.tap("Book visit")
    person.tap("Book another visit")
    person.wait_for("Book a visit with Amara Okafor")
    person.press("escape")
    person.tap("Book visit")
    person.tap("Cancel it")
    person.wait_for("The visit is cancelled.")
    assert tablet.told == [("move", "v1", "2026-11-23T09:00"), ("cancel", "v1")]
    assert tablet.booking.asked == [("2026-11-23T09:00", 45, "v1")]


def test_a_day_without_a_time_left_says_so(show: Any, tablet: Any) -> None:
    tablet.booking.times = lambda _day: ()
    person = show()
    visit(person, "Olivia Bennett")
    person.wait_for("No time is left on this day.")
