"""The screens before work: enrolment, sign-in, first load."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from associate_app.presenters.view_models import SyncStatus

pytestmark = pytest.mark.window


def test_a_new_tablet_is_enrolled_with_an_address_and_a_code(show: Any) -> None:
    person = show("enrol")
    person.fill("Server address", "https://aisle.example.com")
    person.press("enter")
    person.type("ABCD-EFGH")
    person.press("enter")
    person.wait_for("The first time on this tablet needs the network")


def test_what_is_missing_is_said_before_the_server_is_asked(show: Any) -> None:
    person = show("enrol")
    person.tap("Connect this tablet")
    person.wait_for("Type the address of your company")
    person.wait_for("Type the code that HQ gave you")


def test_an_unreachable_server_and_an_unknown_code_are_told_at_their_fields(show: Any) -> None:
    person = show("enrol")
    person.fill("Server address", "https://nowhere.example.com")
    person.fill("Enrolment code", "WXYZ-WXYZ")
    person.tap("Connect this tablet")
    person.wait_for("The server did not answer")
    person.fill("Server address", "https://aisle.example.com")
    person.tap("Connect this tablet")
    person.wait_for("Nobody knows this code")
    assert not person.sees("The server did not answer")


def test_a_tile_and_a_pin_by_taps_open_the_tablet(show: Any) -> None:
    person = show("sign_in")
    person.tap("Mia Torres")
    for digit in "2468":
        person.tap(digit)
    person.tap("Sign in")
    person.wait_for("Last visit first")
    assert person.sees("MT")


def test_the_keyboard_alone_signs_in(show: Any) -> None:
    person = show("sign_in")
    person.wait_for("Mia Torres")
    person.press("tab")
    assert person.focused() == "Mia Torres"
    person.press("enter")
    person.type("24689")
    person.press("backspace")
    person.press("enter")
    person.wait_for("Last visit first")


def test_a_wrong_pin_says_how_many_tries_are_left_and_clears_the_dots(show: Any) -> None:
    person = show("sign_in")
    person.tap("Mia Torres")
    person.type("1111")
    person.press("enter")
    person.wait_for("You have 4 tries left")
    person.type("2468")
    person.press("enter")
    person.wait_for("Last visit first")


def test_a_locked_pin_waits_and_says_how_long(show: Any, tablet: Any) -> None:
    tablet.sign_in.locked_for = 2
    person = show("sign_in")
    person.tap("Mia Torres")
    person.type("2468")
    person.press("enter")
    person.wait_for("Too many wrong PINs")
    person.type("2468")
    assert person.app.root.screen.ids.pad.pin == "", "the pad is closed while the PIN is locked"
    tablet.sign_in.locked_for = 0
    person.wait_for("You can try again now")
    person.type("2468")
    person.press("enter")
    person.wait_for("Last visit first")


def test_somebody_new_to_the_tablet_types_her_number_and_is_told_of_the_network(show: Any) -> None:
    person = show("sign_in")
    person.tap("Somebody else")
    person.type("9")
    person.tap("1")
    person.type("111")
    person.press("enter")
    person.wait_for("first sign-in on this tablet needs the network")
    person.press("escape")
    person.wait_for("Who is working?")


def test_a_pin_without_a_number_asks_for_the_number(show: Any) -> None:
    person = show("sign_in")
    person.tap("Somebody else")
    for digit in "1111":
        person.tap(digit)
    person.tap("Sign in")
    person.wait_for("Type your associate number first")


def test_why_the_tablet_locked_by_itself_is_said(show: Any, tablet: Any) -> None:
    tablet.notice = "Your PIN has changed. Sign in again, with the network."
    person = show("sign_in")
    person.wait_for("Your PIN has changed")


@pytest.mark.parametrize("stage", ["sign_in", "enrol"])
def test_what_hq_says_while_nobody_is_signed_in_appears(show: Any, tablet: Any, stage: str) -> None:
    person = show(stage)
    tablet.notice = "HQ takes this tablet out of service."
    tablet.changed()
    person.wait_for("out of service")


def test_the_first_load_shows_how_far_it_is_and_then_the_customers(show: Any, tablet: Any) -> None:
    tablet.shop.status = SyncStatus("loading", "84,200 rows so far", 0, 0, "just now", 0.5)
    person = show("ready")
    person.wait_for("84,200 rows so far")
    tablet.shop.status = replace(tablet.shop.status, state="synced", text="Synced just now", progress=None)
    tablet.changed()
    person.wait_for("Last visit first")


def test_a_load_after_damage_says_what_of_her_work_is_kept(show: Any, tablet: Any) -> None:
    tablet.shop.status = replace(tablet.shop.status, state="loading", progress=0.2, pending=3)
    person = show()
    person.wait_for("3 things you did here are kept and go to HQ")


def test_a_first_load_can_be_locked(show: Any, tablet: Any) -> None:
    tablet.shop.status = SyncStatus("loading", "Begins", 0, 0, "never", None)
    person = show("ready")
    person.tap("Lock")
    person.wait_for("Who is working?")


def test_locking_takes_every_name_off_the_screen(show: Any) -> None:
    person = show("ready")
    person.tap("Olivia Bennett")
    person.wait_for("Suggested for Olivia")
    person.tap("Lock")
    person.wait_for("Who is working?")
    assert not person.sees("Bennett")


def test_a_tablet_put_aside_is_locked(show: Any) -> None:
    person = show("ready")
    person.wait_for("Last visit first")
    assert person.app.on_pause()
    person.wait_for("Who is working?")


def test_a_tablet_put_aside_while_a_pin_is_checked_is_locked(
    show: Any, tablet: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks: list[bool] = []
    monkeypatch.setattr(tablet, "lock", lambda: locks.append(True))
    person = show("sign_in")
    person.wait_for("Who is working?")
    assert person.app.on_pause()
    assert locks


def test_a_sign_in_that_takes_longer_says_what_it_is_busy_with(show: Any, tablet: Any) -> None:
    tablet.sign_in.held.clear()
    person = show("sign_in")
    person.tap("Mia Torres")
    for digit in "2468":
        person.tap(digit)
    person.tap("Sign in")
    person.wait_for("Checking…")
    tablet.sign_in.step = "Getting ready for the new version: 3 of 32."
    person.wait_for("3 of 32")
    tablet.sign_in.step = ""
    person.wait_for("Checking…")
    tablet.sign_in.held.set()
    person.wait_for("Last visit first")


def test_the_first_page_is_made_while_the_pin_is_checked_and_only_once(
    show: Any, tablet: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from associate_app.screens import frame

    made: list[object] = []

    def make(page: Any = frame.PAGES["customers"]) -> Any:
        made.append(page())
        return made[-1]

    monkeypatch.setitem(frame.PAGES, "customers", make)
    person = show("sign_in")
    person.tap("Mia Torres")
    person.type("1111")
    person.press("enter")
    person.wait_for("You have 4 tries left")
    tablet.sign_in.held.clear()
    person.type("2468")
    person.press("enter")
    person.until(lambda: made, "the first page")
    assert person.sees("Checking…")
    tablet.sign_in.held.set()
    person.wait_for("Last visit first")
    assert len(made) == 1
