"""What a replica has wrong, however it came about, is found slice by slice, repaired and reported."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from shared.clock import FixedClock
from sync.device.digest import repairs
from sync.device.engine import MOST_REPAIRS, SyncEngine
from sync.device.outbox import Outbox
from sync.device.replica import Replica, ReplicaTable
from sync.digest import RowSum, Slice, SliceDigest, row_hash
from sync.errors import Unreachable
from sync.protocol import ROW_STREAM, Repairs
from sync.source.changelog import change_epoch
from sync.source.dialect import Dialect
from sync.source.feed import Pull
from tests.sync.line import Faults, FaultyLine
from tests.sync.tablet import Tablet
from tests.sync.world import TABLES, Source, build, held_by, open_device, open_engine, run, shown_by

ROUNDS_TO_VERIFY_ALL = 6
"""Parts of the world: one grouping of few groups, and the collections without one."""

DAMAGE = {
    "a row is lost": "DELETE FROM lines WHERE purchase_id = 1",
    "a value is another": "UPDATE customers SET version = 99 WHERE id = 1",
    "a row is kept that should be gone": "INSERT INTO lines VALUES (0, 9, 0, 7)",
    "a group is kept that should be gone": "INSERT INTO customers VALUES (77, 7)",
    "a group before all others": "INSERT INTO lines VALUES (-5, 0, -5, 7)",
    "a row of no group": "INSERT INTO lines VALUES (88, 0, NULL, 7)",
    "a table is empty": "DELETE FROM goods",
    "text keys": "INSERT INTO staff VALUES ('Ünal', '1', 7), ('Z', '1', 7), ('zoë', '1', 7)",
}


def agree(engine: Engine, tablet: Tablet) -> bool:
    """True if the tablet shows what it must hold."""
    with Source(engine).reading() as connection:
        return shown_by(tablet.connection) == held_by(connection, "1", "d1")


def test_damage_is_found_repaired_and_reported(engine: Engine, tablet: Tablet) -> None:
    known = Repairs()
    for damage, statement in DAMAGE.items():
        tablet.connection.execute(statement)
        assert not agree(engine, tablet), damage
        for _ in range(ROUNDS_TO_VERIFY_ALL):
            tablet.engine.round()
        assert agree(engine, tablet), damage
        assert tablet.line.acknowledged is not None
        told = tablet.line.acknowledged.repairs
        assert told.slices > known.slices, damage
        assert told.rows > known.rows, damage
        known = told
    assert known.unhealed == 0


def test_a_writer_who_went_round_the_log_is_found_out(engine: Engine, tablet: Tablet) -> None:
    tablet.engine.round()
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for name in ("update", "move", "displacing_update"):
                run(connection, f"DROP TRIGGER sync_lines_{name}")
        else:
            run(connection, "ALTER TABLE lines DISABLE TRIGGER ALL")
        run(connection, "UPDATE lines SET version = 5 WHERE purchase_id = 1")
    for _ in range(ROUNDS_TO_VERIFY_ALL):
        tablet.engine.round()
    assert agree(engine, tablet)


def test_the_control_that_verifies_nothing_stays_wrong(engine: Engine, tablet: Tablet) -> None:
    tablet.connection.execute(DAMAGE["a row is lost"])
    for _ in range(ROUNDS_TO_VERIFY_ALL):
        tablet.replica.set_meta("protocol", ROW_STREAM)
        tablet.engine.round()
    assert not agree(engine, tablet)


class SmallSlices(Pull):
    """Slices of few rows, so that a small world has many."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, slice_rows=3, **kwargs)


def test_every_slice_is_reached_whatever_its_keys_look_like(engine: Engine, tmp_path: Path) -> None:
    names = ["Z", "a", "zoë", "Ünal", "é", "z", "B-1", "b_1", "ﬀ", "𝒜", "", "~"]
    with engine.begin() as connection:
        for number in range(10, 50):
            run(connection, "INSERT INTO customers VALUES (:n, 0)", n=number)
            run(connection, "INSERT INTO book VALUES ('1', :n)", n=number)
            for line in range(number % 7):
                run(connection, "INSERT INTO lines VALUES (:n, :line, :n, 0)", n=number, line=line)
        run(connection, "INSERT INTO pinned SELECT 'd1', customer_id FROM book WHERE store_id = '1'")
        for name in names:
            run(connection, "INSERT INTO staff VALUES (:name, '1', 0)", name=name)
    tablet = Tablet(Source(engine, pull_type=SmallSlices), tmp_path / "tablet.db")
    tablet.engine.round()
    assert tablet.engine.verify_everything() == Repairs()
    for name in names:
        tablet.connection.execute("UPDATE staff SET version = 9 WHERE id = ?", (name,))
    assert tablet.engine.verify_everything().rows == len(names)
    wrong = "version = 9 WHERE purchase_id IN (SELECT purchase_id FROM lines ORDER BY random() LIMIT 10)"
    tablet.connection.execute(f"UPDATE lines SET {wrong}")
    tablet.connection.execute("DELETE FROM customers WHERE id IN (0, 1, 10, 30, 49)")
    tablet.connection.execute("INSERT INTO lines VALUES (88, 0, NULL, 7)")
    found = tablet.engine.verify_everything()
    assert found.slices > 3
    assert agree(engine, tablet)
    tablet.connection.close()


