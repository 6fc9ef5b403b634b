"""A scanner that is plugged in like a keyboard, caught wherever the associate is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.associate_app.fakes.scanning import COFFEES_LABEL, OLIVIAS_CARD, VISITORS_CARD

pytestmark = pytest.mark.window


def test_a_card_opens_its_customer_from_any_page_without_a_tap(show: Any) -> None:
    person = show()
    person.tap("Offers")
    person.wait_for("Offers in this store")
    person.scan(OLIVIAS_CARD)
    person.wait_for("Suggested for Olivia")


def test_a_label_opens_its_product(show: Any) -> None:
    person = show()
    person.wait_for("205")
    person.scan(COFFEES_LABEL)
    person.wait_for("Who would want it")


def test_a_label_goes_into_the_basket_of_who_is_open_and_out_again_with_an_undo(
    show: Any, tablet: Any
) -> None:
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("Asked for oat milk")
    person.scan(COFFEES_LABEL)
    person.wait_for("Colombian ground coffee, 12 oz is in Olivia's basket.")
    person.find("Open the basket: 1 item, $5.99")
    person.tap("Undo")
    person.wait_gone("Take it to the till")
    assert [deed for deed, *_ in tablet.told] == ["basket", "restored"]


def test_an_open_basket_takes_what_is_scanned_and_no_card(show: Any, tablet: Any) -> None:
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("Asked for oat milk")
    person.scan(COFFEES_LABEL)
    person.tap("Open the basket: 1 item, $5.99")
    person.wait_for("Goes with it")
    person.scan(COFFEES_LABEL)
    person.until(lambda: len(tablet.told) == 2, "the second one in the basket")
    person.scan(OLIVIAS_CARD)
    person.wait_for("Finish or close this first, then scan once more.")
    person.scan("https//example")
    person.wait_for("That is not a card or product of ours")
    assert [deed for deed, *_ in tablet.told] == ["basket", "basket"]


def test_on_an_upright_tablet_a_label_opens_its_product_from_the_list(show: Any) -> None:
    person = show(size=(800, 1280))
    person.tap("Olivia Bennett")
    person.wait_for("Asked for oat milk")
    person.press("escape")
    person.wait_for("Last visit first")
    person.scan(COFFEES_LABEL)
    person.wait_for("Who would want it")


def test_anything_else_is_told_in_one_sentence(show: Any) -> None:
    person = show()
    person.wait_for("205")
    person.scan("https//example")
    person.wait_for("That is not a card or product of ours: “https//example”.")
    person.app.root.snackbar.end()
    person.scan(VISITORS_CARD)
    person.wait_for(f"Nobody here has the card {VISITORS_CARD}.")
    person.wait_for("Nobody found")


def test_a_scan_into_a_field_leaves_what_was_typed_there(show: Any) -> None:
    person = show()
    person.wait_for("205")
    person.press("k", "ctrl")
    person.type("sof")
    person.wait_for("14 found")
    person.scan(OLIVIAS_CARD)
    person.wait_for("Suggested for Olivia")
    assert person.find("Search customers").text == "sof"
    assert person.sees("14 found")


def test_fast_typing_is_not_eaten(show: Any, tablet: Any) -> None:
    person = show()
    person.wait_for("205")
    person.press("k", "ctrl")
    person.scan("olivia")  # as after a screen that stood still: six letters and Enter at once
    person.wait_for("Suggested for Olivia")
    assert person.find("Search customers").text == "olivia"
    assert tablet.scanning.heard == []
    person.find("Search customers").text = ""
    person.type(OLIVIAS_CARD)
    person.press("enter")
    person.wait_for("Nobody found")
    assert tablet.scanning.heard == []


def test_a_scan_presses_no_button_that_has_the_focus(show: Any) -> None:
    person = show()
    person.tap("Offers")
    person.wait_for("Offers in this store")
    person.find("Lock").focus = True
    person.scan(COFFEES_LABEL)
    person.wait_for("Who would want it")


def test_a_scan_never_throws_away_what_is_being_written(show: Any, tablet: Any) -> None:
    person = show()
    person.tap("Olivia Bennett")
    person.tap("Add note")
    person.type("Likes rye")
    person.scan(COFFEES_LABEL)
    person.wait_for("Finish or close this first, then scan once more.")
    assert person.find("Note").text == "Likes rye"
    assert tablet.scanning.heard == []


def test_where_pins_are_typed_nobody_listens(show: Any, tablet: Any) -> None:
    person = show("sign_in")
    person.wait_for("Who is working?")
    person.scan(OLIVIAS_CARD)
    person.frames(5)
    assert tablet.scanning.heard == []
    assert person.sees("Who is working?")
