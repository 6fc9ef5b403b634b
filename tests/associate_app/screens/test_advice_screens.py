"""What to say next on the customer's screen, and whom to contact today: seen, done, put off."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app.presenters.advice_views import ActionRow, Advice

pytestmark = pytest.mark.window


@pytest.fixture
def person(show: Any) -> Any:
    """In front of Olivia's screen."""
    someone = show()
    someone.tap("Olivia Bennett")
    someone.wait_for("What to say next")
    return someone


def test_the_most_useful_is_in_sight_and_the_rest_a_tap_away(person: Any) -> None:
    for text in (
        "Baby due in 4 weeks, 20 Dec",
        "Call about the oat milk",
        "Promised for today",
        "Espresso machine",
    ):
        person.wait_for(text)
    assert not person.sees("Nobody has asked yet")
    person.tap("Show everything there is to say")
    person.wait_for("Nobody has asked yet")
    assert not person.can_use("Show everything there is to say")


def test_one_tap_does_it_and_it_is_gone(person: Any, tablet: Any) -> None:
    person.tap("Done: Call about the oat milk without sugar")
    person.wait_for("Noted: done.")
    assert tablet.told == [("take", 0, "follow_up", "done")]
    person.until(lambda: not person.can_use("Done: Call about the oat milk without sugar"), "it to go")
    person.tap("Later: Left in the cart: Espresso machine, 15 bar")
    person.wait_for("it comes back in three days")
    assert tablet.told[1] == ("take", 0, "left_in_cart", "later")


def test_a_guide_is_read_and_passed_on(person: Any, tablet: Any) -> None:
    person.tap("Show everything there is to say")
    person.tap("Show: What to pack for the hospital")
    person.wait_for("Papers, warm socks, a snack")
    person.tap("Passed on")
    person.wait_for("the guide is passed on")
    assert tablet.told == [("take", 0, "guide", "done")]


def test_a_guide_that_is_not_wanted_is_not_suggested_again(person: Any, tablet: Any) -> None:
    person.tap("Show everything there is to say")
    person.tap("Show: What to pack for the hospital")
    person.tap("Not wanted")
    person.wait_for("not be suggested to her again")
    assert tablet.told == [("take", 0, "guide", "unwanted")]


def test_an_offer_that_is_advised_is_given_as_by_its_banner(person: Any, tablet: Any) -> None:
    person.tap("Show everything there is to say")
    person.tap("Redeem: Autumn produce: 20% off for Gold members")
    person.tap("Redeem now")
    person.wait_for("Redeemed: Autumn produce")
    assert tablet.told == [("redeem", 0, "p1")]


@pytest.mark.parametrize(("answer", "granted"), [("She agrees", True), ("She does not agree", False)])
def test_a_question_is_asked_in_its_words(person: Any, tablet: Any, answer: str, granted: bool) -> None:
    person.tap("Show everything there is to say")
    person.tap("Ask: Ask about news and offers")
    person.wait_for("“May we send you news and offers?”")
    person.tap(answer)
    person.wait_for("Saved: she")
    assert tablet.told == [("consent", 0, "marketing", granted)]


def test_a_size_is_asked_and_noted(show: Any, tablet: Any) -> None:
    ask = ActionRow("missing", "size", "ask_size", "Ask for the size", "Buys Apparel", "ruler", "Ask")
    tablet.views[0] = replace(tablet.views[0], advice=Advice((ask,)))
    person = show()
    person.tap("Olivia Bennett")
    person.tap("Ask: Ask for the size")
    person.type("M, shoe 39")
    person.tap("Save size")
    person.wait_for("Size saved.")
    assert tablet.told == [("size", 0, "M, shoe 39")]


def test_a_promise_is_written_for_a_day(person: Any, tablet: Any) -> None:
    person.tap("Promise something")
    assert not person.can_use("Save promise"), "nothing is promised yet"
    person.type("Call about rye bread")
    person.tap("Promised for: In a week")
    person.tap("Save promise")
    person.wait_for("Promise saved.")
    assert tablet.told == [("promise", 0, "Call about rye bread", 7)]


def test_a_promise_too_long_says_so(person: Any) -> None:
    person.tap("Promise something")
    person.app.root.top_layer().text = "x" * 201
    person.wait_for("A promise has at most 200 characters")
    assert not person.can_use("Save promise")


def test_with_nothing_to_say_the_tablet_says_that(show: Any, tablet: Any) -> None:
    tablet.views[0] = replace(tablet.views[0], advice=Advice())
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("A friendly word will do")


def test_another_customer_begins_with_the_first_lines_again(person: Any) -> None:
    person.tap("Show everything there is to say")
    person.wait_for("Nobody has asked yet")
    person.tap("Amara Okafor")
    person.wait_for("3 more")


def test_today_says_whom_why_and_how(person: Any, tablet: Any) -> None:
    person.tap("My day")
    for text in (
        "Whom to contact", "Birthday on Wednesday", "E-mail to olivia@example.com", "2 customers",
        "2 contacted lately, 1 may not be contacted",
    ):  # fmt: skip
        person.wait_for(text)
    person.tap("Called: Amara Okafor")
    person.wait_for("Noted for Amara Okafor: Called.")
    person.until(lambda: not person.can_use("Called: Amara Okafor"), "the card to go")
    person.tap("Later: Olivia Bennett")
    person.wait_for("it comes back in three days")
    assert tablet.told == [("contacted", 1, "phone", "done"), ("contacted", 0, "email", "later")]


def test_a_name_on_the_list_leads_to_her_screen(person: Any) -> None:
    person.tap("My day")
    person.tap("Open Amara Okafor")
    person.wait_for("Suggested for Amara")


def test_an_empty_list_says_what_would_stand_there(show: Any, tablet: Any) -> None:
    tablet.today.contacts = ()
    tablet.my_day.sections = {}
    person = show()
    person.tap("My day")
    person.wait_for("Nothing left to do today")
