"""The tablet where the server is somebody a test plays: what must hold whatever HQ answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from associate_app.cli import tablet_folder
from associate_app.errors import (
    DeviceRevoked,
    DeviceUnknown,
    DiskTrouble,
    Locked,
    NeedsNetwork,
    ReplicaIsNewer,
    ServerRefused,
    ServerUnreachable,
    SlotDestroyed,
    TabletError,
    VaultDamaged,
    WrongPin,
)
from associate_app.platform.keystore import MemoryKeystore
from associate_app.store import database, former, opening
from associate_app.store.line import GuardedRounds, RoundBroken
from associate_app.wiring import Tablet
from shared.clock import FixedClock
from sync.errors import Unreachable
from sync.protocol import Answer
from tests.associate_app.hq_world import CHEAP, Screen
from tests.associate_app.played_office import PlayedOffice
from tests.associate_app.small_world import NOW_MS, PIN
from tests.server.world import NOW, counted_bytes


@pytest.fixture
def office() -> PlayedOffice:
    return PlayedOffice()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def boot(tmp_path: Path, office: PlayedOffice, screen: Screen) -> Iterator[Callable[[], Tablet]]:
    running: list[Tablet] = []
    draw, keystore = counted_bytes(), MemoryKeystore()

    def start() -> Tablet:
        while running:
            running.pop().close()
        running.append(
            Tablet(
                tmp_path, clock=FixedClock(NOW), random_bytes=draw, post=screen.post, head_office=office,
                keystore=keystore, cost=CHEAP,
            )
        )  # fmt: skip
        return running[-1]

    yield start
    while running:
        running.pop().close()


@pytest.fixture
def tablet(boot: Callable[[], Tablet]) -> Tablet:
    """Enrolled, and Mia has signed in once."""
    made = boot()
    made.enrol.enrol("http://127.0.0.1:9", "ABCD-EFGH")
    made.sign_in.sign_in("101", PIN)
    made.lock()
    return made


def test_a_valid_slot_opens_while_the_server_is_still_thinking(tablet: Tablet, office: PlayedOffice) -> None:
    office.gate = threading.Event()
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
    assert tablet.stage == "ready"
    office.gate.set()


def test_a_folder_named_from_where_one_stands_serves_as_well(
    tmp_path: Path, office: PlayedOffice, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tablet = Tablet(
        Path("here/tablet"), clock=FixedClock(NOW), random_bytes=counted_bytes(), post=screen.post,
        head_office=office, keystore=MemoryKeystore(), cost=CHEAP,
    )  # fmt: skip
    monkeypatch.chdir("/")
    tablet.enrol.enrol("http://127.0.0.1:9", "ABCD-EFGH")
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
    tablet.close()
    assert (tmp_path / "here" / "tablet" / "vault.json").exists()


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
    assert again.notice == former.KEPT
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
    assert unsent.notice == former.KEPT_CLOSED
    unsent.sign_in.sign_in("101", PIN)
    assert unsent.sync.status().pending == 0
    assert "replica-d1.db" in held(tmp_path)


def test_a_server_that_refuses_a_new_enrolment_changes_nothing(unsent: Tablet, tmp_path: Path) -> None:
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
    assert (again.stage, again.notice) == ("sign_in", former.KEPT_CLOSED)
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


def test_a_damaged_replica_is_made_anew_under_the_same_enrolment(tablet: Tablet, tmp_path: Path) -> None:
    tablet._wait_for_closing()
    (tmp_path / "replica-d1.db").write_bytes(b"garbled" * 2000)
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
    assert tablet.sync.status().state == "loading"
    assert held(tmp_path) == {"replica-d1.db"}


def test_a_newer_replica_keeps_the_tablet_locked_and_says_why(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SCHEMA_VERSION", 0)
    with pytest.raises(ReplicaIsNewer, match="Update the app"):
        tablet.sign_in.sign_in("101", PIN)
    assert tablet.stage == "sign_in"
    monkeypatch.undo()
    tablet.sign_in.sign_in("101", PIN)


def test_on_a_full_disk_the_tablet_opens_reads_and_says_that_it_cannot_save(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet._wait_for_closing()

    def refuse(_: object) -> None:
        raise DiskTrouble(database.CANNOT_SAVE)

    monkeypatch.setattr(database.ReplicaFile, "open_writer", refuse)
    tablet.sign_in.sign_in("101", PIN)
    assert tablet.look_up.search("").total == 0
    assert tablet.sync.status().text == "Cannot save"


def test_observers_are_told_on_the_screens_thread(tablet: Tablet, screen: Screen) -> None:
    threads: list[int] = []
    tablet.on_change.append(lambda: threads.append(threading.get_ident()))
    tablet.sign_in.sign_in("101", PIN)
    screen.wait(lambda: threads)
    assert set(threads) == {threading.get_ident()}
    tablet._recorded()
    tablet.lock()
    tablet._recorded()


def test_the_folder_is_named_by_the_environment_or_lies_in_the_home_folder(tmp_path: Path) -> None:
    assert tablet_folder({"AISLE_APP_HOME": str(tmp_path)}) == tmp_path
    assert tablet_folder({}).is_relative_to(Path.home())


@pytest.mark.parametrize("cause", [DiskTrouble("Full."), KeyError("a mistake")])
def test_whatever_breaks_a_round_the_loop_survives_it(cause: Exception) -> None:
    class Breaking:
        def round(self) -> None:
            raise cause

    with pytest.raises(RoundBroken) as caught:
        GuardedRounds(Breaking()).round()  # type: ignore[arg-type]
    assert caught.value.sentence.endswith(".")


def test_a_line_that_is_down_stays_what_it_is() -> None:
    class Cut:
        def round(self) -> None:
            raise Unreachable("No line.")

    with pytest.raises(Unreachable):
        GuardedRounds(Cut()).round()  # type: ignore[arg-type]
