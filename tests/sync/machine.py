"""The state machine: several devices, one real server side, and every fault in any order.

What is asserted, by the names of the promises: P2 and P4 after every step, P1, P3, P5, P7 and P8 at rest.
A planted fault (see `test_state_machine_finds_planted_faults`) must make it fail.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import Engine

from shared.clock import FixedClock
from shared.ids import uuid7
from sync.device.engine import SyncEngine
from sync.device.outbox import Outbox
from sync.device.replica import Replica
from sync.errors import SyncError
from sync.source.changelog import change_epoch
from tests.sync.line import Faults, FaultyLine
from tests.sync.world import STORES, TABLES, Source, build, held_by, open_device, open_engine, run, shown_by

FAST = Path("/dev/shm")  # noqa: S108 - a thousand small databases: memory, where there is some
CUSTOMERS = range(4)
WRITES: tuple[tuple[str, ...], ...] = (
    ("UPDATE goods SET version = :v WHERE id = 0", "UPDATE staff SET version = :v"),
    ("UPDATE customers SET version = :v WHERE id = :c",
     "UPDATE lines SET version = :v WHERE purchase_id = :c AND line_no = 0"),
    ("UPDATE goods SET version = version WHERE id = 0",),
    ("UPDATE customers SET version = version WHERE id = :c",),
    ("INSERT OR REPLACE INTO lines VALUES (:p, 1, :c, :v)",),
    ("DELETE FROM lines WHERE purchase_id = :p AND line_no = 1",),
    ("UPDATE lines SET customer_id = :c WHERE purchase_id = :p AND line_no = 1",),
    ("INSERT INTO lines SELECT :p + 100 * c.id, 2 + :v, c.id, :v FROM customers AS c",),
    ("DELETE FROM lines WHERE line_no > 1 AND customer_id = :c",),
    ("INSERT OR IGNORE INTO customers VALUES (:c, 0)", "INSERT OR IGNORE INTO lines VALUES (:c, 0, :c, 0)",
     "UPDATE lines SET version = 0 WHERE purchase_id = :c AND line_no = 0",
     "UPDATE customers SET version = 0 WHERE id = :c"),
    ("DELETE FROM customers WHERE id = :c", "DELETE FROM lines WHERE purchase_id = :c AND line_no = 0"),
    ("INSERT OR IGNORE INTO book VALUES (:s, :c)",),
    ("DELETE FROM book WHERE store_id = :s AND customer_id = :c",),
    ("DELETE FROM book WHERE store_id = :s AND customer_id = :c", "INSERT INTO book VALUES (:s, :c)"),
    ("DELETE FROM notes WHERE customer_id = :c AND body = 'old'",),
)  # fmt: skip
"""What anybody with a connection may write, each tuple in one transaction."""

writes = st.tuples(
    st.integers(0, len(WRITES) - 1), st.sampled_from(CUSTOMERS), st.integers(10, 13), st.sampled_from(STORES)
)
Write = tuple[int, int, int, str]


class PowerCut(Exception):
    """The device stops dead."""


class FragileConnection:
    """A connection that stops dead at its n-th statement."""

    def __init__(self, real: sqlite3.Connection) -> None:
        self.real = real
        self.left: int | None = None

    @property
    def in_transaction(self) -> bool:
        return False  # nobody rolls back when the power is gone

    def _count(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                raise PowerCut

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        self._count()
        return self.real.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Any:
        self._count()
        return self.real.executemany(sql, parameters)


class Tablet:
    """A device that survives what is done to it."""

    engine_type: ClassVar[type[SyncEngine]] = SyncEngine

    def __init__(
        self, source: Source, folder: Path, name: str, store: str, outbox_type: type[Outbox]
    ) -> None:
        self.name, self.store = name, store
        self._path = folder / f"{name}.db"
        self._outbox_type = outbox_type
        self.line = FaultyLine(source, store, name)
        self.start()

    def start(self) -> None:
        """The app begins, or begins again after a crash."""
        self.connection = FragileConnection(open_device(self._path))
        self.replica = Replica(self.connection, TABLES, schema_version=1)
        self.replica.prepare()
        self.outbox = self._outbox_type(self.connection)
        clock = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
        self.engine = self.engine_type(self.replica, self.outbox, self.line, clock, "1.0")

    def stop(self) -> None:
        """The app is gone; what was not committed is too."""
        self.connection.real.close()

    def round(self, faults: Faults, crash_at: int | None) -> None:
        """One round under these faults."""
        self.line.faults = faults
        self.connection.left = crash_at
        try:
            self.engine.round()
        except SyncError:
            if self.connection.real.in_transaction:
                raise
        except PowerCut:
            self.stop()
            self.start()
        finally:
            self.connection.left = None


class Replication(RuleBasedStateMachine):
    """Three devices at two stores."""

    source_type: ClassVar[Callable[[Engine], Source]] = Source
    tablet_type: ClassVar[type[Tablet]] = Tablet
    outbox_type: ClassVar[type[Outbox]] = Outbox
    menu: ClassVar[tuple[int, ...]] = tuple(range(len(WRITES)))

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir=FAST if FAST.is_dir() else None))
        shutil.copy(template(), self.folder / "server.db")
        self.db = open_engine(f"sqlite:///{self.folder / 'server.db'}")
        self.source = self.source_type(self.db)
        places = (("d1", "1"), ("d2", "1"), ("d3", "2"))
        self.tablets = [self.tablet_type(self.source, self.folder, n, s, self.outbox_type) for n, s in places]
        self.version = 0
        self.recorded: dict[str, tuple[Tablet, int]] = {}
        self.lost_by_restore: set[str] = set()
        self.backup: Path | None = None

    @initialize(numbers=st.lists(st.integers(0, 2), max_size=3))
    def some_have_loaded(self, numbers: list[int]) -> None:
        for number in numbers:
            self.tablets[number].round(Faults(), None)

    @rule(write=writes)
    def somebody_writes(self, write: Write) -> None:
        self._write(write)

    def _write(self, write: Write) -> None:
        number, customer, purchase, store = write
        self.version += 1
        with self.db.begin() as connection:
            for statement in WRITES[self.menu[number % len(self.menu)]]:
                names = {"v": self.version, "c": customer, "p": purchase, "s": store}
                run(connection, statement, **{k: v for k, v in names.items() if f":{k}" in statement})

    @rule(
        number=st.integers(0, 2), customer=st.sampled_from(CUSTOMERS),
        body=st.sampled_from(["a note", "old", None]),
    )  # fmt: skip
    def an_associate_notes(self, number: int, customer: int, body: str | None) -> None:
        tablet = self.tablets[number]
        count = len(self.recorded)

        def wire(sequence: int) -> dict[str, Any]:
            operation_id = uuid7(1, lambda size: count.to_bytes(size, "big"))
            return {
                "id": operation_id,
                "sequence": sequence,
                "kind": "note",
                "customer_id": customer,
                "body": body,
            }

        self.recorded[tablet.outbox.record(wire)["id"]] = tablet, customer

    @rule(
        number=st.integers(0, 2), push=st.sampled_from(["well", "well", "lost", "answer lost", "twice"]),
        cut=st.one_of(st.none(), st.integers(0, 999)), acknowledgement_lost=st.booleans(),
        before=st.one_of(st.none(), writes), during=st.one_of(st.none(), writes),
        crash_at=st.one_of(st.none(), st.none(), st.integers(0, 120)),
    )  # fmt: skip
    def a_round(
        self, number: int, push: str, cut: int | None, acknowledgement_lost: bool,
        before: Write | None, during: Write | None, crash_at: int | None,
    ) -> None:  # fmt: skip
        faults = Faults(
            push_lost=push == "lost", answer_lost=push == "answer lost", push_twice=push == "twice", cut=cut,
            acknowledgement_lost=acknowledgement_lost,
            before_snapshot=(lambda: self._write(before)) if before else None,
            while_streaming=(lambda: self._write(during)) if during else None,
        )  # fmt: skip
        self.tablets[number].round(faults, crash_at)

    @rule(number=st.integers(0, 2))
    def an_app_restarts(self, number: int) -> None:
        self.tablets[number].stop()
        self.tablets[number].start()

    @rule()
    def a_backup_is_taken(self) -> None:
        self.backup = self.folder / "backup.db"
        self.backup.unlink(missing_ok=True)
        with self.db.connect() as connection:
            connection.rollback()
            raw: Any = connection.connection.driver_connection
            raw.execute(f"VACUUM INTO '{self.backup}'")

    @rule()
    def the_server_is_restored(self) -> None:
        if self.backup is None:
            return
        waiting = {w["id"] for t in self.tablets for w in t.outbox.overlay()}
        self.db.dispose()
        for file in self.folder.glob("server.db*"):
            file.unlink()
        shutil.copy(self.backup, self.folder / "server.db")
        with self.db.begin() as connection:
            change_epoch(connection)
            kept = set(run(connection, "SELECT id FROM operation_verdicts").scalars())
        self.lost_by_restore |= set(self.recorded) - waiting - kept

    @invariant()
    def every_device_shows_whole_checkpoints(self) -> None:
        """P2: what was written in one transaction is shown together."""
        for tablet in self.tablets:
            show = tablet.connection.real.execute
            assert show(
                "SELECT COUNT(*) FROM goods AS g, staff AS s WHERE g.id = 0 AND s.version <> g.version"
            ).fetchone() == (0,)
            customers = (
                "SELECT COUNT(*) FROM customers AS c"
                " LEFT JOIN lines AS l ON l.purchase_id = c.id AND l.line_no = 0"
                " WHERE l.version IS NULL OR l.version <> c.version"
            )
            assert show(customers).fetchone() == (0,)

    @invariant()
    def nobody_loses_sight_of_what_she_did(self) -> None:
        """P4 and P7: an operation is laid over the checkpoint, or in it, or waits for her attention."""
        for tablet in self.tablets:
            show = tablet.connection.real.execute
            outbox = {row[0] for row in show("SELECT id FROM outbox").fetchall()}
            decided = {row[0] for row in show("SELECT id FROM operation_verdicts").fetchall()}
            own = {operation for operation, (owner, _) in self.recorded.items() if owner is tablet}
            assert own - outbox - decided <= self.lost_by_restore, "an operation is gone"
            overlay = {wire["id"] for wire in tablet.outbox.overlay()}
            assert not overlay & decided, "an operation counts twice"

    def teardown(self) -> None:
        try:
            self.at_rest()
        finally:
            for tablet in self.tablets:
                tablet.stop()
            self.db.dispose()
            shutil.rmtree(self.folder)

    def at_rest(self) -> None:
        """Every line heals: within three rounds all is as it must be."""
        for _ in range(3):
            for tablet in self.tablets:
                tablet.round(Faults(), None)
        with self.source.reading() as connection:
            effects = Counter(run(connection, "SELECT operation_id FROM notes").scalars())
            verdicts = set(run(connection, "SELECT id FROM operation_verdicts").scalars())
            for tablet in self.tablets:
                assert tablet.outbox.counts().pending == 0, "P8: an operation is stuck"
                held = held_by(connection, tablet.store, tablet.name)
                assert shown_by(tablet.connection.real) == held, "P1, P5"
        assert all(count == 1 for count in effects.values()), "P3: an effect happened twice"
        for operation in set(self.recorded) - self.lost_by_restore:
            assert operation in verdicts, "P3: an operation was never decided"
        self.every_device_shows_whole_checkpoints()
        self.nobody_loses_sight_of_what_she_did()


_templates: list[Path] = []


def template() -> Path:
    """A freshly built server database, made once and copied for each schedule."""
    if not _templates:
        path = Path(tempfile.mkdtemp(dir=FAST if FAST.is_dir() else None)) / "template.db"
        engine = open_engine(f"sqlite:///{path}")
        build(engine)
        with engine.begin() as connection:
            run(connection, "INSERT INTO book VALUES ('1', 2), ('1', 3), ('2', 0)")
        engine.dispose()
        _templates.append(path)
    return _templates[0]
