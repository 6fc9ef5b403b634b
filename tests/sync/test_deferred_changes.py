"""What an older app does not know is kept, follows every change, and is there after its update."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from shared.clock import FixedClock
from sync.device.engine import SyncEngine
from sync.device.outbox import Outbox
from sync.device.replica import Replica, ReplicaTable
from sync.errors import ReplicaIsNewer
from sync.protocol import VERDICTS, Answer, PullRequest
from tests.sync.line import FaultyLine
from tests.sync.test_replication_of_writes import agrees
from tests.sync.world import TABLES, Source, build, open_device, open_engine, run

OLDER = (
    ReplicaTable("goods", {"id": "INTEGER"}, ("id",)),
    ReplicaTable(
        "customers", {"id": "INTEGER"}, ("id",), group_columns={"customer": "id"},
        on_load=("DROP TABLE IF EXISTS seen", "CREATE TABLE seen AS SELECT id FROM customers",
                 "CREATE TRIGGER customers_seen AFTER INSERT ON customers BEGIN SELECT new.id; END"),
    ),
    ReplicaTable(
        "lines", {"purchase_id": "INTEGER", "line_no": "INTEGER", "customer_id": "INTEGER"},
        ("purchase_id", "line_no"), indexes=("CREATE INDEX lines_old ON lines (customer_id, line_no)",),
        group_columns={"customer": "customer_id"},
    ),
)  # fmt: skip
"""The app of before: no staff, no notes, and no versions."""


class App:
    """One version of the app on the device's file."""

    def __init__(self, source: Source, path: Path, tables: tuple[ReplicaTable, ...], version: int) -> None:
        self.connection = open_device(path)
        self.replica = Replica(self.connection, tables, schema_version=version)
        self.replica.prepare()
        self.outbox = Outbox(self.connection)
        self.line = FaultyLine(source, "1", "d1")
        clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.engine = SyncEngine(self.replica, self.outbox, self.line, clock, str(version))

    def rows(self, sql: str) -> list[Any]:
        return self.connection.execute(sql).fetchall()


@pytest.fixture
def source(sqlite_url: str) -> Iterator[Source]:
    engine = open_engine(sqlite_url)
    build(engine)
    yield Source(engine)
    engine.dispose()


