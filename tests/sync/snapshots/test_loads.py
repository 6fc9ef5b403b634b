"""A first load by prepared snapshot shows what the row stream would."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from sync.errors import MustReload
from sync.source.snapshot import holds_rows
from tests.sync.line import Faults, FaultyLine
from tests.sync.preparer import Preparer
from tests.sync.snapshots.watched import WatchedLine, held, line_of, on_both
from tests.sync.tablet import Tablet
from tests.sync.world import COLLECTIONS, GROUPINGS, Source, build, open_engine, run, shown_by


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
