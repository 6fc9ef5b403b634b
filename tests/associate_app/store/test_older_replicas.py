"""The replica of every released version opens, shows what it holds and goes on with its outbox."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from associate_app.errors import DiskTrouble
from associate_app.store import customers, database, recorder
from associate_app.store.database import ReplicaFile
from associate_app.store.opening import replica_path
from associate_app.store.schema import REPLICA_TABLES, SCHEMA_VERSION
from tests.associate_app.replica_world import ENROLMENT, ReplicaWorld
from tests.shared.cases import FOLDER

REPLICAS = FOLDER / "replicas"
NAMES = {1: "Olivia", 2: "Zoë"}


@pytest.fixture(params=sorted(path.name for path in REPLICAS.glob("*.db")))
def older(request: pytest.FixtureRequest, tmp_path: Path) -> ReplicaWorld:
    """A tablet on which a released version has left its replica."""
    shutil.copy(REPLICAS / str(request.param), replica_path(tmp_path, ENROLMENT))
    return ReplicaWorld(tmp_path)


def outbox(world: ReplicaWorld) -> list[tuple[int, str, str]]:
    with world.desk.reader.snapshot() as snapshot:
        return [
            (sequence, kind, state)
            for sequence, kind, state in snapshot.rows(
                "SELECT sequence, json_extract(wire, '$.kind'), state FROM outbox ORDER BY sequence"
            )
        ]


OUTBOX = [
    (2, "note_added", "decided"),
    (3, "recommendation_answered", "queued"),
    (4, "offer_redeemed", "queued"),
    (5, "note_added", "rejected"),
]


def shows_everything(world: ReplicaWorld) -> bool:
    with world.desk.reader.snapshot() as snapshot:
        assert {key: customers.customer(snapshot, key).given_name for key in NAMES} == NAMES
        assert [each.purpose for each in customers.consents(snapshot, 1)] == ["personalization"]
        assert {row["text"] for row in snapshot.pending("interactions")} == {"Likes the window seat"}
        assert recorder.counts(snapshot).attention == 1
        assert snapshot.replica.status().ready
        for table in REPLICA_TABLES:
            assert snapshot.rows(f"SELECT {', '.join(table.columns)} FROM {table.name}") is not None
    return outbox(world) == OUTBOX


def test_an_older_replica_is_migrated_and_shows_what_it_held(older: ReplicaWorld) -> None:
    older.open()
    assert shows_everything(older)
    older.close()
    older.open()
    assert shows_everything(older)
    older.close()


def test_how_far_a_migration_is_can_be_told(older: ReplicaWorld) -> None:
    steps: list[tuple[int, int]] = []
    older.open(on_step=lambda done, of: steps.append((done, of)))
    assert [done for done, _of in steps] == list(range(len(steps)))
    assert {of for _done, of in steps} == {len(steps)} == {len(REPLICA_TABLES)}
    older.close()
    steps.clear()
    older.open(on_step=lambda done, of: steps.append((done, of)))
    assert steps == [], "a replica of this version is opened at once"
    older.close()


def meta_of(world: ReplicaWorld) -> dict[str, Any]:
    return dict(world.connection.execute("SELECT name, value FROM sync_meta").fetchall())


def test_a_migrated_replica_has_this_version_of_the_schema(older: ReplicaWorld) -> None:
    older.open()
    assert meta_of(older)["schema_version"] == str(SCHEMA_VERSION)
    older.close()


@pytest.mark.parametrize("older", ["replica-0.1.0.db"], indirect=True)
def test_what_a_first_app_passed_over_is_loaded_at_the_next_contact(older: ReplicaWorld) -> None:
    older.open()
    assert meta_of(older)["reload"] == "true"
    older.close()


def test_searching_finds_her_in_a_migrated_replica_and_follows_changes(older: ReplicaWorld) -> None:
    older.open()
    older.change("customers", 1, given_name="Olive")
    with older.desk.reader.snapshot() as snapshot:
        match = "SELECT rowid FROM customer_names WHERE customer_names MATCH ?"
        assert snapshot.rows(match, ("olive",)) == [(1,)]
        assert snapshot.rows(match, ("olivia",)) == []
    older.close()


def test_on_a_full_disk_an_older_replica_is_read_as_it_is_and_left_so(
    older: ReplicaWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: ReplicaFile) -> Any:
        raise DiskTrouble(database.CANNOT_SAVE)

    path = replica_path(older.folder, ENROLMENT)
    before = path.read_bytes()
    monkeypatch.setattr(ReplicaFile, "open_writer", refuse)
    assert "cannot save" in older.open().trouble
    assert shows_everything(older)
    older.close()
    assert path.read_bytes() == before
