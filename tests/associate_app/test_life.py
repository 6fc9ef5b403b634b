"""How a tablet's life goes on and ends: contacts, ends of shares, retirement, revocation, silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from associate_app import caretaker, wiring
from associate_app.errors import (
    DeviceRevoked,
    DiskTrouble,
    NotEnrolled,
    ServerRefused,
    ServerUnreachable,
    SilentTooLong,
    SlotDestroyed,
    WrongPin,
)
from associate_app.guard import Guard
from associate_app.life import Life
from associate_app.platform.keystore import MemoryKeystore
from associate_app.store import terms
from associate_app.store.vault import Vault
from associate_app.wiring import Tablet
from shared.clock import FixedClock, to_millis
from sync import rescue
from sync.protocol import Answer
from tests.associate_app.hq_world import CHEAP, Screen
from tests.associate_app.played_office import PARTING, RESCUE_PRIVATE, SHARE_MS, TERMS, PlayedOffice
from tests.associate_app.small_world import NOW_MS, PIN
from tests.server.world import NOW, counted_bytes

AWAY = ServerUnreachable("No.")


class Field:
    """One tablet somewhere, its clock, and the server it hears or does not hear."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.screen, self.office = folder, FixedClock(NOW), Screen(), PlayedOffice()
        self.keystore, self.draw = MemoryKeystore(), counted_bytes()
        self.running: list[Tablet] = []

    def boot(self) -> Tablet:
        """The app starts; the one before was closed, or killed with it."""
        self.close()
        self.running.append(
            Tablet(
                self.folder, clock=self.clock, random_bytes=self.draw, post=self.screen.post,
                head_office=self.office, keystore=self.keystore, cost=CHEAP,
            )
        )  # fmt: skip
        return self.tablet

    @property
    def tablet(self) -> Tablet:
        return self.running[-1]

    def close(self) -> None:
        while self.running:
            self.running.pop().close()

    def at_work(self) -> Tablet:
        """Enrolled, and Mia has signed in."""
        tablet = self.boot()
        tablet.enrol.enrol(self.office.address, "ABCD-EFGH")
        tablet.sign_in.sign_in("101", PIN)
        return tablet

    def record(self, *notes: str) -> None:
        """Mia has written notes that no server has."""
        for note in notes:
            self.tablet._desk().recorder.record("note_added", 1, {"text": note})
        self.tablet._recorded()

    def lock(self) -> Tablet:
        self.tablet.lock()
        self.tablet._wait_for_closing()
        return self.tablet

    def advance(self, **time: float) -> None:
        """Time passes, here and at the server."""
        self.clock.advance(timedelta(**time))
        self.office.now_ms = to_millis(self.clock.now())

    def look(self) -> None:
        """The guard looks, and contact is due."""
        self.tablet._caretaker.hurry()
        self.tablet._guard.nudge()

    def wait(self, condition: Callable[[], Any]) -> None:
        self.screen.wait(condition)

    def left(self) -> set[str]:
        """What lies in the folder of replicas, sealed files and words about to be given."""
        patterns = ("replica-*.db", "unsent-*", "parting-*.json")
        return {path.name for pattern in patterns for path in self.folder.glob(pattern)}

    def sealed(self, name: str = "unsent-d1.sealed") -> list[str]:
        """The notes in the sealed file, as HQ reads them."""
        content = (self.folder / name).read_bytes()
        wires = rescue.unseal(content, private_key=RESCUE_PRIVATE, parting_key=PARTING)
        return [wire["arguments"]["text"] for wire in wires]

    def decide(self, verdict: Any) -> None:
        """The server decides everything that is queued."""
        outbox = self.tablet._desk().recorder._outbox()
        outbox.note_answers([Answer(wire["id"], verdict, "x", "No.") for wire in outbox.queued()])
        self.tablet._line_changed()


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Field]:
    made = Field(tmp_path)
    yield made
    made.close()


def test_a_contact_while_somebody_works_lengthens_her_share(field: Field) -> None:
    field.at_work()
    for _ in range(4):
        field.advance(hours=50)
        before = len(field.office.heard)
        field.look()
        field.wait(lambda before=before: len(field.office.heard) > before)
    field.lock()
    field.office.refusal = AWAY
    field.advance(hours=71)
    assert field.tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"


def test_a_contact_of_a_locked_tablet_lengthens_no_share(field: Field) -> None:
    field.at_work()
    field.lock()
    field.advance(hours=50)
    field.look()
    field.wait(lambda: field.office.heard and field.office.heard[-1][0] is None)
    field.advance(hours=23)
    assert not field.tablet._vault.has_valid_slot("101")


