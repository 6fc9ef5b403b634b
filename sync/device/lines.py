"""Lines become rows: in the tables, in their shadows, or kept for a later version of the app."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from operator import itemgetter
from typing import Any

import orjson

from sync.device import deferred
from sync.device.cleaning import MARK
from sync.device.deferred import Told
from sync.device.digest import SliceRepair
from sync.device.migration import PASSED_OVER
from sync.device.replica import Replica
from sync.digest import Slice


class Applier:
    """Writes lines to the tables, or to their shadows; what no table takes is deferred."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica
        self._told: dict[str, Told] = {}
        self._taken: Counter[str] = Counter()
        self.repair: SliceRepair | None = None

    def taken(self) -> int:
        """Rows written or removed since it was last asked."""
        total = self._taken.total()
        self._taken.clear()
        return total

    def apply(self, line: bytes, prefix: str = "") -> None:
        """The line's rows are in the tables; within the caller's transaction."""
        message = orjson.loads(line)
        if message["type"] == "exited":
            self._forget_groups(message["grouping"], message["groups"], prefix)
            return
        if message["type"] == "repair":
            self.repair = SliceRepair(self._replica, Slice.from_wire(message["slice"]))
            return
        if message["type"] == "rows":
            self._write(message, prefix)
        else:
            self._remove(message["collection"], message["keys"], prefix)

    def _write(self, message: dict[str, Any], prefix: str) -> None:
        name, rows = message["collection"], message["rows"]
        told = self._told_of(message)
        table = self._replica.tables.get(name)
        unknown = [column for column in told.columns if table is None or column not in table.columns]
        if unknown:
            self._defer(name, told, unknown, rows, prefix)
        if table is None:
            return
        known = [column for column in told.columns if column in table.columns]
        if unknown:
            rows = list(map(_picker([told.columns.index(column) for column in known]), rows))
        names, marks = ", ".join(f'"{c}"' for c in known), ", ".join("?" * len(known))
        self._replica.connection.executemany(
            f'INSERT OR REPLACE INTO "{prefix}{name}" ({names}) VALUES ({marks})', rows
        )
        self._taken[name] += len(rows)

    def _told_of(self, message: dict[str, Any]) -> Told:
        """What the server said of the collection, in this line or an earlier one."""
        if "columns" in message:
            self._told[message["collection"]] = Told.of_wire(message)
        return self._told[message["collection"]]

    def _defer(self, name: str, told: Told, unknown: list[str], rows: list[Any], prefix: str) -> None:
        table = self._replica.tables.get(name)
        if table is not None:
            told = Told(told.columns, table.key, table.group_columns)
        if told.key:
            deferred.keep(self._replica.connection, name, told, unknown, rows, prefix)
        else:
            self._replica.set_meta(f"{prefix}{PASSED_OVER}", True)

    def _remove(self, name: str, keys: list[Any], prefix: str) -> None:
        self._mark_if(deferred.forget(self._replica.connection, name, keys, prefix))
        table = self._replica.tables.get(name)
        if table is not None:
            where = " AND ".join(f'"{column}" = ?' for column in table.key)
            gone = self._replica.connection.executemany(f'DELETE FROM "{prefix}{name}" WHERE {where}', keys)
            self._taken[name] += len(keys)
            if table.group_columns:
                self._mark_if(gone.rowcount)

    def _forget_groups(self, grouping: str, groups: list[Any], prefix: str) -> None:
        self._mark_if(deferred.forget_groups(self._replica.connection, grouping, groups, prefix))
        for table in self._replica.tables.values():
            column = table.group_columns.get(grouping)
            if column is not None:
                gone = self._replica.connection.executemany(
                    f'DELETE FROM "{prefix}{table.name}" WHERE "{column}" = ?', ((group,) for group in groups)
                )
                self._mark_if(gone.rowcount)

    def _mark_if(self, gone: int) -> None:
        """Rows that belong to somebody and are gone must leave no trace."""
        if gone:
            self._replica.connection.execute(MARK)


def _picker(positions: list[int]) -> Callable[[Any], Any]:
    if len(positions) == 1:
        return lambda row: (row[positions[0]],)
    return itemgetter(*positions)
