"""All purchases and each of them whole, as an associate goes through them."""

from __future__ import annotations

from typing import Any

import pytest

from associate_app.errors import PurchaseNotHere
from associate_app.presenters.history_views import HistoryAsked

pytestmark = pytest.mark.window


@pytest.fixture
def person(show: Any) -> Any:
    """In front of Olivia's screen."""
    someone = show()
    someone.tap("Olivia Bennett")
    someone.wait_for("Asked for oat milk")
    return someone


@pytest.fixture
def before_all(person: Any) -> Any:
    """In front of all her purchases."""
    person.tap("See all purchases")
    person.wait_for("1–20 of 60")
    return person


def test_all_purchases_can_be_searched_and_paged(before_all: Any) -> None:
    person = before_all
    assert person.sees("$571.00")
    person.tap("Earlier purchases")
    person.wait_for("21–40 of 60")
    person.tap("Later purchases")
    person.wait_for("1–20 of 60")
    person.tap("Search purchases")
    person.type("detergent")
    person.wait_for("1–20 of 20")
    person.type("zzz")
    person.wait_for("No purchase fits")
    person.tap("Back to Olivia")
    person.wait_for("Suggested for Olivia")


def test_filters_hold_together_with_the_search(before_all: Any, tablet: Any) -> None:
    person = before_all
    person.tap("Filter: Returns")
    person.wait_for("1–20 of 20")
    person.tap("Filter: 30 days")
    person.tap("Filter: This store")
    person.tap("Filter: All departments")
    person.tap("Bakery")
    person.find("Filter: Bakery")
    person.tap("Search purchases")
    person.type("bread")
    wanted = HistoryAsked("bread", "here", "month", "Bakery", only_returns=True)
    person.until(lambda: tablet.customer.history.asked[-1] == wanted, "everything to be asked at once")
    person.tap("Filter: Online")
    person.wait_for("Take a filter away")
    person.tap("Filter: Online")
    person.tap("Filter: Returns")
    person.tap("Filter: Bakery")
    person.tap("All departments")
    person.until(
        lambda: tablet.customer.history.asked[-1] == HistoryAsked("bread", period="month"),
        "the filters to be gone",
    )
    asked = len(tablet.customer.history.asked)
    person.tap("Filter: 30 days")
    person.frames(3)
    assert len(tablet.customer.history.asked) == asked, "the time that is chosen stays chosen"


def test_filters_are_forgotten_with_the_screen(before_all: Any, tablet: Any) -> None:
    before_all.tap("Filter: Online")
    before_all.wait_for("1–20 of 20")
    before_all.tap("Back to Olivia")
    before_all.tap("See all purchases")
    before_all.wait_for("1–20 of 60")
    assert tablet.customer.history.asked[-1] == HistoryAsked()


def test_a_line_opens_its_whole_purchase_and_that_a_product(person: Any) -> None:
    person.tap("Colombian ground coffee, 12 oz, 13 Nov, this store")
    for text in ("Purchase of 13 Nov", "Before discounts", "-$1.00", "$3.70", "Returned"):
        person.wait_for(text)
    person.tap("Colombian ground coffee, 12 oz, Grocery · $0.50 off")
    person.wait_for("Put in basket")


def test_a_purchase_opens_from_its_head_its_lines_and_what_is_not_shown(before_all: Any) -> None:
    for name in (
        "Purchase: today, 10:20, Cincinnati Oakley · 9 items",
        "Whole milk, 1 gallon, Yesterday, this store",
        "7 more items",
    ):
        before_all.tap(name)
        before_all.wait_for("Before discounts")
        before_all.tap("Close")
        before_all.wait_gone("Before discounts")


def test_by_keyboard_a_purchase_opens_and_escape_closes_it(person: Any) -> None:
    row = person.find("Sourdough bread, 13 Nov, Cincinnati Oakley, Returned")
    row.focus = True
    person.press("enter")
    person.wait_for("Purchase of 13 Nov")
    person.press("escape")
    person.wait_gone("Purchase of 13 Nov")


def test_an_item_that_the_catalogue_forgot_opens_no_product(person: Any) -> None:
    person.tap("Sourdough bread, 13 Nov, Cincinnati Oakley, Returned")
    person.wait_for("Before discounts")
    person.tap("Sourdough bread, Grocery · $0.50 off, Returned")
    person.frames(3)
    assert person.sees("Before discounts")


def test_a_purchase_that_is_gone_says_so(person: Any, tablet: Any) -> None:
    def gone(*_: Any) -> None:
        raise PurchaseNotHere("This purchase is no longer on this tablet.")

    tablet.customer.history.purchase = gone
    person.tap("Sourdough bread, 13 Nov, Cincinnati Oakley, Returned")
    person.wait_for("This purchase is no longer on this tablet.")
    assert not person.can_use("Close")
