"""A first load by prepared snapshot is the row stream's, whatever happens on the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from shared.ids import uuid7
from sync.errors import MustReload, ProtocolError, Refused, Revoked, Unreachable
from sync.protocol import PullRequest
from sync.snapshot import sealed_chunks
from sync.source import changelog
from sync.source.snapshot import holds_rows
from tests.sync.line import Faults, FaultyLine
from tests.sync.preparer import Preparer
from tests.sync.tablet import Tablet
from tests.sync.world import COLLECTIONS, GROUPINGS, Source, build, held_by, open_engine, run, shown_by


@dataclass
class WatchedLine(FaultyLine):
    """Counts what is asked of it; `alter` changes the bytes of a part on their way."""

    pulls: int = 0
    loads_by_rows: int = 0
    downloads: int = 0
    alter: Callable[[bytes], bytes] = bytes

    @contextmanager
    def pull(self, request: PullRequest) -> Iterator[Iterator[bytes]]:
        self.pulls += 1
        self.loads_by_rows += request.cursor is None and request.page is None
        with super().pull(request) as lines:
            yield lines

    @contextmanager
    def snapshot_bytes(self, part_id: str, start: int) -> Iterator[Iterator[bytes]]:
        self.downloads += 1
        with super().snapshot_bytes(part_id, start) as body:
            yield iter([self.alter(b"".join(body))])


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A world on SQLite; most of what happens on a device does not depend on the server's database."""
    engine = open_engine(request.getfixturevalue(f"{request.param}_url"))
    build(engine)
    yield engine
    engine.dispose()


on_both = pytest.mark.parametrize("engine", ["sqlite", "postgres"], indirect=True)


@pytest.fixture
def world(engine: Engine, tmp_path: Path) -> Iterator[Tablet]:
    """A tablet that has loaded nothing yet; its store's snapshot is prepared."""
    folder = tmp_path / "snapshots"
    folder.mkdir()
    source = Source(engine)
    preparer = Preparer(source, folder)
    preparer.prepare("1")
    tablet = Tablet(source, tmp_path / "new.db", WatchedLine(source, "1", "d1", snapshots=preparer))
    yield tablet
    tablet.connection.close()


def line_of(tablet: Tablet) -> WatchedLine:
    assert isinstance(tablet.line, WatchedLine)
    return tablet.line


def held(tablet: Tablet) -> dict[str, set[tuple[Any, ...]]]:
    with line_of(tablet).source.reading() as connection:
        return held_by(connection, "1", "d1")


def note(sequence: int) -> dict[str, Any]:
    return {
        "id": uuid7(sequence, bytes), "sequence": sequence, "kind": "note", "customer_id": 1, "body": "kept",
        "at_ms": 5,
    }  # fmt: skip


def move_on(engine: Engine) -> None:
    """Everything that may happen between a snapshot and its delta."""
    with engine.begin() as connection:
        run(connection, "UPDATE goods SET version = 9 WHERE id = 1")
        run(connection, "DELETE FROM goods WHERE id = 2")
        run(connection, "UPDATE staff SET version = 9")
        run(connection, "DELETE FROM book WHERE store_id = '1' AND customer_id = 0")
        run(connection, "INSERT INTO book VALUES ('1', 3)")
        run(connection, "INSERT INTO lines VALUES (77, 0, 1, 1)")


@on_both
def test_a_prepared_load_and_what_changed_since_show_what_the_server_holds(
    world: Tablet, engine: Engine
) -> None:
    move_on(engine)
    report = world.engine.round()
    assert report.loaded
    assert line_of(world).loads_by_rows == 0, "it was loaded row by row"
    assert shown_by(world.connection) == held(world)
    assert report.rows >= 7


@on_both
def test_a_part_older_than_the_other_is_brought_up_with_it(world: Tablet, engine: Engine) -> None:
    preparer = line_of(world).snapshots
    assert preparer is not None
    kept = preparer.parts["*"]
    move_on(engine)
    preparer.prepare("1")
    preparer.parts["*"] = kept
    world.engine.round()
    assert line_of(world).loads_by_rows == 0
    assert shown_by(world.connection) == held(world)


