"""A half-taken load is worthless once the server or the disk no longer bears it out, and nothing is lost."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from sync.errors import ProtocolError, Unreachable
from sync.source import changelog
from tests.sync.line import Faults
from tests.sync.snapshots.watched import held, line_of, on_both
from tests.sync.tablet import Tablet
from tests.sync.world import run, shown_by


@on_both
def test_a_new_epoch_makes_a_half_taken_load_worthless(world: Tablet, engine: Engine) -> None:
    line = line_of(world)
    line.faults = replace(Faults(), cut_bytes=0)  # the parts come, the pull behind them does not
    line.alter = bytes
    preparer = line.snapshots
    assert preparer is not None
    bodies = {part.id: preparer.bytes_of(part.id) for part, _, _ in preparer.parts.values()}
    line._arriving = lambda body: iter([body]) if body in bodies.values() else iter(())
    with pytest.raises(Unreachable):
        world.engine.round()
    assert world.replica.meta("page") is not None
    with engine.begin() as connection:
        changelog.change_epoch(connection)
    line.faults = Faults()
    del line._arriving
    world.engine.round()
    assert line.loads_by_rows == 1
    assert shown_by(world.connection) == held(world)


def test_a_prepared_load_that_does_not_add_up_is_not_taken_twice(world: Tablet, engine: Engine) -> None:
    line = line_of(world)
    with engine.begin() as connection:  # a writer that went round the log: the delta does not know of it
        run(connection, "INSERT INTO goods VALUES (500, 0)")
        run(connection, "DELETE FROM sync_journal")
    with pytest.raises(ProtocolError, match="did not add up"):
        world.engine.round()
    assert not world.replica.status().ready
    world.engine.round()
    assert line.loads_by_rows == 1
    assert shown_by(world.connection) == held(world)
    assert world.replica.meta("by_rows") is None


@on_both
def test_a_disk_that_is_full_in_the_middle_keeps_the_replica_and_the_place(
    world: Tablet, engine: Engine
) -> None:
    line = line_of(world)
    with engine.begin() as connection:
        run(connection, "INSERT INTO goods SELECT 10 + n.id, 1 FROM generate_series(1, 12000) AS n(id)"
            if engine.dialect.name == "postgresql"
            else "INSERT INTO goods WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n"
            " WHERE id < 12000) SELECT 10 + id, 1 FROM n")  # fmt: skip
    assert line.snapshots is not None
    line.snapshots.chunk_bytes = 8_000
    line.snapshots.prepare("1")
    (pages,) = world.connection.execute("PRAGMA page_count").fetchone()
    world.connection.execute(f"PRAGMA max_page_count = {pages + 24}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        world.engine.round()
    assert not any(shown_by(world.connection).values())
    place = world.replica.meta("snapshot")["place"]
    assert place["chunk"] >= 1
    world.connection.execute("PRAGMA max_page_count = 100000")
    world.engine.round()
    assert (line.loads_by_rows, line.downloads) == (0, 3)
    assert shown_by(world.connection) == held(world)
