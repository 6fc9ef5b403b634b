"""Her basket on the screen: counted, explained, undone, handed over, put aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy
import pytest
import zxingcpp

from associate_app.errors import BasketChanged
from associate_app.widgets.square_code import QUIET, modules
from shared.handover import read_qr
from tests.associate_app.every_screen import SCREENS
from tests.associate_app.fakes.basket import ASIDE, BASKET_ID

pytestmark = pytest.mark.window
COFFEE, YOGURT, OATS = "Colombian ground coffee, 12 oz", "Greek yogurt, plain, 32 oz", "Rolled oats, 42 oz"


@pytest.fixture
def person(show: Callable[..., Any]) -> Any:
    """Somebody who has opened a customer's basket with two things in it."""
    shown = show()
    SCREENS["whole-basket"][1](shown)
    return shown


def test_what_is_counted_is_said_and_what_goes_with_it_is_put_in(person: Any, tablet: Any) -> None:
    person.tap(f"One more: {COFFEE}")
    person.wait_for("3 items")
    person.tap(f"One less: {COFFEE}")
    person.wait_for("2 items")
    person.tap(f"Put in: {OATS}")
    person.wait_for("3 items")
    assert [deed[0] for deed in tablet.told[2:]] == ["quantity", "quantity", "basket"]


def test_what_is_taken_out_or_emptied_comes_back_by_undo(person: Any, tablet: Any) -> None:
    person.tap(f"Take out: {YOGURT}")
    person.wait_for("Taken out.")
    person.tap("Close")
    person.tap("Undo")
    person.until(lambda: tablet.told[-1] == ("restored", 0), "the undo")
    person.tap("Open the basket: 2 items, $11.28")
    person.tap("Empty the basket")
    person.wait_for("The basket is empty.")
    person.tap("Undo")
    person.until(lambda: person.can_use("Open the basket: 2 items, $11.28"), "the basket to be back")


def test_an_offer_is_kept_for_another_time(person: Any, tablet: Any) -> None:
    person.tap("Keep for later: Coffee week: 20% off Grocery")
    person.wait_for("Kept for another time.")
    assert tablet.told[-1] == ("turn", 0, "p1")


def test_handing_over_is_asked_first_and_says_what_it_uses_up(person: Any, tablet: Any) -> None:
    person.tap("Hand the basket over to the till")
    person.wait_for("1 offer is used with it and cannot be taken back on the tablet.")
    person.tap("Cancel")
    assert ("handed", 0) not in tablet.told
    person.tap("Hand the basket over to the till")
    person.tap("Hand over")
    person.wait_for("Ready for the till")
    assert tablet.told[-1] == ("handed", 0)
    person.tap("Done")
    person.tap("Show code: Handed over at 09:10")
    person.wait_for("Ready for the till")


def test_a_basket_that_changed_meanwhile_is_said_and_stays(person: Any, tablet: Any) -> None:
    def changed(*_: object) -> None:
        raise BasketChanged("Prices or offers have changed. Look at the basket once more.")

    tablet.customer.basket.hand_over = changed
    person.tap("Hand the basket over to the till")
    person.tap("Hand over")
    person.wait_for("Prices or offers have changed")
    assert person.can_use("Hand the basket over to the till")


@pytest.mark.parametrize("days", ["Until closing time today", "For three days", "For a week"])
def test_the_basket_is_put_aside_and_comes_back(person: Any, tablet: Any, days: str) -> None:
    person.tap("Put the basket aside for her")
    person.tap(days)
    person.wait_for("Put aside for her.")
    assert tablet.told[-1][2] in ("2026-11-22", "2026-11-25", "2026-11-29")
    person.tap("Undo")
    person.until(lambda: tablet.told[-1] == ("aside ended", 0, "a1", "undone"), "the undo")


def test_what_waits_goes_into_the_basket_or_is_let_go_once_that_is_certain(person: Any, tablet: Any) -> None:
    person.tap("Put the basket aside for her")
    person.tap("Until another day")
    person.wait_for("November 2026")
    person.press("escape")
    person.tap("Put the basket aside for her")
    person.tap("For a week")
    person.tap(f"Let go: {ASIDE.title}")
    person.wait_for("for anybody then")
    person.tap("Let go")
    person.wait_for("Nothing waits for her any more.")
    assert tablet.told[-1] == ("aside ended", 0, "a1", "released")


def test_the_square_is_read_by_a_scanner_and_has_room_around_it(person: Any) -> None:
    person.tap("Hand the basket over to the till")
    person.tap("Hand over")
    person.wait_for("Ready for the till")
    sheet = person.app.root.top_layer()
    rows = modules(sheet.square)
    assert all(set(row[:QUIET] + row[-QUIET:]) == {255} for row in rows)
    assert {tuple(set(row)) for row in (*rows[:QUIET], *rows[-QUIET:])} == {(255,)}
    (found,) = zxingcpp.read_barcodes(_grown(rows))
    assert read_qr(found.text).id == BASKET_ID
    code = sheet.ids.square
    assert code.width == code.height == code.count * round(code.width / code.count)


def _grown(rows: list[bytes], times: int = 4) -> Any:
    """The modules as a picture that a camera could have taken."""
    picture = numpy.frombuffer(b"".join(rows), dtype=numpy.uint8).reshape(len(rows), len(rows))
    return numpy.kron(picture, numpy.ones((times, times), dtype=numpy.uint8))


def test_what_was_taken_out_of_an_open_basket_comes_back_by_keys_alone(person: Any, tablet: Any) -> None:
    person.tap(f"Take out: {YOGURT}")
    person.wait_for("Taken out.")
    for _step in range(40):
        if person.focused() == "Undo":
            break
        person.press("tab")
    person.press("enter")
    person.until(lambda: tablet.told[-1] == ("restored", 0), "the undo")
