"""Two records of one person, as an associate meets them and makes them one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.associate_app.fakes.people import PEOPLE

pytestmark = pytest.mark.window

HERE, TWIN = PEOPLE[2].name, PEOPLE[17].name
WAITS = f"One with {TWIN}: HQ puts both records together at the next contact"


@pytest.fixture
def person(show: Any) -> Any:
    """In front of Charlotte's screen, who is there twice."""
    someone = show()
    someone.tap(HERE)
    someone.wait_for("Perhaps she is here twice")
    return someone


def test_she_sees_what_is_kept_and_makes_them_one_with_a_way_back(person: Any, tablet: Any) -> None:
    person.tap(f"Compare with {TWIN}")
    person.wait_for("The other says Berg")
    person.press("enter")
    person.wait_for(f"One person: {HERE}")
    person.wait_for(WAITS)
    person.wait_gone("Perhaps she is here twice")
    person.tap("Undo")
    person.wait_for("Perhaps she is here twice")
    assert tablet.told == [("merge", 2, 17), ("merge undone", 2, "m1")]


def test_the_other_record_is_kept_where_she_says_so(person: Any, tablet: Any) -> None:
    person.tap(f"Compare with {TWIN}")
    person.tap(f"Keep this one instead: {TWIN}, Since 2019 · 14 purchases")
    person.find(f"Kept: {TWIN}, Since 2019 · 14 purchases")
    person.tap("Make them one")
    person.wait_for(f"One person: {TWIN}")
    assert tablet.told == [("merge", 17, 2)]


def test_a_merge_is_taken_back_from_the_timeline_after_a_question(person: Any, tablet: Any) -> None:
    person.tap(f"Compare with {TWIN}")
    person.tap("Make them one")
    person.tap(f"Take back: {WAITS}")
    person.wait_for("Two people after all?")
    person.press("escape")
    person.tap(f"Take back: {WAITS}")
    person.tap("Take the merge back")
    person.wait_for("They are two again.")
    assert [deed for deed, *_ in tablet.told] == ["merge", "merge undone"]


def test_the_other_one_can_be_looked_at_first(person: Any, tablet: Any) -> None:
    person.tap(f"Compare with {TWIN}")
    person.tap("Look at the other")
    person.find(f"Compare with {HERE}")
    assert tablet.told == []


def test_nobody_else_is_told_to_be_here_twice(person: Any) -> None:
    person.tap("Amara Okafor")
    person.wait_for("Suggested for Amara")
    person.wait_gone("Perhaps she is here twice")


def test_two_people_are_told_apart_for_good_with_a_way_back(person: Any, tablet: Any) -> None:
    person.tap(f"Compare with {TWIN}")
    person.tap("Not the same person")
    person.wait_for("Two people. They are not compared again.")
    person.wait_gone("Perhaps she is here twice")
    person.tap("Undo")
    person.wait_for("Perhaps she is here twice")
    assert tablet.told == [("apart", 2, 17), ("apart undone", 2, 17)]
