"""The store's page as a manager uses it: choose the time, look at the team, rate a visit without a name."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.window


@pytest.fixture
def person(show: Any) -> Any:
    """In front of the last seven days."""
    someone = show()
    someone.tap("Store")
    someone.wait_for("Mia Torres")
    return someone


def test_the_team_its_credit_and_the_ratings_are_on_one_page(person: Any) -> None:
    for text in ("$742", "18 contacts", "9 of 31 customers", "within 7 days", "The store: 4.6", "You: 4.8"):
        person.wait_for(text)
    person.until(lambda: len(person.app.root.screen._pages["store"].ids.sales.children) == 7, "a bar a day")


def test_another_time_is_chosen_by_keys_and_an_empty_one_says_so(person: Any, tablet: Any) -> None:
    person.find("28 days").focus = True
    person.press("enter")
    person.until(lambda: tablet.team.asked[-1] == 28, "four weeks")
    assert person.find("28 days").chosen
    person.tap("Today")
    person.wait_for("appear here by themselves")
    assert not person.sees("Mia Torres")


def test_a_visit_without_a_name_is_rated_here(person: Any, tablet: Any) -> None:
    before = len(tablet.team.asked)
    person.tap("Rate the visit: Good")
    person.wait_for("rated 4 of 5")
    person.until(lambda: len(tablet.team.asked) > before, "the page to be fresh")
    assert tablet.told == [("rated", 0, 4)]


def test_all_that_is_put_aside_stands_there_and_leads_to_whom_it_is_for(person: Any) -> None:
    person.wait_for("2 wait in this store")
    person.tap("Open Charlotte Lindqvist: Colombian ground coffee, 12 oz")
    person.wait_for("Suggested for Charlotte")


def test_where_nothing_is_put_aside_it_says_so(person: Any) -> None:
    person.tap("Today")
    person.wait_for("Nothing waits for anybody.")
