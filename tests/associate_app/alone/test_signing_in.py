"""Who signs in, with a server that a test plays: quick or late, refusing or away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from associate_app.errors import (
    Locked,
    NeedsNetwork,
    ServerRefused,
    ServerUnreachable,
    SlotDestroyed,
    TabletError,
    WrongPin,
)
from associate_app.wiring import Tablet
from tests.associate_app.hq_world import Screen
from tests.associate_app.played_office import PlayedOffice
from tests.associate_app.small_world import PIN


def test_a_valid_slot_opens_while_the_server_is_still_thinking(tablet: Tablet, office: PlayedOffice) -> None:
    office.gate = threading.Event()
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
    assert tablet.stage == "ready"
    office.gate.set()


def test_a_tablet_put_aside_while_a_pin_is_checked_stays_locked(
    tablet: Tablet, office: PlayedOffice, screen: Screen
) -> None:
    office.gate = threading.Event()
    before = office.asked
    told: list[Exception] = []
    tablet.worker.run(lambda: tablet.sign_in.sign_in("102", PIN), on_error=told.append)
    screen.wait(lambda: office.asked > before)
    tablet.lock()
    office.gate.set()
    screen.wait(lambda: told)
    assert isinstance(told[0], Locked)
    assert tablet.stage == "sign_in"
    assert tablet.sign_in.sign_in("102", PIN).name == "Mia Sato"


def test_the_lock_screen_knows_the_store_and_who_was_here(tablet: Tablet) -> None:
    assert tablet.sign_in.store().name == "Linden Square"
    tablet.sign_in.sign_in("7", PIN)
    rows = tablet.sign_in.associates()
    assert {(row.number, row.initials, row.offline) for row in rows} == {
        ("101", "MS", True),
        ("7", "MS", True),
    }


@pytest.mark.parametrize("refusal", [ServerUnreachable("No."), ServerRefused("Too many tries.")])
def test_a_refresh_that_cannot_be_made_changes_nothing(
    tablet: Tablet, office: PlayedOffice, screen: Screen, refusal: TabletError
) -> None:
    office.refusal = refusal
    before = office.asked
    tablet.sign_in.sign_in("101", PIN)
    screen.wait(lambda: office.asked > before)
    tablet.close()
    assert tablet.sign_in.associates()[0].offline


def test_a_tablet_picked_up_while_its_refresh_is_under_way_yields_no_guess_more(
    tablet: Tablet, office: PlayedOffice, screen: Screen
) -> None:
    office.gate = threading.Event()
    before = office.asked
    tablet.sign_in.sign_in("101", PIN)
    screen.wait(lambda: office.asked > before)
    tablet.lock()
    for _ in range(3):
        with pytest.raises(WrongPin):
            tablet._vault.open_slot("101", "0000")
    office.gate.set()
    tablet.close()
    assert tablet._vault.content().slots["101"].failures == 3


def test_a_refresh_that_comes_late_takes_no_guess_back_either(
    tablet: Tablet, office: PlayedOffice, screen: Screen
) -> None:
    busy = threading.Event()
    tablet._line_worker.run(busy.wait)
    before = office.asked
    tablet.sign_in.sign_in("101", PIN)
    tablet.lock()
    with pytest.raises(WrongPin):
        tablet._vault.open_slot("101", "0000")
    busy.set()
    screen.wait(lambda: office.asked > before)
    tablet.close()
    assert tablet._vault.content().slots["101"].failures == 1


def test_ten_wrong_pins_need_the_network_and_then_all_is_well(tablet: Tablet, office: PlayedOffice) -> None:
    for _ in range(5):
        with pytest.raises(WrongPin):
            tablet.sign_in.sign_in("101", "0000")
    content = tablet._vault.content()
    slot = replace(content.slots["101"], failures=9, locked_until_ms=0)
    tablet._vault._file.write(replace(content, slots={"101": slot}))
    with pytest.raises(SlotDestroyed):
        tablet.sign_in.sign_in("101", "0000")
    office.refusal = ServerUnreachable("No.")
    with pytest.raises(SlotDestroyed, match="Connect it to the network"):
        tablet.sign_in.sign_in("101", PIN)
    with pytest.raises(NeedsNetwork):
        tablet.sign_in.sign_in("102", PIN)
    office.refusal = None
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"


def test_a_pin_that_hq_no_longer_takes_does_not_lock_out_somebody_else(
    tablet: Tablet, office: PlayedOffice, screen: Screen
) -> None:
    tablet.sign_in.sign_in("102", PIN)
    tablet.lock()
    office.gate = threading.Event()
    tablet.sign_in.sign_in("101", PIN)
    tablet.sign_in.sign_in("102", PIN)
    office.refusal = WrongPin(None, "Changed.")
    before = office.asked
    office.gate.set()
    screen.wait(lambda: office.asked > before)
    screen.wait(lambda: tablet.stage == "sign_in")  # the second refresh is about who is signed in
    assert "PIN has changed" in tablet.notice


def test_a_refresh_that_is_refused_at_once_says_why_the_tablet_is_locked_again(
    tablet: Tablet, office: PlayedOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_once(refresh: Callable[[], None], on_error: Callable[[TabletError], None]) -> None:
        try:
            refresh()
        except TabletError as error:
            on_error(error)

    monkeypatch.setattr(tablet._line_worker, "run", at_once)
    office.refusal = WrongPin(None, "Changed.")
    tablet.sign_in.sign_in("101", PIN)
    assert tablet.stage == "sign_in"
    assert "PIN has changed" in tablet.notice
