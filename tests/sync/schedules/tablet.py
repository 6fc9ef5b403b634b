"""A device that survives what is done to it: power cuts at any statement, restarts, updates, other stores."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from shared.clock import FixedClock, to_millis
from shared.ids import uuid7
from sync.device.engine import RoundReport, SyncEngine
from sync.device.leases import Leases
from sync.device.outbox import Outbox
from sync.device.replica import Replica
from sync.errors import ReplicaIsNewer, SyncError
from tests.sync.schedules.line import WildFaults, WildLine
from tests.sync.schedules.newer import APP_TABLES
from tests.sync.schedules.quota import QUOTA
from tests.sync.world import Source

DAMAGE = (
    "DELETE FROM lines WHERE purchase_id = 1",
    "UPDATE customers SET version = 99 WHERE id = 1",
    "INSERT OR REPLACE INTO customers VALUES (77, 7)",
    "INSERT OR REPLACE INTO lines VALUES (0, 9, 0, 7), (88, 0, NULL, 7)",
    "DELETE FROM goods",
    "INSERT OR REPLACE INTO staff VALUES ('zoë', '1', 7)",
)
"""Losses, other values and ghosts."""


CLOCKS = tuple(datetime(year, 1, 19, 3, 14, 8, tzinfo=UTC) for year in (2026, 1970, 2038, 2099))
"""Right, and as wrong as can be: a clock may jump from any to any other."""

_GONE = -1


def note(number: int, customer: int, body: str | None) -> Callable[[int], dict[str, Any]]:
    """Builds an operation of the world with an id of its own."""

    def build(sequence: int) -> dict[str, Any]:
        return {
            "id": _id(number),
            "sequence": sequence,
            "kind": "note",
            "customer_id": customer,
            "body": body,
        }

    return build


def _id(number: int) -> str:
    return uuid7(1, lambda size: number.to_bytes(size, "big"))


class PowerCut(Exception):
    """The device stops dead."""


class FragileConnection:
    """A connection that stops dead at its n-th statement."""

    def __init__(self, real: sqlite3.Connection) -> None:
        self.real = real
        self.left: int | None = None

    @property
    def in_transaction(self) -> bool:
        return self.real.in_transaction and self.left != _GONE  # nobody rolls back when the power is gone

    def _count(self) -> None:
        if self.left is not None:
            self.left = max(self.left - 1, _GONE)
            if self.left == _GONE:
                raise PowerCut

    def execute(self, sql: str, parameters: Any = (), /) -> Any:
        self._count()
        return self.real.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Any:
        self._count()
        return self.real.executemany(sql, parameters)


class Tablet:
    """One device of a schedule; `app` is the version of the app that runs on it."""

    engine_type: ClassVar[type[SyncEngine]] = SyncEngine
    leases_type: ClassVar[type[Leases]] = Leases

    def __init__(
        self, source: Source, folder: Path, name: str, store: str, outbox_type: type[Outbox] = Outbox
    ) -> None:
        self.name, self.store, self.app = name, store, 1
        self.path = folder / f"{name}.db"
        self._outbox_type = outbox_type
        self.line = WildLine(source, store, name)
        self.clock = FixedClock(CLOCKS[0])
        self.troubles: Counter[str] = Counter()
        self.is_on = self.is_touched = self.is_damaged = False

    def begin(self) -> None:
        """The app starts for the first time."""
        for file in self.path.parent.glob(f"{self.path.name}*"):
            file.unlink()
        self.start()

    def start(self) -> None:
        """The app begins, or begins again after a crash."""
        self.connection = FragileConnection(_opened(self.path))
        self.replica = Replica(self.connection, APP_TABLES[self.app], schema_version=self.app)
        self.replica.prepare()
        self.outbox = self._outbox_type(self.connection)
        self.engine = self.engine_type(self.replica, self.outbox, self.line, self.clock, f"{self.app}.0")
        self.is_on = self.is_touched = True

    def stop(self) -> None:
        """The app is gone; what was not committed is too."""
        if self.is_on:
            self.connection.real.close()
            self.is_on = False

    def update(self) -> None:
        """A newer app starts on the same file; the former one would no longer open it, and harms nothing."""
        self.stop()
        self.app = 2
        self.start()
        try:
            Replica(self.connection.real, APP_TABLES[1], schema_version=1).prepare()
        except ReplicaIsNewer:
            return
        raise AssertionError("row 10: a former app opened a newer replica")

    def move(self, store: str) -> None:
        """Headquarters has given the tablet to another store."""
        self.store = self.line.store = store

    def round(self, faults: WildFaults, crash_at: int | None = None) -> RoundReport | None:
        """One round under these faults; None if it did not come to its end."""
        self.is_touched = True
        self.line.faults = faults
        self.connection.left = crash_at
        try:
            return self.engine.round()
        except SyncError as error:
            self.troubles[error.code] += 1
            if self.connection.real.in_transaction:
                raise
        except PowerCut:
            self.troubles["power cut"] += 1
        finally:
            has_power = self.connection.left != _GONE
            self.connection.left = None
        # not before the frames of the round are gone: a cursor in one of them would keep the file locked
        if not has_power:
            self.stop()
            self.start()
        return None

    def spend(self, number: int, units: int) -> dict[str, Any]:
        """The operation that was recorded; under the lease if the units were there, in one transaction."""
        leases = self.leases_type(self.connection)
        now_ms = to_millis(self.clock.now())

        def build(sequence: int) -> dict[str, Any]:
            held = leases.held(now_ms)
            lease = held.lease if held.units.get(QUOTA, 0) >= units else None
            if lease is not None:
                leases.spend(lease, {QUOTA: units}, now_ms)
            return {"id": _id(number), "sequence": sequence, "kind": "spend", "lease": lease, "units": units}

        self.is_touched = True
        return self.outbox.record(build)

    def damage(self, number: int) -> None:
        """Some rows are not what was written, as after a fault of the storage or of this very code."""
        self.connection.real.execute(DAMAGE[number % len(DAMAGE)])
        self.is_damaged = True

    def ids(self, table: str) -> set[str]:
        """The operations named in one of its tables."""
        return {key for (key,) in self.connection.real.execute(f"SELECT id FROM {table}").fetchall()}


def _opened(path: Path) -> sqlite3.Connection:
    """As quick as can be: nobody else opens it, and power is cut in Python only."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("locking_mode=EXCLUSIVE", "journal_mode=MEMORY", "synchronous=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    return connection