def test_a_round_repairs_some_slices_and_leaves_the_rest_to_the_next(engine: Engine, tmp_path: Path) -> None:
    with engine.begin() as connection:
        for number in range(100, 100 + 6 * MOST_REPAIRS):
            run(connection, "INSERT INTO goods VALUES (:n, 0)", n=number)
    tablet = Tablet(Source(engine, pull_type=SmallSlices), tmp_path / "tablet.db")
    tablet.engine.round()
    for _ in range(3):
        tablet.engine.round()
    tablet.connection.execute("UPDATE goods SET version = 9")
    tablet.engine.round()
    said = tablet.line.acknowledged
    assert said is not None
    assert 0 < said.repairs.slices <= MOST_REPAIRS
    assert not agree(engine, tablet)
    for _ in range(10):
        tablet.engine.round()
    assert agree(engine, tablet)
    tablet.connection.close()


def test_a_repair_that_breaks_off_anywhere_is_made_in_the_end(sqlite_url: str, tmp_path: Path) -> None:
    """Behind the repaired slice come several pages of changes, so that a pull also goes on behind it."""
    engine = open_engine(sqlite_url)
    build(engine)
    tablet = Tablet(Source(engine), tmp_path / "tablet.db")
    tablet.engine.round()
    for repaired, cut in enumerate(range(0, 2_400, 40), start=1):
        with engine.begin() as connection:
            for table in ("goods", "customers", "lines", "staff"):
                run(connection, f"UPDATE {table} SET version = :v", v=cut)
        tablet.connection.execute("DELETE FROM lines WHERE purchase_id = 1")
        tablet.connection.execute("INSERT OR REPLACE INTO lines VALUES (0, 9, 0, 7)")
        tablet.replica.set_meta("repair", Slice("customer").to_wire())
        tablet.line.faults = Faults(cut_bytes=cut)
        with suppress(Unreachable):
            tablet.engine.round()
        tablet.line.faults = Faults()
        tablet.engine.round()
        assert agree(engine, tablet), cut
        assert repairs(tablet.replica) == Repairs(repaired, repairs(tablet.replica).rows, 0)
    tablet.connection.close()
    engine.dispose()


def test_a_repair_that_broke_off_counts_as_healed_only_once_it_was_checked(
    engine: Engine, tmp_path: Path
) -> None:
    class NeverHealed(Pull):
        """Whatever was repaired has another digest than anybody can have."""

        def _line(self, message: dict[str, Any], rows: int = 0) -> bytes:
            if message["type"] == "digest" and "next" not in message:
                for told in message["collections"].values():
                    told["hash"] = "0" * 16
            return super()._line(message, rows)

    tablet = Tablet(Source(engine, pull_type=NeverHealed), tmp_path / "tablet.db")
    tablet.engine.round()
    resumed = 0
    for cut in range(600, 2_400, 200):
        with engine.begin() as connection:
            for table in ("goods", "customers", "lines", "staff"):
                run(connection, f"UPDATE {table} SET version = :v", v=cut)
        tablet.replica.set_meta("repair", Slice("customer").to_wire())
        tablet.line.faults = Faults(cut_bytes=cut)
        with suppress(Unreachable):
            tablet.engine.round()
        resumed += tablet.replica.meta("page") is not None
        tablet.line.faults = Faults()
        tablet.engine.round()
        assert repairs(tablet.replica).slices == 0, cut
    assert resumed, "no pull went on behind its repair"
    assert repairs(tablet.replica).unhealed > 0
    tablet.connection.close()


def test_whom_a_repair_took_away_leaves_no_trace_behind_the_acknowledgement(
    engine: Engine, tmp_path: Path
) -> None:
    name, path = "Zyxomma Petiolatum", tmp_path / "erased.db"
    tablet = Tablet(Source(engine), path)
    tablet.engine.round()
    tablet.connection.execute("PRAGMA secure_delete = ON")
    tablet.connection.execute("INSERT INTO customers VALUES (77, ?)", (name,))
    files = (path, path.with_name(path.name + "-wal"))
    assert any(name.encode() in file.read_bytes() for file in files)
    while repairs(tablet.replica) == Repairs():
        tablet.engine.round()
    assert tablet.line.acknowledged is not None
    assert tablet.line.acknowledged.repairs.slices == 1
    assert not any(name.encode() in file.read_bytes() for file in files)
    tablet.connection.close()


