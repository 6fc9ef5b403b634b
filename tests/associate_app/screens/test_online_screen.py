"""Where a customer left off online, and her wish list, as an associate uses them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app.presenters.online import NO_WISHES, NOT_ALLOWED
from associate_app.presenters.online_views import Online

pytestmark = pytest.mark.window


@pytest.fixture
def person(show: Any) -> Any:
    """In front of Olivia's screen."""
    someone = show()
    someone.tap("Olivia Bennett")
    someone.wait_for("Left in the cart 2 days ago")
    return someone


def test_what_she_left_online_opens_the_product(person: Any) -> None:
    assert person.sees("as of 09:12")
    person.tap("Colombian ground coffee, 12 oz, Left in the cart 2 days ago")
    person.wait_for("Put in basket")


def test_a_product_is_put_on_the_wish_list_from_its_sheet_and_taken_off_there(
    person: Any, tablet: Any
) -> None:
    person.tap("Sparkling water, 12 cans, Looked at yesterday · 3 times")
    person.tap("Put it on the wish list")
    person.wait_for("On the wish list.")
    person.wait_for("Today · waiting to be sent")
    person.tap("Sparkling water, 12 cans, Today · waiting to be sent")
    person.tap("Take it off the wish list")
    person.wait_for("Taken off the wish list.")
    assert tablet.told == [("wish", 0, 73, True), ("wish", 0, 73, False)]


def test_a_wish_is_taken_off_its_list_with_one_tap(person: Any, tablet: Any) -> None:
    person.tap("Take off the wish list: Greek yogurt, plain, 32 oz")
    person.wait_for("No wishes yet")
    assert tablet.told == [("wish", 0, 72, False)]


def test_without_consent_the_screen_says_why_nothing_is_shown(show: Any, tablet: Any) -> None:
    tablet.views[0] = replace(
        tablet.views[0], online=Online(nothing=str(NOT_ALLOWED), no_wishes=str(NO_WISHES))
    )
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("what she does online is not shown")
    person.wait_for("No wishes yet")
