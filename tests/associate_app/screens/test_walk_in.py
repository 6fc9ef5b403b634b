"""Somebody whom nobody here knows: her card leads to HQ."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.errors import ServerUnreachable
from tests.associate_app.fakes.scanning import VISITORS_CARD

pytestmark = pytest.mark.window
FETCH = "Ask HQ for this card"


def test_a_visitor_is_asked_for_and_opens_when_she_comes(show: Any, tablet: Any) -> None:
    person = show()
    person.wait_for("205")
    person.scan(VISITORS_CARD)
    person.wait_for("If another store looks after her, HQ can send her record.")
    person.tap(FETCH)
    person.wait_for("She is on her way")
    assert not person.can_use(FETCH)
    tablet.changed()
    person.frames(10)
    assert person.sees("She is on her way"), "a round that did not bring her changes nothing"
    tablet.walk_in.arrive(tablet)
    tablet.changed()
    person.wait_for("Suggested for Xaver")


def test_a_typed_card_number_can_be_asked_for_by_keys_a_name_cannot(show: Any) -> None:
    person = show()
    person.wait_for("205")
    person.press("k", "ctrl")
    person.type("zzz")
    person.wait_for("Nobody found")
    assert not person.can_use(FETCH)
    person.press("escape")
    person.press("k", "ctrl")
    person.type(VISITORS_CARD)
    person.wait_for("Nobody found")
    person.find(FETCH).focus = True
    person.press("enter")
    person.wait_for("She is on her way")
    person.press("k", "ctrl")
    person.type("olivia")
    person.wait_for("14 found")


def test_offline_the_sentence_says_so_and_it_can_be_tried_again(show: Any, tablet: Any) -> None:
    tablet.walk_in.refusal = ServerUnreachable("Only HQ can fetch her. Try again when the line is back.")
    person = show()
    person.wait_for("205")
    person.scan(VISITORS_CARD)
    person.tap(FETCH)
    person.wait_for("Try again when the line is back.")
    tablet.walk_in.refusal = None
    person.tap(FETCH)
    person.wait_for("She is on her way")