def test_what_a_repair_cannot_heal_is_reported_and_not_tried_for_ever(engine: Engine, tmp_path: Path) -> None:
    class Wrong(SmallSlices):
        """Digests of goods that nobody can have."""

        def _line(self, message: dict[str, Any], rows: int = 0) -> bytes:
            if message["type"] == "digest" and "goods" in message["collections"]:
                message["collections"]["goods"]["hash"] = "0" * 16
            return super()._line(message, rows)

    tablet = Tablet(Source(engine, pull_type=Wrong), tmp_path / "tablet.db")
    tablet.engine.round()
    found = tablet.engine.verify_everything()
    assert (found.slices, found.unhealed) == (0, 1)
    assert agree(engine, tablet)
    tablet.connection.close()


def test_a_repair_that_the_server_does_not_understand_is_given_up(tablet: Tablet) -> None:
    tablet.replica.set_meta("repair", {"part": "a table of yesterday"})
    tablet.engine.round()
    assert tablet.replica.meta("repair") is None
    assert repairs(tablet.replica) == Repairs(unhealed=1)


def test_a_collection_of_which_the_app_knows_less_is_not_compared(engine: Engine, tmp_path: Path) -> None:
    less = tuple(
        ReplicaTable("goods", {"id": "INTEGER"}, ("id",)) if each.name == "goods" else each for each in TABLES
    )
    tablet = Tablet(Source(engine), tmp_path / "tablet.db")
    tablet.replica = Replica(open_device(tmp_path / "less.db"), less, schema_version=1)
    tablet.replica.prepare()
    line, clock = FaultyLine(Source(engine), "1", "d1"), FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
    older = SyncEngine(tablet.replica, Outbox(tablet.replica.connection), line, clock, "0.9")
    older.round()
    assert older.verify_everything() == Repairs()
    tablet.replica.connection.execute("DELETE FROM staff")
    assert older.verify_everything() == Repairs(slices=1, rows=1)
    tablet.connection.close()


def test_a_load_begins_verifying_at_the_beginning(engine: Engine, tablet: Tablet) -> None:
    tablet.engine.round()
    assert tablet.replica.meta("digest") is not None
    with engine.begin() as connection:
        change_epoch(connection)
    assert tablet.engine.round().loaded
    assert tablet.replica.meta("digest") is None


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [((1, True, None), (1, 1, None)), ((False, "a"), (0, "a")), ((2.0, 1.5), (2, 1.5))],
)
def test_rows_that_databases_store_differently_have_one_hash(
    ours: tuple[Any, ...], theirs: tuple[Any, ...]
) -> None:
    assert row_hash(ours) == row_hash(theirs)


@given(rows=st.lists(st.tuples(st.integers(0, 9), st.text(max_size=3)), max_size=8), data=st.data())
def test_a_sum_does_not_depend_on_the_order_and_tells_one_row_more_or_less(
    rows: list[tuple[int, str]], data: st.DataObject
) -> None:
    def summed(some: list[tuple[int, str]]) -> object:
        made = RowSum()
        made.add(some)
        return made.summed(("a", "b"))

    assert summed(rows) == summed(data.draw(st.permutations(rows)))
    assert summed(rows) != summed([*rows, (5, "x")])
    assert all(summed(rows) != summed(rows[:n] + rows[n + 1 :]) for n in range(len(rows)))


def test_a_digest_that_leads_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        SliceDigest.from_wire({"slice": {"part": "x"}, "collections": {}, "next": 7})


@pytest.mark.parametrize(
    "wire",
    [{}, {"part": 1}, {"part": "x", "after": 1}, {"part": "x", "end": []}, {"part": "x", "end": [None]}],
)
def test_what_names_no_slice_is_refused(wire: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"part|key"):
        Slice.from_wire(wire)


def test_text_is_compared_byte_by_byte_whatever_the_databases_collation() -> None:
    postgresql = Dialect(False, {("staff", "id"): "text", ("goods", "id"): "bigint"})
    assert postgresql.in_byte_order("staff", "id", "t") == 't.id COLLATE "C"'
    assert postgresql.in_byte_order("goods", "id", "t") == "t.id"
    assert Dialect(True, {}).in_byte_order("staff", "id", "t") == "t.id"
