"""Products: found while typing, seen from all sides, and led from to the customers who would want them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app.errors import ProductNotHere
from associate_app.presenters.product_views import ProductsFound, ProductView, Suggestions, WantingView

pytestmark = pytest.mark.window

YOGURT = "Greek yogurt, plain, 32 oz"
OATS = "Rolled oats, 42 oz"


@pytest.fixture
def person(show: Any) -> Any:
    someone = show()
    someone.tap("Products")
    someone.wait_for("Best sellers of this store")
    return someone


@pytest.fixture
def beside(show: Any) -> Any:
    """A product lies over Olivia's screen."""
    someone = show()
    someone.tap("Olivia Bennett")
    someone.tap(f"More about {YOGURT}")
    someone.wait_for("Grocery")
    return someone


def test_a_product_is_found_while_typing_and_enter_takes_the_first(person: Any) -> None:
    person.wait_for(OATS)
    person.tap("Search products")
    person.type("yog")
    person.wait_gone(OATS)
    person.wait_for("In this store first")
    person.press("enter")
    person.wait_for("Model of 21 Nov")
    person.type("zzz")
    person.wait_for("Nothing found")
    person.press("escape")
    person.wait_for(OATS)


def test_a_product_leads_to_who_would_want_it_and_from_there_to_her(person: Any) -> None:
    person.tap(YOGURT)
    person.wait_for("bought every 9 days")
    person.tap("Charlotte Lindqvist")
    person.wait_for("Suggested for Charlotte")


def test_what_goes_with_it_and_what_is_like_it_are_a_tap_away(person: Any) -> None:
    person.tap(YOGURT)
    person.tap("What goes with it")
    person.wait_gone("Charlotte Lindqvist")
    person.wait_for("11 here as of 09:00")
    person.tap("What is similar")
    person.wait_for("last time 13 days ago")


def test_on_a_narrow_tablet_the_product_covers_the_list_and_gives_way_again(show: Any) -> None:
    person = show(size=(800, 1280))
    person.tap("Products")
    person.tap(OATS)
    person.wait_for("Who would want it")
    person.wait_gone("Best sellers of this store")
    person.tap("Back to Products")
    person.wait_for("Best sellers of this store")
    person.tap(OATS)
    person.resize(1280, 800)
    person.wait_for("Best sellers of this store")
    assert not person.can_use("Back to Products")


def test_nothing_counted_nobody_wanting_and_nothing_beside_are_said(show: Any, tablet: Any) -> None:
    tablet.products.who_wants = lambda product: WantingView(product, (), "Nobody is known to want it.")
    plain = tablet.products.open
    tablet.products.open = lambda product: replace(
        plain(product), similar=(), goes_with=(), nothing="No model yet."
    )
    person = show()
    person.tap("Products")
    person.tap(YOGURT)
    person.wait_for("Nobody is known to want it.")
    person.tap("What is similar")
    person.wait_for("No model yet.")
    tablet.products.search = lambda query, sequence: ProductsFound(query, (), 0, sequence)
    tablet.changed()
    person.wait_for("Nothing counted yet")


def test_a_product_that_has_gone_is_told(show: Any, tablet: Any) -> None:
    def gone(_: int) -> ProductView:
        raise ProductNotHere("This product is no longer in the catalogue.")

    tablet.products.open = gone
    person = show()
    person.tap("Products")
    person.tap(YOGURT)
    person.wait_for("no longer in the catalogue")


def test_a_product_goes_into_her_basket_and_re_ranks_what_to_say(beside: Any, tablet: Any) -> None:
    beside.tap("Put it in her basket")
    beside.wait_for("In Olivia's basket.")
    beside.until(lambda: not beside.can_use(f"Like {YOGURT}"), "what is in the basket to leave the list")
    beside.tap("What goes with her basket")
    beside.wait_for("Goes with Greek yogurt, plain, 32 oz in the basket")
    beside.tap(f"Like {OATS}")
    beside.wait_for("it moves up")
    assert tablet.told == [("basket", 0, 72), ("answer", 0, 74, "liked", "with_basket")]


def test_from_a_product_to_one_beside_it_and_her_word_on_that(beside: Any, tablet: Any) -> None:
    beside.tap(OATS)
    beside.wait_for("$3.99")
    beside.tap("What she said of it")
    beside.wait_for("What did Olivia say about it?")
    beside.tap("Likes it")
    beside.wait_for("it moves up")
    assert tablet.told == [("answer", 0, 74, "liked", "goes_with")]


def test_from_her_product_to_everybody_elses(beside: Any) -> None:
    beside.tap("Who else would want it")
    beside.wait_for("bought every 9 days")
    assert beside.sees("Best sellers of this store")


def test_each_list_shows_its_own_and_says_when_it_is_empty(show: Any, tablet: Any) -> None:
    view = tablet.views[0]
    tablet.views[0] = replace(view, suggestions=replace(view.suggestions, new_for_you=()))
    person = show()
    person.tap("Olivia Bennett")
    person.tap("What is due again")
    person.until(lambda: not person.can_use("Like Sparkling water, 12 cans"), "what is not due to go")
    person.tap("What is new for her")
    person.wait_for("Nothing new to mention today.")
    person.tap("Amara Okafor")
    person.wait_for("Suggested for Amara")
    person.wait_for("Sparkling water, 12 cans")


def test_who_has_not_agreed_can_be_asked_at_once(show: Any, tablet: Any) -> None:
    quiet = Suggestions(nothing="No suggestions: personal offers are not agreed to.", can_ask=True)
    tablet.views[0] = replace(tablet.views[0], suggestions=quiet)
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("personal offers are not agreed to")
    assert not person.can_use("What is due again")
    person.tap("Ask whether her purchases may be used")
    person.wait_for("What she agrees to")


def test_where_there_is_room_all_sides_of_a_product_stand_beside_each_other(show: Any) -> None:
    person = show(size=(1920, 1200))
    person.tap("Products")
    person.tap(YOGURT)
    person.wait_for("bought every 9 days")
    for side in ("Who would want it", "Goes with it", "Similar"):
        person.wait_for(side)
    assert not person.can_use("What goes with it"), "no tab is needed"
    person.resize(1280, 800)
    person.tap("What goes with it")
    person.wait_gone("bought every 9 days")