def test_an_open_tablet_locks_when_the_share_of_who_works_has_ended(field: Field) -> None:
    tablet = field.at_work()
    field.wait(lambda: field.office.heard)
    field.office.refusal = AWAY
    field.advance(milliseconds=SHARE_MS)
    tablet._guard.nudge()
    field.wait(lambda: tablet.stage == "sign_in")
    assert tablet.notice == caretaker.SHARE_ENDED


@pytest.mark.parametrize("standing", ["pin_changed", "left"])
def test_who_is_shut_out_is_locked_out_at_the_next_contact(field: Field, standing: str) -> None:
    tablet = field.at_work()
    field.office.standings = {"a101": standing}
    field.look()
    field.wait(lambda: tablet.stage == "sign_in")
    assert tablet.notice == caretaker.PIN_CHANGED
    assert tablet.sign_in.associates() == ()


def test_a_new_pin_from_hq_opens_at_once_and_costs_no_try(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    vault = tablet._vault
    vault.write_slot(  # what she last proved here was another PIN
        vault.content().slots["101"].associate, "9999",
        data_key=vault.open_enrolment(b"unlock"), share=b"share", expires_ms=NOW_MS + SHARE_MS, mark="old",
    )  # fmt: skip
    field.office.standings = {"a101": "pin_changed"}
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
    assert vault.content().slots["101"].failures == 0


def test_a_wrong_pin_counts_if_the_server_knows_of_no_other_or_is_away(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    for field.office.refusal in (None, AWAY, ServerRefused("Busy.")):
        with pytest.raises(WrongPin):
            tablet.sign_in.sign_in("101", "0000")
    assert tablet._vault.content().slots["101"].failures == 3


def test_ten_wrong_pins_destroy_the_slot_all_the_same(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    field.office.refusal = AWAY
    for _ in range(9):
        field.advance(hours=1)
        with pytest.raises(WrongPin):
            tablet.sign_in.sign_in("101", "0000")
    field.advance(hours=1)
    with pytest.raises(SlotDestroyed):
        tablet.sign_in.sign_in("101", "0000")


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
    assert wiring.WHY_WIPED["revoked"] in tablet.notice
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
    tablet = field.at_work()
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


def test_a_receipt_of_which_the_server_knows_nothing_is_not_given_for_ever(field: Field) -> None:
    tablet = field.at_work()
    tablet._life.destroy_keys("revoked", None)
    field.lock()
    field.office.refusal = ServerRefused("There is no such tablet.")
    tablet._life.give_receipts()
    assert "parting-d1.json" not in field.left()


def test_an_end_that_is_not_finished_gives_no_receipt(field: Field) -> None:
    tablet = field.at_work()
    tablet._life._write_down("revoked", 0)
    tablet._life.give_receipts()
    assert field.office.receipts == []
    (field.folder / "parting-d1.json").write_bytes(b"garbled")
    tablet._life.give_receipts()
    assert field.office.receipts == []


def test_a_tablet_that_never_heard_terms_ends_without_a_receipt(field: Field) -> None:
    tablet = field.at_work()
    field.wait(lambda: field.office.heard)
    tablet._vault.change(lambda content: replace(content, parting=None))
    field.record("first")
    tablet._part("revoked")
    field.wait(lambda: tablet.stage == "enrol")
    field.wait(lambda: field.left() == set())
    assert field.office.receipts == []


def leaving(field: Field) -> None:
    field.office.terms = replace(TERMS, is_leaving=True)
    field.look()


def test_a_retired_tablet_waits_until_everything_is_sent_and_then_ends_itself(field: Field) -> None:
    tablet = field.at_work()
    field.record("first")
    leaving(field)
    field.wait(lambda: tablet._caretaker._is_leaving)
    assert tablet.stage == "ready"
    field.decide("applied")
    field.wait(lambda: tablet.stage == "enrol")
    assert tablet.notice == wiring.WHY_WIPED["retired"]
    field.wait(lambda: field.office.receipts)
    assert (field.office.receipts[0].reason, field.office.receipts[0].unsent) == ("retired", 0)
    field.wait(lambda: field.left() == set())


def test_what_hq_refused_on_a_retired_tablet_is_sealed_with_its_content(field: Field) -> None:
    tablet = field.at_work()
    field.record("refused")
    field.decide("rejected")
    leaving(field)
    field.wait(lambda: tablet.stage == "enrol")
    assert field.sealed() == ["refused"]


def test_a_locked_tablet_that_is_retired_asks_for_a_sign_in_if_it_holds_unsent_work(field: Field) -> None:
    tablet = field.at_work()
    field.record("first")
    field.lock()
    leaving(field)
    field.wait(lambda: tablet.notice == caretaker.LEAVING)
    assert tablet.stage == "sign_in"
    tablet.sign_in.sign_in("101", PIN)
    field.decide("applied")
    field.wait(lambda: tablet.stage == "enrol")


def test_a_locked_tablet_that_is_retired_and_holds_nothing_unsent_ends_itself(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    leaving(field)
    field.wait(lambda: tablet.stage == "enrol")
    assert field.left() <= {"parting-d1.json"}


def test_a_tablet_that_keeps_work_of_a_former_enrolment_is_not_retired_before_it_is_sent(
    field: Field,
) -> None:
    field.at_work()
    field.record("before")
    field.lock()
    field.office.device_id = "d2"
    tablet = field.tablet
    tablet.enrol.enrol(field.office.address, "ABCD-EFGH")
    assert "unsent" in tablet.notice
    tablet.sign_in.sign_in("102", PIN)
    leaving(field)
    field.wait(lambda: tablet._caretaker._is_leaving)
    tablet._caretaker.look()
    assert tablet.stage == "ready"


def test_after_too_long_a_silence_the_keys_go_and_what_was_unsent_is_sealed(field: Field) -> None:
    tablet = field.at_work()
    field.record("first")
    field.lock()
    field.office.refusal = AWAY
    field.advance(days=29)
    field.look()
    with pytest.raises(Exception, match="too long"):
        tablet.sign_in.sign_in("101", PIN)
    assert tablet.stage == "sign_in"
    field.advance(days=1)
    field.look()
    field.wait(lambda: tablet.stage == "enrol")
    assert caretaker.TOO_SILENT in tablet.notice
    assert (field.keystore.load(), field.sealed()) == (None, ["first"])


def test_a_sign_in_after_too_long_a_silence_opens_nothing(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    tablet._vault.renew("101", NOW_MS + 100 * SHARE_MS)
    tablet._guard.stop()
    field.office.refusal = AWAY
    field.advance(days=30)
    with pytest.raises(SilentTooLong):
        tablet.sign_in.sign_in("101", PIN)
    assert (tablet.stage, field.keystore.load()) == ("enrol", None)


def test_a_clock_that_ran_ahead_costs_nothing_while_the_server_can_tell_the_time(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    tablet._guard.stop()
    field.clock.advance(timedelta(days=4000))
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
    field.lock()
    field.office.refusal = DeviceRevoked("Off.")
    field.clock.advance(timedelta(days=4000))
    with pytest.raises(DeviceRevoked):
        tablet.sign_in.sign_in("101", PIN)
    assert tablet.stage == "enrol"


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


def test_terms_are_sealed_under_the_device_secret(field: Field) -> None:
    tablet = field.at_work()
    field.lock()
    assert terms.parting_keys(tablet._vault) == terms.PartingKeys(TERMS.parting_key, TERMS.rescue_key)
    for secret in (TERMS.parting_key, TERMS.rescue_key):
        assert secret not in (field.folder / "vault.json").read_bytes()
    field.keystore.save(b"x" * 32)
    assert terms.parting_keys(tablet._vault) is None


def test_a_vault_of_0_1_0_opens_and_hears_its_terms_at_the_next_contact(field: Field) -> None:
    tablet = field.at_work()
    field.close()
    path = field.folder / "vault.json"
    value = orjson.loads(path.read_bytes()) | {"version": 1}
    for name in ("contact_ms", "wipe_after_ms", "parting", "unsent"):
        del value[name]
    del value["slots"][0]["mark"]
    path.write_bytes(orjson.dumps(value))
    tablet = field.boot()
    assert not terms.is_silent_too_long(Vault(path, field.keystore, field.clock, field.draw, CHEAP))
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
    field.wait(lambda: terms.parting_keys(tablet._vault) is not None)


def test_a_look_that_fails_ends_no_guard(caplog: pytest.LogCaptureFixture) -> None:
    looks: list[int] = []

    def look() -> None:
        looks.append(1)
        guard.nudge()
        if len(looks) == 3:
            guard.stop()
        raise KeyError("a mistake")

    guard = Guard(look, 60.0)
    guard.start()
    guard._thread.join(10)
    assert (len(looks), len(caplog.records)) == (3, 3)


def test_before_enrolment_there_is_nothing_to_end(tmp_path: Path) -> None:
    keystore = MemoryKeystore()

    def vault_at(path: Path) -> Vault:
        return Vault(path, keystore, FixedClock(NOW), counted_bytes(), CHEAP)

    life = Life(tmp_path, vault_at, PlayedOffice(), counted_bytes())
    with pytest.raises(NotEnrolled):
        life.resume()
    life.give_receipts()
    assert life.sealed() == []
