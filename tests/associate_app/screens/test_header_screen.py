"""The head of her screen as an associate uses it: her facts, calling, writing, and putting right."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

pytestmark = pytest.mark.window


@pytest.fixture
def person(show: Any) -> Any:
    """In front of Olivia's screen."""
    someone = show()
    someone.tap("Olivia Bennett")
    someone.wait_for("M, shoe 39")
    return someone


def test_what_to_know_of_her_stands_under_her_name(person: Any) -> None:
    for text in ("navy, olive", "Dislikes", "celery", "25 Nov", "Baby due", "Agreed to personal offers"):
        person.wait_for(text)


def test_a_call_shows_the_number_and_what_she_agreed_to_and_is_kept(person: Any, tablet: Any) -> None:
    person.tap("Call her")
    person.wait_for("Call Olivia Bennett")
    person.wait_for("(513) 555-0142")
    person.wait_for("speak only of what she asked for")
    person.tap("Close")
    assert tablet.told == []
    person.tap("Call her")
    person.tap("I called her")
    person.wait_for("The contact is kept.")
    assert tablet.told == [("reached", 0, "phone")]


def test_writing_offers_both_ways_by_keyboard(person: Any, tablet: Any) -> None:
    button = person.find("Write to her")
    button.focus = True
    person.press("enter")
    person.wait_for("Write to Olivia Bennett")
    assert person.can_use("I messaged her")
    person.wait_for("olivia@example.com")
    person.press("tab")
    person.press("tab")
    person.press("enter")
    person.until(lambda: tablet.told == [("reached", 0, "email")], "the e-mail to be kept")


def test_without_a_number_the_sheet_says_what_to_do(show: Any, tablet: Any) -> None:
    tablet.views[0] = replace(tablet.views[0], ways=())
    person = show()
    person.tap("Olivia Bennett")
    person.tap("Call her")
    person.wait_for("There is no phone number yet")
    person.press("escape")
    person.tap("Write to her")
    person.wait_for("There is no number or address yet")


def test_names_and_sizes_are_on_the_sheet_and_no_field_lies_under_its_bar(show: Any, tablet: Any) -> None:
    person = show(size=(1024, 600))
    person.tap("Olivia Bennett")
    person.tap("Edit details")
    person.wait_for("What she agrees to")
    ids = person.app.root.top_layer().ids
    scroll = ids.body.parent
    for name in ("family_name", "email", "colours", "child_birthday"):
        field = ids[name]
        right = field.to_window(field.right, field.y)[0]
        assert right <= scroll.to_window(scroll.right, scroll.y)[0] - scroll.bar_width, name
    ids.given_name.text, ids.colours.text = "", "navy"
    person.tap("Save details")
    person.wait_for("A name cannot be empty.")
    ids.given_name.text = "Livia"
    person.tap("Save details")
    person.wait_for("Saved on this tablet")
    ((_, wanted),) = tablet.told
    assert (wanted.given_name, wanted.sizes, wanted.colours) == ("Livia", ("M", "shoe 39"), ("navy",))
