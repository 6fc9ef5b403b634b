"""Files that are damaged, newer, full or elsewhere, and threads that meet: the tablet says so and goes on."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from associate_app.cli import tablet_folder
from associate_app.errors import (
    DiskTrouble,
    ReplicaIsNewer,
)
from associate_app.platform.keystore import MemoryKeystore
from associate_app.store import database, opening
from associate_app.store.line import GuardedRounds, RoundBroken
from associate_app.wiring import Tablet
from shared.clock import FixedClock
from sync.errors import Unreachable
from tests.associate_app.hq_world import CHEAP, Screen
from tests.associate_app.played_office import PlayedOffice
from tests.associate_app.small_world import PIN
from tests.server.world import NOW, counted_bytes


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


def test_a_damaged_replica_is_made_anew_under_the_same_enrolment(tablet: Tablet, tmp_path: Path) -> None:
    tablet._wait_for_closing()
    (tmp_path / "replica-d1.db").write_bytes(b"garbled" * 2000)
    assert tablet.sign_in.sign_in("101", PIN).name == "Mia Sato"
    assert tablet.sync.status().state == "loading"
    assert [path.name for path in tmp_path.glob("replica-*.db")] == ["replica-d1.db"]
    assert not list(tmp_path.glob("former-*.json"))


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
        GuardedRounds(Breaking()).round()
    assert caught.value.sentence.endswith(".")


def test_a_line_that_is_down_stays_what_it_is() -> None:
    class Cut:
        def round(self) -> None:
            raise Unreachable("No line.")

    with pytest.raises(Unreachable):
        GuardedRounds(Cut()).round()
