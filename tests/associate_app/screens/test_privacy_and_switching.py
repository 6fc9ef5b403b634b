"""A tablet that nobody touches shows nobody; its author comes back to her place; a colleague takes over."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.presenters.message_views import Reason
from associate_app.store.drafts import Draft
from shared.automatic_tasks import STEP

pytestmark = pytest.mark.window


@pytest.fixture
def person(show: Any) -> Any:
    """Mia, signed in, in front of Olivia's screen; `pass_time` lets seconds pass."""
    someone = show("sign_in")
    sign_in(someone)
    someone.tap("Olivia Bennett")
    someone.wait_for("Suggested for Olivia")
    return someone


def sign_in(person: Any) -> None:
    person.until(lambda: person.can_use("Mia Torres") or person.sees("Type your PIN"), "somebody to sign in")
    if person.can_use("Mia Torres"):
        person.tap("Mia Torres")
    give_pin(person)
    person.wait_for("Olivia Bennett")


def give_pin(person: Any) -> None:
    person.wait_for("Type your PIN")
    for digit in "2468":
        person.tap(digit)
    person.tap("Sign in")


def idle(person: Any, seconds: float) -> None:
    """Nobody touches the tablet for so long."""
    later = person.app.now_s() + seconds
    person.app.now_s = lambda: later
    person.app.look_whether_idle()
    person.frames(2)


def shown(person: Any) -> list[str]:
    return [text for text in person.texts() if "Olivia" in text or "Bennett" in text]


def test_after_two_minutes_a_cover_lies_over_everything_and_a_touch_asks_for_her_pin(
    person: Any, tablet: Any
) -> None:
    idle(person, 119)
    assert person.app.root.covered is None
    idle(person, 121)
    cover = person.app.root.covered
    assert cover is person.app.root.children[0], "nothing lies over it"
    assert (cover.pos, cover.size) == ([0, 0], list(person.app.root.size))
    assert tablet.stage == "ready"
    touch_anywhere(person)
    assert tablet.stage == "sign_in"
    person.wait_for("Locked. Type your PIN to go on where you were")
    assert person.sees("Mia Torres")
    assert shown(person) == []
    give_pin(person)
    person.wait_for("Suggested for Olivia")


def touch_anywhere(person: Any) -> None:
    from kivy.tests.common import UnitTestTouch

    touch = UnitTestTouch(640, 300)
    touch.touch_down()
    touch.touch_up()
    person.frames(2)


def test_a_key_wakes_it_too_and_means_nothing_else(person: Any, tablet: Any) -> None:
    idle(person, 121)
    person.press("tab")
    assert tablet.stage == "sign_in"
    person.wait_for("Type your PIN to go on")


def test_after_ten_minutes_it_is_locked_and_a_locked_tablet_is_not_covered(person: Any, tablet: Any) -> None:
    idle(person, 601)
    assert tablet.stage == "sign_in"
    person.wait_for("Type your PIN to go on")
    idle(person, 601)
    assert person.app.root.covered is None


def test_a_half_written_note_comes_back_to_its_author(person: Any, tablet: Any) -> None:
    person.tap("Add note")
    person.type("Allergic to")
    person.app.root.lock_and_wait()
    person.wait_for("Locked. Type your PIN")
    assert not person.sees("Allergic")
    give_pin(person)
    person.wait_for("Note about Olivia Bennett")
    person.wait_for("Allergic to")
    person.type(" nuts")
    person.tap("Save note")
    person.wait_for("Note saved on this tablet.")
    assert "Allergic to nuts" in tablet.told[-1]
    person.until(lambda: tablet.drafts.kept is None, "the draft to be dealt with")


def test_half_changed_details_come_back_as_they_were_typed(person: Any) -> None:
    person.tap("Edit details")
    person.wait_for("What she agrees to")
    person.fill("E-mail address", "olivia@new")
    person.tap("Prefers: Phone")
    person.app.root.lock_and_wait()
    give_pin(person)
    person.wait_for("What she agrees to")
    sheet = person.app.root.top_layer()
    assert (sheet.ids.email.text, sheet.channel) == ("olivia@new", "phone")
    assert [chip.text for chip in sheet.ids.channels.children if chip.chosen] == ["Phone"]


