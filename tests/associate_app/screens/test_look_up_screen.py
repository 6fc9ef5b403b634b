"""Finding a customer."""

from __future__ import annotations

import threading
from typing import Any

import pytest

pytestmark = pytest.mark.window


def test_typing_narrows_the_list_and_says_what_matched(show: Any) -> None:
    person = show()
    person.wait_for("205")
    person.tap("Search customers")
    person.type("sof")
    person.wait_for("14 found")
    assert person.sees("Name begins with “sof”")
    person.tap("Clear the search")
    person.wait_for("Last visit first")


def test_enter_opens_the_first_found(show: Any) -> None:
    person = show()
    person.wait_for("205")
    person.press("k", "ctrl")
    person.type("char")
    person.wait_for("found")
    person.press("enter")
    person.wait_for("Suggested for Charlotte")


def test_ctrl_k_searches_from_any_page(show: Any) -> None:
    person = show()
    person.tap("Offers")
    person.wait_for("Offers in this store")
    person.press("k", "ctrl")
    assert person.focused() == "Search customers"


def test_nobody_found_says_what_to_try(show: Any) -> None:
    person = show()
    person.wait_for("205")
    person.press("k", "ctrl")
    person.type("zzz")
    person.wait_for("Nobody found")
    person.press("escape")
    person.wait_for("Olivia Bennett")


def test_an_empty_book_says_so(show: Any, tablet: Any) -> None:
    tablet.look_up.people = ()
    person = show()
    person.wait_for("No customers yet")


def test_arrows_walk_the_list_beyond_its_edge_and_enter_opens(show: Any) -> None:
    person = show()
    person.wait_for("Olivia Bennett")
    names = [row.name for row in person.app.tablet.look_up.people[:14]]
    person.app.root.screen._pages["customers"].ids.people.focus_first()
    person.until(lambda: person.focused() == names[0], "the first row to have the focus")
    for name in names[1:]:
        person.press("down")
        person.until(lambda name=name: person.focused() == name, f"the focus on {name}")
    person.press("enter")
    person.until(lambda: person.sees(f"Suggested for {names[-1].split()[0]}"), "the last one's screen")


def test_an_answer_to_an_earlier_query_never_replaces_a_later_one(show: Any, tablet: Any) -> None:
    person = show()
    person.wait_for("205")
    tablet.look_up.gate = threading.Event()
    person.press("k", "ctrl")
    person.type("s")
    person.until(lambda: person.app.root.screen._pages["customers"].query == "s", "the first query to go out")
    person.type("of")
    person.until(lambda: person.app.root.screen._pages["customers"].query == "sof", "the second one")
    tablet.look_up.gate.set()
    person.wait_for("14 found")


def test_an_answer_that_comes_after_locking_reaches_nobody(show: Any, tablet: Any) -> None:
    person = show()
    person.wait_for("205")
    tablet.look_up.gate = threading.Event()
    person.press("k", "ctrl")
    person.type("sof")
    person.until(lambda: person.app.root.screen._pages["customers"].query == "sof", "the query to go out")
    person.tap("Lock")
    tablet.look_up.gate.set()
    person.wait_for("Who is working?")
    assert not person.sees("Sofia")


def test_on_a_narrow_tablet_list_and_customer_are_two_pages(show: Any) -> None:
    person = show(size=(800, 1280))
    person.tap("Olivia Bennett")
    person.wait_for("Suggested for Olivia")
    assert not person.can_use("Search customers")
    assert person.sees("Synced 2 min ago")
    person.tap("Back to Customers")
    person.wait_for("Last visit first")
    person.tap("Amara Okafor")
    person.press("escape")
    person.wait_for("Last visit first")


def test_turning_the_tablet_keeps_the_customer(show: Any) -> None:
    person = show()
    person.tap("Olivia Bennett")
    person.wait_for("Suggested for Olivia")
    person.resize(800, 1280)
    person.until(lambda: not person.can_use("Search customers"), "the list to make room")
    assert person.sees("Suggested for Olivia")
    person.resize(1280, 800)
    person.until(lambda: person.can_use("Search customers"), "the list to come back")


def test_a_list_never_holds_more_rows_than_300(show: Any, tablet: Any) -> None:
    tablet.look_up.people = tablet.look_up.people * 3
    person = show()
    person.wait_for("300 of 615")
    assert len(person.app.root.screen._pages["customers"].ids.people.data) == 300
