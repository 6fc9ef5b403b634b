"""A replica of an older app becomes one of this app, in place: without the network, nothing shown is lost.

Tables that are still the same are kept, others are copied, and what the older app had to defer is filled in.
Only if it did not keep what it did not know (0.1.0 passed it over) is everything loaded again, and the old
rows are shown until then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from sync.device import deferred
from sync.device.cleaning import MARK
from sync.device.storage import Storage

if TYPE_CHECKING:
    from sync.device.replica import Replica, ReplicaTable

PASSED_OVER: Final = "passed_over"
"""Remembered once something came that could neither be applied nor kept."""

_NEW: Final = "new_"

_Columns = Mapping[str, tuple[str, int]]
"""By name: the type, and the place in the key from 1 up, or 0."""


def migrate(replica: Replica, on_step: Callable[[int, int], None] = lambda _done, _of: None) -> None:
    """The tables are as this app needs them; within the transaction that found them older.

    `on_step` hears before each table how many of how many are done: with a large book it takes some seconds.
    """
    connection = replica.connection
    has_passed_over = bool(replica.meta(PASSED_OVER))
    if not _columns(connection, deferred.TABLE):
        deferred.create(connection)
        has_passed_over = True
    replica.forget_broken_pull()
    for name in set(replica.meta("tables") or ()) - replica.tables.keys():
        connection.execute(f'DROP TABLE "{name}"')
    changed = False
    for done, table in enumerate(replica.tables.values()):
        on_step(done, len(replica.tables))
        changed |= _bring_up(connection, table)
    connection.execute(MARK)
    if changed and has_passed_over and replica.cursor() is not None:
        replica.set_meta("reload", True)


def show_older(connection: Storage, tables: Iterable[ReplicaTable]) -> None:
    """Whoever reads through this connection sees an older replica's tables as this app knows them.

    For a disk on which nothing can be migrated: nothing is written, the views are this connection's own.
    """
    has_kept = bool(_columns(connection, deferred.TABLE))
    for table in tables:
        found = _columns(connection, table.name)
        if not found.keys() >= table.columns.keys():
            rows = _rows(table, found, has_kept=has_kept)
            connection.execute(f'CREATE TEMP VIEW "{table.name}" AS {rows}')


def _bring_up(connection: Storage, table: ReplicaTable) -> bool:
    """The table, its indexes and its triggers are as this app makes them; True if it was another table."""
    execute, found = connection.execute, _columns(connection, table.name)
    for name, _ in _made_for(connection, table, "trigger"):
        execute(f'DROP TRIGGER "{name}"')
    is_same = found == _columns_of(table)
    if not is_same:
        _rebuild(connection, table, found)
    there = dict(_made_for(connection, table, "index"))
    for name, statement in there.items():
        if statement not in table.indexes:
            execute(f'DROP INDEX "{name}"')
    for statement in table.indexes:
        if statement not in there.values():
            execute(statement)
    for statement in table.on_load:
        execute(statement)
    return not is_same


def _rebuild(connection: Storage, table: ReplicaTable, found: _Columns) -> None:
    """The table is made anew and holds its old rows, with what was kept of them, or what was kept alone."""
    execute, names = connection.execute, ", ".join(f'"{column}"' for column in table.columns)
    execute(table.creation(_NEW))
    execute(f'INSERT INTO "{_NEW}{table.name}" ({names}) {_rows(table, found, has_kept=True)}')
    if found:
        execute(f'DROP TABLE "{table.name}"')
    execute(f'ALTER TABLE "{_NEW}{table.name}" RENAME TO "{table.name}"')
    deferred.release(connection, table.name, table.columns)


def _rows(table: ReplicaTable, found: _Columns, *, has_kept: bool) -> str:
    """A SELECT of the rows of an older replica, as this app knows them."""
    columns = [f'{_value(column, found, has_kept=has_kept)} AS "{column}"' for column in table.columns]
    kept = f"main.{deferred.TABLE} AS kept"
    of_table = f"kept.collection = '{table.name}'"
    if not found:
        source = f"FROM {kept} WHERE {of_table}" if has_kept else "WHERE false"
    else:
        source = f'FROM main."{table.name}" AS old'
        if has_kept:
            source += f" LEFT JOIN {kept} ON {of_table} AND kept.key = {deferred.key_of('old', table.key)}"
    return f"SELECT {', '.join(columns)} {source}"


def _value(column: str, found: _Columns, *, has_kept: bool) -> str:
    if column in found:
        return f'old."{column}"'
    return deferred.kept(column) if has_kept else "NULL"


def _columns(connection: Storage, table: str) -> _Columns:
    """What the table has; empty if there is none."""
    found = connection.execute("SELECT name, type, pk FROM pragma_table_info(?, 'main')", (table,))
    return {name: (kind, place) for name, kind, place in found.fetchall()}


def _columns_of(table: ReplicaTable) -> _Columns:
    """What the table will have."""
    places = {column: place for place, column in enumerate(table.key, start=1)}
    return {name: (kind, places.get(name, 0)) for name, kind in table.columns.items()}


def _made_for(connection: Storage, table: ReplicaTable, kind: str) -> list[tuple[str, str]]:
    """Name and statement of every index, or trigger, that somebody made for the table."""
    made = "SELECT name, sql FROM main.sqlite_master WHERE type = ? AND tbl_name = ? AND sql IS NOT NULL"
    return connection.execute(made, (kind, table.name)).fetchall()