WRITES = (
    "INSERT INTO goods SELECT MAX(id) + 1, 0 FROM goods",
    "UPDATE goods SET version = version + 1 WHERE id < 2",
    "DELETE FROM goods WHERE id = 0",
    "UPDATE staff SET store_id = '2' WHERE id = 'a1'",
    "UPDATE staff SET store_id = '1'",
    "DELETE FROM book WHERE customer_id = 1",
    "DELETE FROM book WHERE store_id = '1'",
    "INSERT INTO book SELECT '1', id FROM customers WHERE true ON CONFLICT DO NOTHING",
    "UPDATE lines SET customer_id = 3 WHERE customer_id < 2",
    "UPDATE customers SET version = version + 1",
    "INSERT INTO lines SELECT MAX(purchase_id) + 1, 0, 1, 0 FROM lines",
)


@settings(max_examples=25, deadline=None)
@given(
    before=st.lists(st.sampled_from(WRITES), max_size=4),
    between=st.lists(st.sampled_from(WRITES), max_size=4),
    during=st.lists(st.sampled_from(WRITES), max_size=3),
    chunk_bytes=st.integers(1, 400),
)
def test_snapshot_and_delta_equal_the_row_stream(
    tmp_path_factory: pytest.TempPathFactory,
    before: list[str], between: list[str], during: list[str], chunk_bytes: int,
) -> None:  # fmt: skip
    """P9: the row stream is the oracle."""
    folder = tmp_path_factory.mktemp("p9")
    (folder / "snapshots").mkdir()
    engine = open_engine(f"sqlite:///{folder / 'server.db'}")
    build(engine)
    source = Source(engine)

    def write(statements: list[str]) -> None:
        for statement in statements:
            with engine.begin() as connection:
                run(connection, statement)

    write(before)
    preparer = Preparer(source, folder / "snapshots", chunk_bytes=chunk_bytes)
    preparer.prepare("1")
    write(between)
    prepared_line = WatchedLine(source, "1", "d1", snapshots=preparer)
    prepared_line.faults = replace(Faults(), before_snapshot=lambda: write(during))
    tablets = [
        Tablet(source, folder / "snapshot.db", prepared_line),
        Tablet(source, folder / "rows.db", FaultyLine(source, "1", "d1")),
    ]
    for tablet in tablets:
        tablet.engine.round()
    by_snapshot, by_rows = (shown_by(tablet.connection) for tablet in tablets)
    assert prepared_line.loads_by_rows == 0
    assert by_snapshot == by_rows
    for tablet in tablets:
        tablet.connection.close()
    engine.dispose()


def test_a_download_cut_at_any_byte_shows_nothing_and_goes_on_from_its_last_chunk(
    tmp_path: Path, world: Tablet
) -> None:
    world.connection.close()
    preparer = line_of(world).snapshots
    assert preparer is not None
    sizes = [part.bytes for part, _, _ in preparer.parts.values()]
    lost = 0
    for cut in range(0, max(sizes), 13):
        path = tmp_path / f"cut{cut}.db"
        line = WatchedLine(line_of(world).source, "1", "d1", snapshots=preparer)
        tablet = Tablet(line.source, path, line)
        tablet.outbox.record(note)
        line.alter = lambda body, cut=cut: body[:cut]
        try:
            tablet.engine.round()
        except Unreachable:
            lost += 1
            assert not any(shown_by(tablet.connection).values()), "half a load is shown"
        line.alter = bytes
        tablet.engine.round()
        assert line.loads_by_rows == 0
        assert shown_by(tablet.connection) == held(tablet)
        tablet.connection.close()
    assert lost > 20


def test_a_line_that_breaks_after_each_chunk_brings_the_load_to_its_end(world: Tablet) -> None:
    line = line_of(world)
    biggest = max(
        len(sealed) + 4
        for part in line.snapshots.parts.values()
        for sealed in sealed_chunks([line.snapshots.bytes_of(part[0].id)])
    )
    line.alter = lambda body: body[: biggest + 1]
    breaks = 0
    while not world.replica.status().ready:
        try:
            world.engine.round()
        except Unreachable:
            breaks += 1
            assert 0 <= world.replica.status().rows_loaded <= world.replica.status().rows_expected
            assert breaks < 40, "the load never comes to its end"
    assert breaks > 2
    assert line.loads_by_rows == 0
    assert shown_by(world.connection) == held(world)


