"""The replica: the device's tables, how they are made, and how far they have come.

A table holds exactly one checkpoint. While a first load (or a re-load) runs, its rows go to shadow tables
(`load_…`); they take the place of the shown ones in one transaction when the load is whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sync.device import deferred, leases, outbox
from sync.device.migration import PASSED_OVER, migrate
from sync.device.storage import Storage, transaction
from sync.errors import ReplicaIsNewer
from sync.protocol import VERDICTS, Cursor

SHADOW = "load_"


@dataclass(frozen=True)
class ReplicaTable:
    """One table of the device: `columns` name their SQLite types.

    `indexes` and `on_load` are whole statements, run after every load and every migration: those replace
    the table, and its indexes and triggers with it. `on_clean` statements run when what was taken away must
    leave no trace. `group_columns` says by which column rows leave with their group.
    """

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...]
    indexes: tuple[str, ...] = ()
    on_load: tuple[str, ...] = ()
    on_clean: tuple[str, ...] = ()
    group_columns: Mapping[str, str] = field(default_factory=dict)

    def creation(self, prefix: str = "") -> str:
        """The statement that makes the table, or its shadow."""
        columns = [f'"{name}" {kind}' for name, kind in self.columns.items()]
        if len(self.key) == 1 and self.columns[self.key[0]].upper() == "INTEGER":
            rest = ""  # the key becomes the row id
        else:
            rest = " WITHOUT ROWID"
        key = ", ".join(f'"{name}"' for name in self.key)
        return f'CREATE TABLE "{prefix}{self.name}" ({", ".join(columns)}, PRIMARY KEY ({key})){rest}'


VERDICT_TABLE = ReplicaTable(
    VERDICTS,
    columns={
        "id": "TEXT", "device_id": "TEXT", "sequence": "INTEGER",
        "verdict": "TEXT", "code": "TEXT", "reason": "TEXT",
    },
    key=("id",),
)  # fmt: skip
"""Every device has it: settling the outbox reads it."""


@dataclass(frozen=True, slots=True)
class ReplicaStatus:
    """`ready`: a checkpoint can be shown; `loading`: a first load or re-load is under way."""

    ready: bool
    loading: bool
    rows_loaded: int
    rows_expected: int
    checkpoint_ms: int | None


class Replica:
    """The tables of one device in one (encrypted) database; call `prepare` before anything else."""

    def __init__(self, connection: Storage, tables: Sequence[ReplicaTable], *, schema_version: int) -> None:
        self.connection = connection
        self.tables = {table.name: table for table in tables}
        self.tables.setdefault(VERDICTS, VERDICT_TABLE)
        self._schema_version = schema_version

    def prepare(self, on_step: Callable[[int, int], None] = lambda _done, _of: None) -> None:
        """The tables fit this app; ReplicaIsNewer, with nothing changed, if a newer app wrote them.

        Those of an older app are migrated, with what they show; `on_step` hears how many of how many tables
        are done. The outbox stays.
        """
        # a load renames tables: triggers and views of those just being replaced must not be rewritten for it
        self.connection.execute("PRAGMA legacy_alter_table = ON")
        with transaction(self.connection):
            found = self._found_version()
            if found is not None and found > self._schema_version:
                raise ReplicaIsNewer(
                    "A newer app wrote this tablet's data. Update the app; nothing was changed.",
                    found=found,
                    known=self._schema_version,
                )
            outbox.install(self.connection)
            leases.install(self.connection)
            if found == self._schema_version:
                return
            if found is None:
                self._make_tables()
            else:
                migrate(self, on_step)
            self.set_meta("schema_version", self._schema_version)
            self.set_meta("tables", list(self.tables))

    def _found_version(self) -> int | None:
        there = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'sync_meta'"
        if self.connection.execute(there).fetchone() is None:
            return None
        version: int | None = self.meta("schema_version")
        return version

    def _make_tables(self) -> None:
        execute = self.connection.execute
        execute("CREATE TABLE sync_meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
        execute("CREATE TABLE sync_staged (id INTEGER PRIMARY KEY, line BLOB NOT NULL)")
        deferred.create(self.connection)
        for table in self.tables.values():
            execute(table.creation())
            for statement in (*table.indexes, *table.on_load):
                execute(statement)

    def forget_broken_pull(self) -> None:
        """Nothing of a pull that broke off is left; in the caller's transaction."""
        execute = self.connection.execute
        execute("DELETE FROM sync_staged")
        for name in ("page", "loading", "snapshot", f"{SHADOW}{PASSED_OVER}"):
            self.set_meta(name, None)
        shadows = f"SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB '{SHADOW}*'"
        for (name,) in execute(shadows).fetchall():
            execute(f'DROP TABLE "{name}"')

    def meta(self, name: str) -> Any:
        """A remembered value, or None."""
        row = self.connection.execute("SELECT value FROM sync_meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else json.loads(row[0])

    def set_meta(self, name: str, value: Any) -> None:
        """The value is remembered; None forgets it. Runs inside the caller's transaction."""
        if value is None:
            self.connection.execute("DELETE FROM sync_meta WHERE name = ?", (name,))
        else:
            self.connection.execute(
                "INSERT OR REPLACE INTO sync_meta VALUES (?, ?)", (name, json.dumps(value))
            )

    def cursor(self) -> Cursor | None:
        """How far the shown checkpoint has come, or None before the first load is whole."""
        known = self.meta("cursor")
        return None if known is None else Cursor(**known)

    def status(self) -> ReplicaStatus:
        """What there is to show, and how a load is going."""
        loading = self.meta("loading")
        return ReplicaStatus(
            ready=self.meta("cursor") is not None,
            loading=loading is not None,
            # what changed while a load was broken off is sent, and counted, once more
            rows_loaded=min(loading["rows"], loading["expected"]) if loading else 0,
            rows_expected=loading["expected"] if loading else 0,
            checkpoint_ms=self.meta("checkpoint_ms"),
        )
