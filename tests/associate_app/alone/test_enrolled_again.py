"""A tablet enrolled anew: what nobody had sent is sent by its author, kept closed, or never lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from associate_app.errors import (
    VaultDamaged,
)
from associate_app.store import former
from associate_app.wiring import Tablet
from sync.protocol import Answer
from tests.associate_app.played_office import PlayedOffice
from tests.associate_app.small_world import NOW_MS, PIN


@pytest.fixture
def unsent(tablet: Tablet, office: PlayedOffice) -> Tablet:
    """Holds a note that no server has and one that a server refused; then the server knows it no more."""
    tablet.sign_in.sign_in("101", PIN)
    recorder = tablet._desk().recorder
    for text in ("Prefers rye", "Refused"):
        recorder.record("note_added", 1, {"text": text})
    outbox = recorder._outbox()
    outbox.note_answers([Answer(outbox.queued()[1]["id"], "rejected", "customer_not_here", "Not here.")])
    tablet.lock()
    tablet._wait_for_closing()
    office.device_id = "d2"
    return tablet


def held(folder: Path) -> set[str]:
    return {path.name for pattern in ("replica-*.db", "former-*.json") for path in folder.glob(pattern)}


def test_what_was_not_sent_outlives_a_new_enrolment_and_is_sent_after_the_next_sign_in(
    unsent: Tablet, tmp_path: Path, boot: Callable[[], Tablet]
) -> None:
    unsent.enrol.enrol("http://127.0.0.1:9", "ABCD-EFGH")
    assert "unsent" in unsent.notice
    again = boot()
    assert again.notice == str(former.KEPT)
    again.sign_in.sign_in("102", PIN)  # her PIN never opened it
    assert (again.sync.status().pending, again.sync.status().attention) == (0, 0)
    assert held(tmp_path) == {"replica-d1.db", "replica-d2.db", "former-d1.json"}
    again.sign_in.sign_in("101", PIN)
    assert (again.sync.status().pending, again.sync.status().attention) == (1, 1)
    (wire,) = again._desk().recorder._outbox().queued()
    assert wire["arguments"]["text"] == "Prefers rye"
    assert [item.content for item in again.attention.refused()] == ["Refused"]
    assert held(tmp_path) == {"replica-d2.db"}
    assert boot().notice == ""


def test_what_was_not_sent_goes_to_no_other_server(
    unsent: Tablet, office: PlayedOffice, tmp_path: Path
) -> None:
    office.address = "http://127.0.0.1:8"
    unsent.enrol.enrol("http://127.0.0.1:8", "ABCD-EFGH")
    assert unsent.notice == str(former.KEPT_CLOSED)
    unsent.sign_in.sign_in("101", PIN)
    assert unsent.sync.status().pending == 0
    assert "replica-d1.db" in held(tmp_path)


def test_a_server_that_refuses_a_new_enrolment_changes_nothing(unsent: Tablet, tmp_path: Path) -> None:
    unsent._guard.stop()  # it writes there, too, when it has heard of HQ
    before = (tmp_path / "vault.json").read_bytes()
    unsent._vault._file.set_aside(NOW_MS)  # and then the power
    assert (tmp_path / "vault.json").read_bytes() == before
    unsent.sign_in.sign_in("101", PIN)
    assert unsent.sync.status().pending == 1
    assert held(tmp_path) == {"replica-d1.db"}


def test_a_former_enrolment_under_which_nobody_worked_leaves_nothing(
    boot: Callable[[], Tablet], office: PlayedOffice, tmp_path: Path
) -> None:
    tablet = boot()
    for office.device_id in ("d1", "d2"):
        tablet.enrol.enrol("http://127.0.0.1:9", "ABCD-EFGH")
    assert tablet.notice == ""
    tablet.sign_in.sign_in("101", PIN)
    assert held(tmp_path) == {"replica-d2.db"}


def test_a_revoked_tablet_keeps_nothing_that_anybody_here_could_read(
    unsent: Tablet, tmp_path: Path, boot: Callable[[], Tablet]
) -> None:
    unsent.close()
    unsent._vault.revoke()
    again = boot()
    again.enrol.enrol("http://127.0.0.1:9", "ABCD-EFGH")
    assert again.notice.startswith("2 records that HQ never got are sealed in ")
    assert held(tmp_path) == set()


def test_a_damaged_vault_asks_to_be_enrolled_again_and_says_why(
    tablet: Tablet, office: PlayedOffice, tmp_path: Path, boot: Callable[[], Tablet]
) -> None:
    tablet.close()
    office.device_id = "d2"
    (tmp_path / "vault.json").write_bytes(b'{"version": 1')
    again = boot()
    assert again.stage == "enrol"
    assert "damaged" in again.notice
    again.enrol.enrol("http://127.0.0.1:9", "ABCD-EFGH")
    assert (again.stage, again.notice) == ("sign_in", str(former.KEPT_CLOSED))
    again.sign_in.sign_in("101", PIN)
    assert list(tmp_path.glob("former-damaged-*.json"))


def test_a_missing_secret_asks_to_be_enrolled_again_at_the_next_sign_in(
    tablet: Tablet, office: PlayedOffice
) -> None:
    tablet._keystore.destroy()
    with pytest.raises(VaultDamaged):
        tablet.sign_in.sign_in("101", PIN)
    assert tablet.stage == "enrol"
    assert "secret is missing" in tablet.notice
    office.device_id = "d2"
    tablet.enrol.enrol("http://127.0.0.1:9", "ABCD-EFGH")
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
