"""Writing to a customer, from her screen and from the day's list: choose, put right, hand over."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.presenters.message_views import Reason
from associate_app.presenters.messages import MayNotWrite

pytestmark = pytest.mark.window


@pytest.fixture
def person(show: Any) -> Any:
    """In front of the texts for Olivia."""
    someone = show()
    someone.tap("Olivia Bennett")
    someone.tap("Write to her")
    someone.tap("Write to (513) 555-0142")
    someone.wait_for("what you asked for is here")
    return someone


def told(tablet: Any) -> list[Any]:
    return [deed for deed in tablet.told if deed[0] == "sent"]


def test_a_text_is_chosen_put_right_and_handed_over(person: Any, tablet: Any) -> None:
    person.tap("Text: Birthday")
    person.wait_for("Happy birthday, Olivia!")
    person.fill("Message", "All the best, Olivia")
    person.tap("Hand over")
    person.wait_for("Handed over. The contact is kept.")
    assert told(tablet) == [("sent", 0, "birthday", "All the best, Olivia", None)]
    assert not person.can_use("Hand over")


def test_what_may_not_be_sent_says_why_and_cannot_be_handed_over(person: Any) -> None:
    person.tap("Text: We have not seen you for a while")
    person.wait_for("news can wait 11 more days")
    assert not person.can_use("Hand over")
    person.tap("Text: Birthday")
    person.until(lambda: person.can_use("Hand over"), "what may be sent to be handed over")


def test_a_blank_that_is_left_and_an_empty_text_are_told(person: Any) -> None:
    person.fill("Message", "Your {colour} coat")
    person.wait_for("Fill in what stands between braces: colour.")
    assert not person.can_use("Hand over")
    person.fill("Message", " ")
    person.wait_for("Write what is to be sent.")


def test_a_withdrawal_meanwhile_is_told_and_the_text_stays(person: Any, tablet: Any) -> None:
    tablet.messages.refusal = MayNotWrite("She wants no messages of this kind this way.")
    person.tap("Hand over")
    person.wait_for("She wants no messages of this kind this way.")
    assert told(tablet) == []
    assert person.can_use("Hand over")


def test_where_hq_has_sent_no_texts_that_is_said(show: Any, tablet: Any) -> None:
    tablet.messages.nothing = "HQ has sent no texts for this yet."
    person = show()
    person.tap("Olivia Bennett")
    person.tap("Write to her")
    person.tap("Write to olivia@example.com")
    person.wait_for("HQ has sent no texts for this yet.")
    assert not person.can_use("Hand over")
    person.tap("Cancel")


def test_from_the_days_list_the_message_is_about_what_stood_there(show: Any, tablet: Any) -> None:
    person = show()
    person.tap("My day")
    person.tap("Write to Olivia Bennett")
    person.wait_for("thank you for coming in")
    person.tap("Hand over")
    person.wait_for("Handed over")
    ((_sent, customer, template, _text, about),) = told(tablet)
    assert (customer, template, about) == (0, "thanks", Reason("date", "birthday/2026-11-25"))