def test_a_garbled_chunk_is_asked_for_again(world: Tablet) -> None:
    line = line_of(world)

    def garble(body: bytes) -> bytes:
        line.alter = bytes
        return body[:40] + bytes([body[40] ^ 1]) + body[41:]

    line.alter = garble
    world.engine.round()
    assert line.loads_by_rows == 0
    assert shown_by(world.connection) == held(world)


def swapped(body: bytes) -> bytes:
    first, second, *rest = sealed_chunks([body])
    return b"".join(len(each).to_bytes(4, "big") + each for each in (second, first, *rest))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "a flipped bit": lambda body: body[:50] + bytes([body[50] ^ 4]) + body[51:],
    "two chunks in each other's place": swapped,
    "a chunk left out": lambda body: body[4 + int.from_bytes(body[:4], "big") :],
    "zeros": lambda body: bytes(len(body)),
    "a length beyond all bounds": lambda body: b"\xff\xff\xff\xff" + body[4:],
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_part_is_never_shown_and_the_rows_come_one_by_one(world: Tablet, kind: str) -> None:
    line = line_of(world)
    world.outbox.record(note)
    line.alter = DAMAGE[kind]
    for _ in range(4):
        try:
            world.engine.round()
            break
        except Unreachable:
            assert not any(shown_by(world.connection).values())
    assert line.loads_by_rows == 1
    assert shown_by(world.connection) == held(world)
    assert world.replica.meta("snapshot") is None
    assert {row[2:] for row in shown_by(world.connection)["notes"]} == {(1, "kept")}


def test_a_part_that_is_gone_meanwhile_is_replaced_by_rows(world: Tablet) -> None:
    line = line_of(world)

    def gone(_: bytes) -> bytes:
        raise Refused("It was replaced.", code="not_found", status=404)

    line.alter = gone
    world.engine.round()
    assert line.loads_by_rows == 1
    assert shown_by(world.connection) == held(world)


def test_a_strangers_page_in_the_middle_costs_nothing_of_what_is_staged(world: Tablet) -> None:
    line = line_of(world)
    seen = []

    def stranger(body: bytes) -> bytes:
        seen.append(1)
        if len(seen) == 2:
            raise Refused("Sign in to the guest network.")
        return body

    line.alter = stranger
    with pytest.raises(Refused):
        world.engine.round()
    assert world.replica.meta("snapshot")["place"]["part"] == 1
    world.engine.round()
    assert (line.loads_by_rows, line.downloads) == (0, 3)


def test_a_withdrawn_tablet_gets_no_chunk_and_no_row(world: Tablet) -> None:
    line = line_of(world)

    def withdrawn(_: bytes) -> bytes:
        raise Revoked("HQ has switched this tablet off.", code="device_revoked", status=401)

    line.alter = withdrawn
    with pytest.raises(Revoked):
        world.engine.round()
    assert line.pulls == 0
    assert not any(shown_by(world.connection).values())


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


@on_both
def test_a_scope_is_counted_no_further_than_needed(engine: Engine) -> None:
    with engine.begin() as connection:
        assert holds_rows(connection, ("*", "s:1"), COLLECTIONS, GROUPINGS, least=5)
        assert not holds_rows(connection, ("*", "s:1"), COLLECTIONS, GROUPINGS, least=5_000)


def test_a_part_that_cannot_be_written_leaves_nothing_behind(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    preparer = Preparer(Source(engine), tmp_path / "s", chunk_bytes=1)
    preparer.on_progress = _fail
    with pytest.raises(MustReload):
        preparer.prepare("1")
    assert list((tmp_path / "s").iterdir()) == []


def _fail(_: int) -> None:
    raise MustReload("the disk of the server is full")
