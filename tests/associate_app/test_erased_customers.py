"""An erased customer leaves a tablet: no trace in its files, its outbox or its search."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from associate_app.store import recorder
from associate_app.store.forgetting import ERASED
from associate_app.store.opening import replica_path
from sync.device.apply import PullApplication
from sync.device.cleaning import clean
from tests.associate_app.decrypted import plain_bytes
from tests.associate_app.replica_world import ENROLMENT, KEY, ReplicaWorld

TRACES = (b"Olivia", b"Bennett", b"olivia", b"bennett", b"6001000001", b"window seat", b"0134")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ReplicaWorld]:
    made = ReplicaWorld(tmp_path)
    made.open()
    made.load()
    for text in ("Likes the window seat", "Prefers a window seat"):
        made.desk.recorder.record("note_added", 1, {"text": text})
    made.refuse()
    made.desk.recorder.record("note_added", 1, {"text": "window seat, as always"})
    yield made
    made.close()


def traces(world: ReplicaWorld) -> set[bytes]:
    found = plain_bytes(replica_path(world.folder, ENROLMENT), KEY)
    assert b"CREATE TABLE" in found, "the files were not decrypted"
    return {trace for trace in TRACES if trace in found}


def pull(world: ReplicaWorld, *lines: str) -> None:
    """What a server says of an erasure reaches the replica as one checkpoint."""
    assert world._open is not None
    assert world._open.replica is not None
    application = PullApplication(world._open.replica, now_ms=0)
    head = (
        '{"type":"checkpoint","protocol":2,"newest":2,"epoch":"e","stamp":9,"shape":"s","load":false,'
        '"resumed":false,"at_ms":1,"rows":null}'
    )
    check = 0
    for line in (head, *lines):
        application.take(line.encode())
        check = crc(line.encode() + b"\n", check)
    application.take(f'{{"type":"complete","stamp":9,"counts":{{}},"check":{check}}}'.encode())
    application.finish()


def crc(data: bytes, start: int) -> int:
    from zlib import crc32

    return crc32(data, start)


GONE = (
    '{"type":"exited","grouping":"customer","groups":[1]}',
    '{"type":"rows","collection":"erased_customers","columns":["id"],"key":["id"],"group":{},"rows":[[1]]}',
)


def test_no_trace_of_her_is_left_in_the_files(world: ReplicaWorld) -> None:
    assert traces(world) == set(TRACES)
    pull(world, *GONE)
    assert traces(world), "a control: without cleaning she is still in the log"
    assert clean(world._open.replica)
    assert traces(world) == set()


def test_her_content_leaves_the_outbox_and_its_author_is_told_why(world: ReplicaWorld) -> None:
    pull(world, *GONE)
    with world.desk.reader.snapshot() as snapshot:
        rows = recorder.attention(snapshot)
        assert recorder.counts(snapshot).pending == 0
    assert [(row.code, row.wire["arguments"]) for row in rows] == [(ERASED, {})] * 3
    assert all("erased at her wish" in row.reason for row in rows)


def test_what_is_refused_later_because_she_was_erased_is_emptied_too(world: ReplicaWorld) -> None:
    pull(world, *GONE)
    world.desk.recorder.record("note_added", 1, {"text": "written while the round went on: window seat"})
    world.refuse(code=ERASED)
    with world.desk.reader.snapshot() as snapshot:
        assert all(row.wire["arguments"] == {} for row in recorder.attention(snapshot))
    assert clean(world._open.replica)
    assert traces(world) == set()


def test_while_somebody_still_reads_her_nothing_is_called_clean(world: ReplicaWorld) -> None:
    pull(world, *GONE[:1])
    replica: Any = world._open.replica
    world.connection.execute("PRAGMA busy_timeout = 0")
    with world.desk.reader.snapshot() as snapshot:
        snapshot.rows("SELECT 1 FROM stores")
        world.do("UPDATE stores SET name = name")
        assert not clean(replica)
    assert clean(replica)


def test_others_stay_as_they_are(world: ReplicaWorld) -> None:
    world.desk.recorder.record("note_added", 2, {"text": "hers alone"})
    pull(world, *GONE)
    assert [wire["arguments"]["text"] for wire in world.pending()] == ["hers alone"]
    with world.desk.reader.snapshot() as snapshot:
        match = "SELECT rowid FROM customer_names WHERE customer_names MATCH ?"
        assert snapshot.rows(match, ("łukasz",)) == [(2,)]
        assert snapshot.rows(match, ("olivia",)) == []
