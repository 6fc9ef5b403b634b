"""What people paste and mistype: a megabyte is cut before layout, ten wrong PINs have their sentence."""

from __future__ import annotations

import time
from typing import Any

import pytest

from associate_app.errors import SlotDestroyed
from associate_app.presenters.view_models import AssociateRow

pytestmark = pytest.mark.window

MEGABYTE = "a note that goes on and on " * 40_000


def paste(person: Any, name: str, text: str) -> Any:
    """The text comes out of the clipboard into that field."""
    from kivy.core.clipboard import Clipboard

    field = person.find(name)
    field.focus = True
    Clipboard.copy(text)
    field.paste()
    person.frames(2)
    return field


def test_a_pasted_megabyte_is_cut_to_what_a_note_holds_and_said(show: Any) -> None:
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("Suggested for Olivia")
    person.tap("Add note")
    person.wait_for("Save note")
    began = time.process_time()
    field = paste(person, "Note", MEGABYTE)
    assert time.process_time() - began < 5, "a megabyte laid out takes minutes"
    assert field.text == MEGABYTE[:4000]
    person.wait_for("Too long to paste whole: it was cut after 4,000 characters.")
    person.type("x")
    person.wait_gone("Too long to paste whole")
    person.wait_for("this one has 4,001")
    person.press("backspace")
    person.tap("Save note")
    person.wait_for("Note saved on this tablet.")


def test_what_fits_is_pasted_whole(show: Any) -> None:
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("Suggested for Olivia")
    person.tap("Add note")
    assert paste(person, "Note", "Allergic to nuts").text == "Allergic to nuts"
    assert not person.sees("Too long to paste")


def test_the_search_takes_no_megabyte_either(show: Any) -> None:
    person = show()
    person.wait_for("205")
    field = paste(person, "Search customers", MEGABYTE)
    assert len(field.text) == 200


def test_ten_wrong_pins_say_what_to_do_and_the_tile_says_it_too(show: Any, tablet: Any) -> None:
    def destroyed(_number: str, _pin: str) -> AssociateRow:
        tablet.sign_in.known = [AssociateRow("7", "Mia Torres", "MT", 0.43, False)]
        raise SlotDestroyed

    tablet.sign_in.sign_in = destroyed
    person = show("sign_in")
    person.tap("Mia Torres")
    for digit in "1111":
        person.tap(digit)
    person.tap("Sign in")
    person.wait_for("Ten wrong PINs: this tablet no longer opens with yours.")
    assert person.sees("nothing saved is lost")
    person.tap("Choose somebody else")
    person.wait_for("Needs the network")
