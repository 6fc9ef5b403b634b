"""Opening the replica: wrong key, damage, newer versions, a full disk; nothing is ever harmed."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2

from associate_app.errors import DiskTrouble, Locked, ReplicaDamaged, ReplicaIsNewer
from associate_app.store import database, recorder
from associate_app.store.database import ReplicaFile
from associate_app.store.opening import remove_replicas, replica_path
from tests.associate_app.replica_world import ENROLMENT, KEY, ReplicaWorld


@pytest.fixture
def path(world: ReplicaWorld) -> Path:
    """The replica's file, closed."""
    world.close()
    return replica_path(world.folder, ENROLMENT)


def test_a_replica_survives_closing_and_opens_with_its_key_only(world: ReplicaWorld, path: Path) -> None:
    desk = world.open()
    with desk.reader.snapshot() as snapshot:
        assert snapshot.row("SELECT count(*) FROM customers") == (2,)
    with pytest.raises(ReplicaDamaged, match="sign in again"):
        ReplicaFile(path, bytes(32)).open_writer()
    with pytest.raises(ReplicaDamaged):
        ReplicaFile(path, bytes(32)).open_reader()


def test_only_its_owner_may_read_the_files(world: ReplicaWorld) -> None:
    assert {stat.S_IMODE(f.stat().st_mode) for f in world.folder.glob("replica-*")} == {0o600}


def test_a_damaged_replica_is_told_and_left_as_it_is(world: ReplicaWorld, path: Path) -> None:
    broken = b"\x00" * 100 + path.read_bytes()[100:]
    path.write_bytes(broken)
    with pytest.raises(ReplicaDamaged, match="sign in again"):
        world.open()
    assert path.read_bytes() == broken


def test_a_newer_replica_is_not_opened_and_not_harmed(world: ReplicaWorld) -> None:
    world.do("UPDATE sync_meta SET value = '99' WHERE name = 'schema_version'")
    world.close()
    path = replica_path(world.folder, ENROLMENT)
    before = path.read_bytes()
    with pytest.raises(ReplicaIsNewer, match="Update the app"):
        world.open()
    assert path.read_bytes() == before


def test_a_reader_cannot_write(world: ReplicaWorld) -> None:
    with pytest.raises(DiskTrouble), world.desk.reader.snapshot() as snapshot:
        snapshot.connection.execute("DELETE FROM customers")


class FullDisk:
    """Opens for reading and refuses to write, as a disk without room does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
        def refuse(_: ReplicaFile) -> Any:
            raise error

        monkeypatch.setattr(ReplicaFile, "open_writer", refuse)


def test_on_a_disk_that_takes_no_more_the_replica_opens_for_reading_and_says_so(
    world: ReplicaWorld, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert path.exists()
    FullDisk(monkeypatch, DiskTrouble(database.CANNOT_SAVE))
    desk = world.open()
    assert "cannot save" in desk.trouble
    with desk.reader.snapshot() as snapshot:
        assert snapshot.row("SELECT count(*) FROM customers") == (2,)
    with pytest.raises(DiskTrouble, match="Free some space"):
        desk.recorder.record("note_added", 1, {"text": "lost?"})
    with pytest.raises(DiskTrouble):
        desk.recorder.dismiss("x")


def test_room_for_one_connection_only_still_opens_for_reading(
    world: ReplicaWorld, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert path.exists()
    open_writer, calls = ReplicaFile.open_writer, []

    def once(file: ReplicaFile) -> Any:
        calls.append(file)
        if len(calls) > 1:
            raise DiskTrouble(database.CANNOT_SAVE)
        return open_writer(file)

    monkeypatch.setattr(ReplicaFile, "open_writer", once)
    assert world.open().trouble


def test_without_a_replica_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    FullDisk(monkeypatch, DiskTrouble(database.CANNOT_SAVE))
    with pytest.raises(DiskTrouble):
        ReplicaWorld(tmp_path).open()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DiskTrouble, match="cannot save"):
        ReplicaFile(tmp_path / "missing" / "replica.db", KEY).open_writer()


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ("database or disk is full", DiskTrouble),
        ("disk I/O error", DiskTrouble),
        ("attempt to write a readonly database", DiskTrouble),
        ("unable to open database file", DiskTrouble),
        ("database is locked", DiskTrouble),
        ("no such table: customers", ReplicaDamaged),
    ],
)
def test_every_error_of_the_database_has_a_sentence(message: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"\."), database.tablet_errors():
        raise dbapi2.OperationalError(message)


def test_a_replica_that_breaks_while_it_is_read_is_called_damaged() -> None:
    with pytest.raises(ReplicaDamaged), database.tablet_errors():
        raise dbapi2.DatabaseError("database disk image is malformed")


def test_a_writer_that_cannot_be_prepared_is_closed_and_told(
    world: ReplicaWorld, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert path.exists()
    monkeypatch.setattr(database, "_WRITER", ("PRAGMA journal_mode = WAL", "SELECT nothing"))
    with pytest.raises(ReplicaDamaged):
        world.open()


def test_even_a_wal_that_cannot_be_written_is_read(
    world: ReplicaWorld, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, addresses = dbapi2.connect, []

    def refuse_first(address: str, **options: Any) -> Any:
        addresses.append(address)
        if "immutable" not in address:
            raise dbapi2.OperationalError("unable to open database file")
        return connect(address, **options)

    monkeypatch.setattr(dbapi2, "connect", refuse_first)
    connection: Any = ReplicaFile(path, KEY).open_reader()
    assert connection.execute("SELECT count(*) FROM customers").fetchone() == (2,)
    connection.close()
    assert len(addresses) == 2
    assert world.folder.exists()


def test_a_closed_desk_reads_and_records_nothing(world: ReplicaWorld) -> None:
    desk = world.desk
    world.close()
    with pytest.raises(Locked), desk.reader.snapshot():
        pass
    with pytest.raises(Locked):
        desk.recorder.record("note_added", 1, {"text": "late"})
    desk.close()


def test_a_wipe_leaves_no_replica_of_this_enrolment_nor_of_a_former_one(world: ReplicaWorld) -> None:
    for name in ("replica-old.db", "replica-old.db-wal", "former-old.json"):
        (world.folder / name).touch()
    remove_replicas(world.folder)
    assert not list(world.folder.glob("replica-*"))
    assert not list(world.folder.glob("former-*"))


def test_operations_of_another_version_wait_in_the_outbox_and_are_not_shown(world: ReplicaWorld) -> None:
    world.desk.recorder.record("note_added", 1, {"text": "mine"})
    wire = '{"id": "x", "kind": "danced", "version": 9, "at_ms": 1}'
    world.do("INSERT INTO outbox (sequence, id, wire, state) VALUES (9, 'x', ?, 'queued')", wire)
    for _ in range(2):
        with world.desk.reader.snapshot() as snapshot:
            assert [row["text"] for row in snapshot.pending("interactions")] == ["mine"]
            assert recorder.counts(snapshot).pending == 2


def test_a_replica_whose_tables_are_not_ours_is_called_damaged(world: ReplicaWorld) -> None:
    world.do("ALTER TABLE sync_meta RENAME COLUMN value TO other")
    world.close()
    with pytest.raises(ReplicaDamaged):
        world.open()