def write(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            run(connection, statement)


def test_after_its_update_the_app_shows_everything_without_the_network(
    source: Source, tmp_path: Path
) -> None:
    older = App(source, tmp_path / "d.db", OLDER, 1)
    older.engine.round()
    older.outbox.record(lambda n: {"id": "o1", "sequence": n, "customer_id": 0, "body": "kept"})
    older.connection.close()
    newer = App(source, tmp_path / "d.db", TABLES, 2)
    assert agrees(source.engine, newer.connection)
    assert newer.replica.status().ready
    assert newer.replica.meta("reload") is None
    assert [wire["id"] for wire in newer.outbox.queued()] == ["o1"]
    assert newer.rows("SELECT COUNT(*) FROM sync_deferred") == [(0,)]
    assert newer.rows("SELECT name FROM sqlite_master WHERE name = 'lines_old'") == []
    assert newer.rows("SELECT name FROM sqlite_master WHERE name = 'lines_by_customer'") != []
    newer.connection.close()


@pytest.mark.parametrize(
    "statements",
    [
        pytest.param(["UPDATE lines SET version = 7", "UPDATE staff SET version = 8"], id="changes"),
        pytest.param(["DELETE FROM lines WHERE customer_id = 0", "DELETE FROM staff"], id="removals"),
        pytest.param(["INSERT INTO notes (operation_id, customer_id, body) VALUES ('x', 0, 'ä\"\n')",
                      "DELETE FROM book WHERE customer_id = 1"], id="exits"),
        pytest.param(["INSERT INTO book VALUES ('1', 2)", "UPDATE customers SET version = 9"], id="entries"),
        pytest.param(["UPDATE staff SET store_id = '2'"], id="leaves the scope"),
        pytest.param(["UPDATE lines SET purchase_id = 40 WHERE purchase_id = 0"], id="another key"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("reloads", [False, True])
def test_what_is_kept_follows_every_change(
    source: Source, tmp_path: Path, statements: list[str], reloads: bool
) -> None:
    write(source.engine, "INSERT INTO notes (operation_id, customer_id, body) VALUES ('w', 1, 'hers')")
    older = App(source, tmp_path / "d.db", OLDER, 1)
    older.engine.round()
    write(source.engine, *statements)
    if reloads:
        older.replica.set_meta("reload", True)
    assert older.engine.round().loaded is reloads
    older.connection.close()
    newer = App(source, tmp_path / "d.db", TABLES, 2)
    assert agrees(source.engine, newer.connection)
    write(source.engine, "UPDATE lines SET version = version + 1", "UPDATE goods SET version = 5")
    assert not newer.engine.round().loaded
    assert agrees(source.engine, newer.connection)
    newer.connection.close()


def test_what_a_newer_app_still_does_not_know_goes_on_waiting(source: Source, tmp_path: Path) -> None:
    older = App(source, tmp_path / "d.db", OLDER[:1], 1)
    older.engine.round()
    older.connection.close()
    middle = App(source, tmp_path / "d.db", OLDER, 2)
    assert middle.rows("SELECT id FROM seen ORDER BY id") == [(0,), (1,)]
    middle.connection.close()
    newest = App(source, tmp_path / "d.db", TABLES, 3)
    assert agrees(source.engine, newest.connection)
    assert newest.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'") == []
    newest.connection.close()


def test_a_table_that_is_kept_has_the_indexes_of_the_newer_app(source: Source, tmp_path: Path) -> None:
    def app(version: int, *columns: str) -> App:
        indexes = tuple(f"CREATE INDEX by_{column} ON goods ({column})" for column in columns)
        goods = ReplicaTable("goods", {"id": "INTEGER", "version": "INTEGER"}, ("id",), indexes=indexes)
        return App(source, tmp_path / "d.db", (goods,), version)

    older = app(1, "id", "version")
    older.engine.round()
    older.connection.close()
    newer = app(2, "version")
    made = newer.rows("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'goods'")
    assert made == [("by_version",)]
    assert newer.rows("SELECT COUNT(*) FROM goods") == [(3,)]
    newer.connection.close()


def test_tables_that_the_app_gave_up_are_gone_with_what_they_held(source: Source, tmp_path: Path) -> None:
    first = App(source, tmp_path / "d.db", TABLES, 1)
    first.engine.round()
    first.connection.close()
    second = App(source, tmp_path / "d.db", OLDER[:1], 2)
    left = {name for (name,) in second.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert not left & {"staff", "customers", "lines", "notes"}
    assert {"goods", VERDICTS, "outbox"} <= left
    second.connection.close()


def test_what_the_first_protocol_cannot_name_is_loaded_again_and_shown_meanwhile(
    source: Source, tmp_path: Path
) -> None:
    class OldLine(FaultyLine):
        """A server of the first version: it tells neither keys nor groups."""

        def pull(self, request: PullRequest) -> Any:
            return super().pull(PullRequest(request.cursor, request.shape, request.page, protocol=1))

    older = App(source, tmp_path / "d.db", OLDER, 1)
    older.engine._transport = OldLine(source, "1", "d1")
    older.engine.round()
    older.connection.close()
    newer = App(source, tmp_path / "d.db", TABLES, 2)
    assert newer.rows("SELECT id FROM customers ORDER BY id") == [(0,), (1,)]
    assert newer.replica.status().ready
    assert newer.engine.round().loaded
    assert agrees(source.engine, newer.connection)
    assert not newer.engine.round().loaded
    newer.connection.close()


def test_a_migration_that_breaks_off_leaves_the_older_replica_as_it_was(
    source: Source, tmp_path: Path
) -> None:
    older = App(source, tmp_path / "d.db", OLDER, 1)
    older.engine.round()
    before = list(older.connection.iterdump())
    older.connection.close()

    class Breaking:
        """A connection that dies at its n-th statement."""

        in_transaction = False

        def __init__(self, left: int) -> None:
            self.real, self.left = open_device(tmp_path / "d.db"), left

        def execute(self, *arguments: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                raise sqlite3.OperationalError("disk I/O error")
            return self.real.execute(*arguments)

        def executemany(self, *arguments: Any) -> Any:
            return self.execute(*arguments)

    count = 0
    while True:
        breaking = Breaking(count)
        try:
            Replica(breaking, TABLES, schema_version=2).prepare()
        except sqlite3.OperationalError:
            breaking.real.close()
            again = open_device(tmp_path / "d.db")
            assert list(again.iterdump()) == before
            again.close()
            count += 1
        else:
            break
    assert count > 40
    assert agrees(source.engine, breaking.real)
    breaking.real.close()


def test_a_newer_replica_is_refused_and_nothing_changed(source: Source, tmp_path: Path) -> None:
    newer = App(source, tmp_path / "d.db", TABLES, 2)
    newer.engine.round()
    before = list(newer.connection.iterdump())
    with pytest.raises(ReplicaIsNewer):
        Replica(newer.connection, OLDER, schema_version=1).prepare()
    assert list(newer.connection.iterdump()) == before
    newer.connection.close()


def test_a_load_that_broke_off_begins_again_and_decided_work_stays(source: Source, tmp_path: Path) -> None:
    older = App(source, tmp_path / "d.db", OLDER, 1)
    older.outbox.record(lambda n: {"id": "o1", "sequence": n, "customer_id": 0, "body": "b"})
    older.outbox.note_answers([Answer("o1", "rejected", "no", "Not here.")])
    older.line.faults = older.line.faults.__class__(cut_bytes=900)
    with pytest.raises(Exception, match="cut"):
        older.engine.round()
    assert older.replica.meta("page") is not None
    older.connection.close()
    newer = App(source, tmp_path / "d.db", TABLES, 2)
    assert newer.replica.meta("page") is None
    assert not newer.replica.status().ready
    assert [row.code for row in newer.outbox.attention()] == ["no"]
    newer.engine.round()
    assert agrees(source.engine, newer.connection)
    newer.connection.close()
