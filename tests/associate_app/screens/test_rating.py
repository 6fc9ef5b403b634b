"""How the visit was, asked on the customer's screen: by finger and by keys."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.window


@pytest.fixture
def person(show: Any) -> Any:
    """In front of Olivia's screen."""
    someone = show()
    someone.tap("Olivia Bennett")
    someone.wait_for("How was the visit?")
    return someone


def chosen(person: Any) -> list[str]:
    names = ("Very bad", "Bad", "All right", "Good", "Very good")
    return [name for name in names if person.find(f"Rate the visit: {name}").chosen]


def test_one_tap_rates_the_visit_and_undo_takes_it_back(person: Any, tablet: Any) -> None:
    assert chosen(person) == []
    person.tap("Rate the visit: Very good")
    person.wait_for("rated 5 of 5")
    assert chosen(person) == ["Very good"]
    person.tap("Undo")
    person.wait_for("The rating is taken back.")
    assert chosen(person) == []
    assert tablet.told == [("rated", 0, 5), ("rating taken back", 0, "r5")]


def test_keys_reach_the_five_answers_and_enter_rates(person: Any, tablet: Any) -> None:
    person.find("Rate the visit: Bad").focus = True
    person.press("right")
    assert person.focused() == "Rate the visit: All right"
    person.press("enter")
    person.wait_for("rated 3 of 5")
    assert tablet.told == [("rated", 0, 3)]


def test_another_customers_card_shows_her_own_answer(person: Any) -> None:
    person.tap("Rate the visit: Good")
    person.wait_for("rated 4 of 5")
    person.tap("Amara Okafor")
    person.until(lambda: not chosen(person), "nothing said of Amara's visit")
    person.tap("Olivia Bennett")
    person.until(lambda: chosen(person) == ["Good"], "what was said of Olivia's visit")
