"""A tablet that its server revoked or does not know: what is wiped, and what never is."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from associate_app.errors import (
    DeviceRevoked,
    DeviceUnknown,
)
from associate_app.wiring import Tablet
from tests.associate_app.hq_world import Screen
from tests.associate_app.played_office import PlayedOffice
from tests.associate_app.small_world import PIN


def test_a_revoked_tablet_is_wiped_by_the_refresh(
    tablet: Tablet, office: PlayedOffice, screen: Screen, tmp_path: Path
) -> None:
    office.gate = threading.Event()  # the refresh waits until she is in
    tablet.sign_in.sign_in("101", PIN)
    office.refusal = DeviceRevoked("Off.")
    office.gate.set()
    screen.wait(lambda: tablet.stage == "enrol")
    assert not list(tmp_path.glob("replica-*"))


def test_a_wipe_that_was_cut_short_is_finished_at_the_next_start(
    tablet: Tablet, tmp_path: Path, boot: Callable[[], Tablet]
) -> None:
    tablet.close()
    tablet._vault.revoke()  # keys are gone, and then the power
    assert list(tmp_path.glob("replica-*"))
    assert boot().stage == "enrol"
    assert not list(tmp_path.glob("replica-*"))


def test_a_server_that_does_not_know_the_tablet_destroys_nothing(
    tablet: Tablet, office: PlayedOffice, screen: Screen, boot: Callable[[], Tablet]
) -> None:
    office.refusal = DeviceUnknown("The server does not know this tablet.")
    before = office.asked
    tablet.sign_in.sign_in("101", PIN)
    screen.wait(lambda: office.asked > before)
    screen.look()
    assert tablet.stage == "ready"
    with pytest.raises(DeviceUnknown):
        tablet.sign_in.sign_in("999", PIN)
    again = boot()
    assert again.stage == "sign_in"
    assert again.sign_in.sign_in("101", PIN).name == "Mia Sato"


def test_an_unknown_tablet_that_is_locked_asks_to_be_enrolled(tablet: Tablet, office: PlayedOffice) -> None:
    office.refusal = DeviceUnknown("The server does not know this tablet.")
    with pytest.raises(DeviceUnknown):
        tablet.sign_in.sign_in("999", PIN)
    assert (tablet.stage, tablet.notice) == ("enrol", "The server does not know this tablet.")
