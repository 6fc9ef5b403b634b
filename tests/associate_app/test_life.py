"""How a tablet's life ends: retired, revoked or silent; sealed first, then keys, then data, then its word."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from associate_app import wiring
from associate_app.errors import (
    DeviceRevoked,
    DiskTrouble,
    NotEnrolled,
    ServerRefused,
)
from associate_app.life import Life
from associate_app.platform.keystore import MemoryKeystore
from associate_app.store.vault import Vault
from shared.clock import FixedClock
from sync import rescue
from tests.associate_app.field import AWAY, Field
from tests.associate_app.hq_world import CHEAP
from tests.associate_app.played_office import PARTING, PlayedOffice
from tests.associate_app.small_world import PIN
from tests.server.world import NOW, counted_bytes


def test_unsent_work_lies_sealed_beside_the_replica_and_goes_with_the_last_of_it(field: Field) -> None:
    field.at_work()
    field.record("first")
    field.wait(lambda: field.left() >= {"unsent-d1.sealed"})
    field.record("second")
    field.wait(lambda: field.sealed() == ["first", "second"])
    field.decide("applied")
    field.wait(lambda: "unsent-d1.sealed" not in field.left())
    assert field.tablet.notice == ""


def test_a_lock_notes_how_much_is_unsent_and_a_kill_leaves_it_unknown(field: Field) -> None:
    tablet = field.at_work()
    assert tablet._vault.content().unsent is None
    field.record("first")
    field.lock()
    assert (tablet._vault.content().unsent, field.sealed()) == (1, ["first"])


def test_a_revoked_tablet_seals_its_latest_work_destroys_its_keys_and_says_so(field: Field) -> None:
    tablet = field.at_work()
    field.record("first")
    field.office.refusal = DeviceRevoked("Off.")
    field.look()
    field.wait(lambda: tablet.stage == "enrol")
    assert field.keystore.load() is None
    assert tablet._vault.content().slots == {}
    assert field.sealed() == ["first"]
    assert str(wiring.WHY_WIPED["revoked"]) in tablet.notice
    assert f"1 record that HQ never got is sealed in {field.folder}/unsent-d1.sealed" in tablet.notice
    assert field.left() == {"unsent-d1.sealed", "parting-d1.json"}
    field.office.refusal = None
    again = field.boot()  # the receipt is given whenever the server can be reached
    field.wait(lambda: field.office.receipts)
    (given,) = field.office.receipts
    assert (given.device_id, given.reason, given.unsent) == ("d1", "revoked", 1)
    assert given.receipt == rescue.receipt_of(PARTING)
    field.wait(lambda: field.left() == {"unsent-d1.sealed"})
    assert again.stage == "enrol"
    assert "sealed in" in again.notice


def test_a_revocation_in_the_moment_of_a_lock_waits_until_the_latest_work_is_sealed(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = field.by_hand()
    field.record("first")
    note, parting = tablet._shift._before_closing, threading.Thread(target=tablet._part, args=("revoked",))

    def meanwhile(recorder: Any) -> None:
        if parting.ident is None:
            parting.start()
            parting.join(0.5)  # it would be over by then
        note(recorder)

    monkeypatch.setattr(tablet._shift, "_before_closing", meanwhile)
    field.lock()
    field.wait(lambda: tablet.stage == "enrol")
    parting.join()
    tablet._life.give_receipts()
    assert field.sealed() == ["first"]
    assert [receipt.unsent for receipt in field.office.receipts] == [1]


def test_a_locked_tablet_hears_that_it_is_revoked_and_leaves_what_was_sealed_before(field: Field) -> None:
    tablet = field.at_work()
    field.record("first")
    field.lock()
    field.office.refusal = DeviceRevoked("Off.")
    field.look()
    field.wait(lambda: tablet.stage == "enrol")
    assert (field.keystore.load(), field.sealed()) == (None, ["first"])
    assert field.left() >= {"unsent-d1.sealed"}
    assert not any(name.startswith("replica") for name in field.left())


def test_what_a_killed_tablet_left_unsent_is_unknown_to_its_receipt(field: Field) -> None:
    tablet = field.by_hand()
    tablet._life.destroy_keys("revoked", None)
    field.lock()
    tablet._life.remove_data()
    tablet._life.give_receipts()
    assert [(each.reason, each.unsent) for each in field.office.receipts] == [("revoked", None)]


@pytest.mark.parametrize("step", ["written down", "keys gone", "vault says so"])
def test_an_end_that_was_cut_short_is_finished_before_anything_is_opened(field: Field, step: str) -> None:
    tablet = field.at_work()
    field.lock()
    field.office.refusal = AWAY
    tablet._life._write_down("revoked", 0)
    if step != "written down":
        field.keystore.destroy()
    if step == "vault says so":
        tablet._vault.revoke()
    again = field.boot()
    assert again.stage == "enrol"
    assert field.keystore.load() is None
    assert field.left() == {"parting-d1.json"}


def test_a_full_disk_stops_no_destruction(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    tablet = field.at_work()
    field.record("first")
    field.wait(lambda: field.left() >= {"unsent-d1.sealed"})

    def refuse(*_: Any, **__: Any) -> None:
        raise DiskTrouble("Full.")

    for where in ("associate_app.life", "associate_app.store.rescue", "associate_app.store.vault_file"):
        monkeypatch.setattr(f"{where}.write_durably", refuse)
    tablet._part("revoked")
    field.wait(lambda: tablet.stage == "enrol")
    assert field.keystore.load() is None
    assert field.left() == {"unsent-d1.sealed"}
    monkeypatch.undo()
    with pytest.raises(Exception, match="secret is missing"):
        field.boot().sign_in.sign_in("101", PIN)


def test_what_could_not_be_sealed_at_the_end_is_unknown_to_the_receipt(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet = field.by_hand()
    recorder = tablet._desk().recorder
    field.record("first")

    def refuse(*_: Any, **__: Any) -> None:
        raise DiskTrouble("Full.")

    monkeypatch.setattr(recorder, "entries", refuse)
    tablet._life.destroy_keys("revoked", recorder)
    monkeypatch.undo()
    field.lock()
    tablet._life.give_receipts()
    assert field.office.receipts[0].unsent is None
    assert field.keystore.load() is None


def test_a_receipt_is_given_even_if_the_vault_of_now_cannot_be_read(field: Field) -> None:
    tablet = field.by_hand()
    tablet._life.destroy_keys("revoked", None)
    field.lock()
    (field.folder / "vault.json").write_bytes(b"garbled")
    tablet._life.give_receipts()
    assert len(field.office.receipts) == 1


def test_a_receipt_of_which_the_server_knows_nothing_is_not_given_for_ever(field: Field) -> None:
    tablet = field.by_hand()
    tablet._life.destroy_keys("revoked", None)
    field.lock()
    field.office.refusal = ServerRefused("There is no such tablet.")
    tablet._life.give_receipts()
    assert "parting-d1.json" not in field.left()


def test_an_end_that_is_not_finished_gives_no_receipt(field: Field) -> None:
    tablet = field.by_hand()
    tablet._life._write_down("revoked", 0)
    tablet._life.give_receipts()
    assert field.office.receipts == []
    (field.folder / "parting-d1.json").write_bytes(b"garbled")
    tablet._life.give_receipts()
    assert field.office.receipts == []


def test_a_tablet_that_never_heard_terms_ends_without_a_receipt(field: Field) -> None:
    tablet = field.at_work()
    field.wait(lambda: tablet._vault.content().parting)
    tablet._guard.stop()  # no contact brings them once more
    tablet._vault.change(lambda content: replace(content, parting=None))
    field.record("first")
    tablet._part("revoked")
    field.wait(lambda: tablet.stage == "enrol")
    tablet._caretaker.look()
    assert field.left() == set()
    assert field.office.receipts == []


def test_a_sealed_file_goes_once_hq_has_taken_it_in(field: Field) -> None:
    tablet = field.at_work()
    field.record("first", "second")
    tablet._part("revoked")
    field.wait(lambda: tablet.stage == "enrol")
    digest = rescue.digest_of((field.folder / "unsent-d1.sealed").read_bytes())
    field.office.device_id = "d2"
    tablet.enrol.enrol(field.office.address, "ABCD-EFGH")
    assert tablet.notice.startswith("2 records that HQ never got are sealed in ")
    field.look()
    field.wait(lambda: field.office.heard and field.office.heard[-1][2] == [digest])
    assert "unsent-d1.sealed" in field.left()
    field.office.taken_in = frozenset({digest})
    field.look()
    field.wait(lambda: "unsent-d1.sealed" not in field.left())


def test_a_damaged_sealed_file_is_said_too(field: Field) -> None:
    (field.folder / "unsent-d9.sealed").write_bytes(b"garbled")
    (field.folder / "unsent-d8.sealed").write_bytes(b"garbled")
    tablet = field.boot()
    assert [file.operations for file in tablet._life.sealed()] == [0, 0]
    tablet.enrol.enrol(field.office.address, "ABCD-EFGH")
    assert tablet.notice.startswith(f"Some records that HQ never got are sealed in {field.folder}/unsent-*")


def test_before_enrolment_there_is_nothing_to_end(tmp_path: Path) -> None:
    keystore = MemoryKeystore()

    def vault_at(path: Path) -> Vault:
        return Vault(path, keystore, FixedClock(NOW), counted_bytes(), CHEAP)

    life = Life(tmp_path, vault_at, PlayedOffice(), counted_bytes())
    with pytest.raises(NotEnrolled):
        life.resume()
    life.give_receipts()
    assert life.sealed() == []
