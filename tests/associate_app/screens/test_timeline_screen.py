"""The timeline as an associate goes through it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app.presenters.view_models import ConflictItem, TimelineRow

pytestmark = pytest.mark.window

MERGED = "HQ merged two changes. Phone number: 555 0134 kept, 555 0199 set aside"
EVENTS = (
    TimelineRow(MERGED, "today, 09:10 · by Jon Weber", False, "call-merge", "change", conflict_id="c1"),
    *(
        TimelineRow(
            f"Purchase: {n} items, $3.70", "13 Nov · Linden Square", False, "store-outline", "visit", 2
        )
        for n in range(2, 14)
    ),
    TimelineRow("Asked for oat milk without sugar", "Mia Torres, 12 Nov", False, "note-text-outline", "note"),
)
ITEM = ConflictItem(
    "c1", "Phone number of Olivia Bennett", "Jon Weber wrote it.", "555 0134", "555 0199", True
)


@pytest.fixture
def person(show: Any, tablet: Any) -> Any:
    """In front of Olivia's screen, with much behind her."""
    tablet.views[0] = replace(tablet.views[0], timeline=EVENTS)
    tablet.attention.differing = (ITEM,)
    someone = show()
    someone.tap("Olivia Bennett")
    someone.wait_for(MERGED)
    return someone


def test_the_latest_are_shown_and_the_others_on_demand(person: Any) -> None:
    assert not person.sees("Asked for oat milk")
    person.wait_for("Show 6 more")
    person.tap("Show more of the timeline")
    person.wait_for("Asked for oat milk")
    assert not person.can_use("Show more of the timeline")


def test_the_timeline_is_filtered_and_says_where_there_is_nothing(person: Any) -> None:
    person.tap("Timeline: Notes")
    person.wait_for("Asked for oat milk")
    person.wait_gone(MERGED)
    person.tap("Timeline: Answers")
    person.wait_for("She has answered nothing")
    person.tap("Timeline: Merged")
    person.wait_for(MERGED)
    person.tap("Amara Okafor")
    person.wait_for("Suggested for Amara")
    person.tap("Olivia Bennett")
    person.wait_for("Purchase: 2 items, $3.70")


def test_a_visit_opens_its_purchase(person: Any) -> None:
    person.tap("Purchase: 2 items, $3.70")
    person.wait_for("Before discounts")


@pytest.mark.parametrize(("choice", "how"), [("Keep: 555 0134", "keep"), ("Take instead: 555 0199", "other")])
def test_a_merge_shows_both_values_to_choose_from(person: Any, tablet: Any, choice: str, how: str) -> None:
    person.tap(f"Look at both: {MERGED}")
    person.wait_for("Jon Weber wrote it.")
    person.tap(choice)
    person.wait_for("Saved on this tablet.")
    assert tablet.told == [(how, "c1")]


def test_a_merge_that_somebody_has_dealt_with_says_so(person: Any, tablet: Any) -> None:
    tablet.attention.differing = ()
    person.tap(f"Look at both: {MERGED}")
    person.wait_for("Somebody has dealt with it already.")


def test_a_word_that_cannot_be_taken_offers_only_what_stands(person: Any, tablet: Any) -> None:
    tablet.attention.differing = (replace(ITEM, can_take_other=False),)
    person.tap(f"Look at both: {MERGED}")
    person.find("Keep: 555 0134")
    assert not person.can_use("Take instead: 555 0199")