def test_a_half_written_message_comes_back_with_its_template_and_what_it_is_about(
    person: Any, tablet: Any
) -> None:
    person.tap("My day")
    person.tap("Write: Thank her for her first purchase")
    person.tap("Text: Birthday")
    person.fill("Message", "All the best, Yuki")
    person.app.root.lock_and_wait()
    assert tablet.drafts.kept.customer_id == 8
    give_pin(person)
    person.wait_for("Write to Yuki")
    assert person.find("Message").text == "All the best, Yuki"
    person.tap("Hand over")
    person.wait_for("Handed over. The contact is kept.")
    (sent,) = (deed for deed in tablet.told if deed[0] == "sent")
    about = Reason(STEP, "1-first-visit/2026-11-20/0")
    assert sent == ("sent", 8, "birthday", "All the best, Yuki", about)


def test_a_message_that_nobody_put_right_or_whose_template_is_gone_does_not_come_back(
    person: Any, tablet: Any
) -> None:
    person.tap("Write to her")
    person.tap("Write to (513) 555-0142")
    person.wait_for("what you asked for is here")
    person.app.root.lock_and_wait()
    assert (tablet.drafts.kept.kind, tablet.drafts.kept.texts) == ("", {})
    tablet.drafts.kept = Draft(0, "customers", 0, "message", {"text": "Old words", "template": "gone"})
    give_pin(person)
    person.wait_for("what you asked for is here")
    assert not person.sees("Old words")


def test_an_untouched_sheet_is_not_opened_again_but_the_place_is(person: Any, tablet: Any) -> None:
    person.tap("Edit details")
    person.wait_for("What she agrees to")
    person.app.root.lock_and_wait()
    assert (tablet.drafts.kept.kind, tablet.drafts.kept.texts) == ("", {})
    give_pin(person)
    person.wait_for("Suggested for Olivia")
    assert not person.sees("What she agrees to")


def test_another_page_is_come_back_to(person: Any) -> None:
    person.tap("Offers")
    person.wait_for("Autumn produce: 20% off")
    person.tap("Lock")
    person.wait_for("Nothing is lost")
    sign_in_again(person)
    person.wait_for("Autumn produce: 20% off")
    assert person.app.root.screen.page == "offers"


def sign_in_again(person: Any) -> None:
    person.tap("Mia Torres")
    give_pin(person)


def test_two_taps_lead_to_a_colleagues_pin(person: Any, tablet: Any) -> None:
    person.tap("Change who works here")
    person.wait_for("Who takes over?")
    person.tap("Jon Weber")
    person.wait_for("Type your PIN")
    assert tablet.stage == "sign_in"
    assert person.sees("Jon Weber")
    assert shown(person) == []


def test_somebody_new_can_take_over(person: Any) -> None:
    person.tap("Change who works here")
    person.tap("Somebody else")
    person.wait_for("Who is working?")


def test_signing_out_is_asked_and_refused_while_work_is_unsent(person: Any, tablet: Any) -> None:
    tablet.switching.unsent = 2
    person.tap("Change who works here")
    person.tap("Sign me out of this tablet")
    person.tap("Sign out")
    person.wait_for("2 things you did are not with HQ yet.")
    assert tablet.stage == "ready"
    tablet.switching.unsent = 0
    person.tap("Change who works here")
    person.tap("Sign me out of this tablet")
    person.tap("Sign out")
    person.wait_for("Who is working?")
    assert not person.can_use("Mia Torres")
    assert person.can_use("Jon Weber")


def test_a_sheet_that_is_open_is_not_hidden_under_another(person: Any) -> None:
    person.tap("Add note")
    person.wait_for("Save note")
    person.app.root.switch()
    person.frames(3)
    assert not person.sees("Who takes over?")
