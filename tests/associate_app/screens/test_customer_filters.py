"""Narrowing the list of customers, and who was just viewed."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.window


def test_chips_narrow_the_list_together_with_the_search(show: Any) -> None:
    person = show()
    person.wait_for("205")
    person.tap("Filter: My customers")
    person.wait_for("2 found")
    assert person.sees("Amara Okafor")
    person.press("k", "ctrl")
    person.type("oliv")
    person.wait_for("1 found")
    person.tap("Filter: Clear all")
    person.wait_for("14 found")
    assert not person.can_use("Filter: Clear all")


def test_a_tier_is_chosen_from_a_sheet_and_stands_on_its_chip(show: Any) -> None:
    person = show()
    person.tap("Filter: Any tier")
    person.wait_for("Which tier?")
    person.tap("Gold")
    person.wait_for("59 found")
    person.tap("Filter: Gold")
    person.tap("Any tier")
    person.wait_for("Last visit first")
    person.wait_for("205")


def test_nobody_left_says_how_to_get_everybody_back(show: Any) -> None:
    person = show()
    person.wait_for("205")
    person.tap("Filter: Lapsing")
    person.wait_for("Nobody fits all of these filters.")
    person.tap("Filter: Clear all")
    person.wait_for("Olivia Bennett")


def test_chips_are_reached_and_pressed_by_keys(show: Any) -> None:
    person = show()
    person.wait_for("205")
    person.find("Filter: My customers").focus = True
    person.press("enter")
    person.wait_for("2 found")


def test_who_was_just_viewed_stands_first_when_the_list_is_asked_for_anew(show: Any) -> None:
    person = show()
    person.tap("Charlotte Lindqvist")
    person.wait_for("Suggested for Charlotte")
    assert not person.sees("Just viewed"), "a list that is looked at keeps its order"
    person.press("k", "ctrl")
    person.type("sof")
    person.wait_for("14 found")
    person.tap("Clear the search")
    person.wait_for("Just viewed")
    assert person.app.root.screen._pages["customers"].ids.people.data[0]["name"] == "Charlotte Lindqvist"
    person.app.root.lock()
    person.wait_for("Who is working?")
    assert not person.sees("Charlotte")
