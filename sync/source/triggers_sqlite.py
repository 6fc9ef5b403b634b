"""SQLite's triggers: one row at a time, silent until the first device has begun to load.

SQLite has one writer at a time, so whether a scope is active cannot change while a transaction writes:
before the first device, a bulk load pays next to nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from sync.protocol import Collection, Grouping
from sync.source.dialect import Dialect

_ACTIVE = "EXISTS (SELECT 1 FROM sync_scopes)"


def statements(
    connection: Connection, collections: Sequence[Collection], groupings: Sequence[Grouping]
) -> Iterator[str]:
    """The statements that drop the triggers there are and make them as they should be."""
    old = connection.exec_driver_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'sync\\_%' ESCAPE '\\'"
    )
    for (name,) in old.fetchall():
        yield f"DROP TRIGGER {name}"
    for collection in collections:
        unique = [collection.key, *_unique_columns(connection, collection.name)]
        yield from _collection_triggers(collection, unique)
    for grouping in groupings:
        yield from _grouping_triggers(grouping)


def owner_of(collection: Collection, alias: str) -> str:
    """By what a row finds its scopes: its group, its scope, or nothing (everyone's)."""
    if collection.group_column:
        return f"CAST({alias}.{collection.group_column} AS TEXT)"
    if collection.scope_column:
        return f"'{collection.scope_prefix}' || {alias}.{collection.scope_column}"
    return "NULL"


def _collection_triggers(collection: Collection, unique: list[tuple[str, ...]]) -> Iterator[str]:
    table, key = collection.name, Dialect(True, {}).key_of

    def note(alias: str, source: str = "") -> str:
        return (
            "INSERT INTO sync_journal (collection, key, owner, kind)"
            f" SELECT '{table}', {key(alias, collection.key)}, {owner_of(collection, alias)}, 'row'{source};"
        )

    # REPLACE takes rows away without firing delete triggers: look beforehand whom the new row will displace
    same = " OR ".join(
        "(" + " AND ".join(f"old_row.{column} = NEW.{column}" for column in columns) + ")"
        for columns in unique
    )
    displaced = note("old_row", f" FROM {table} AS old_row WHERE {same}")
    keys = {*collection.key, collection.group_column or collection.scope_column or collection.key[0]}
    moved = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in sorted(keys))
    yield _trigger(table, "displacing_insert", "BEFORE INSERT", displaced)
    decisive = ", ".join(sorted({column for columns in unique for column in columns}))
    yield _trigger(table, "displacing_update", f"BEFORE UPDATE OF {decisive}", displaced)
    yield _trigger(table, "insert", "AFTER INSERT", note("NEW"))
    yield _trigger(table, "update", "AFTER UPDATE", note("NEW"))
    yield _trigger(table, "move", "AFTER UPDATE", note("OLD"), f" AND ({moved})")
    yield _trigger(table, "delete", "AFTER DELETE", note("OLD"))


def _grouping_triggers(grouping: Grouping) -> Iterator[str]:
    table, key = grouping.table, Dialect(True, {}).key_of

    def note(alias: str, kind: str) -> str:
        return (
            "INSERT INTO sync_journal (collection, key, owner, kind)"
            f" VALUES ('{grouping.name}', {key(alias, (grouping.group_column,))},"
            f" '{grouping.scope_prefix}' || {alias}.{grouping.scope_column}, '{kind}');"
        )

    yield _trigger(table, "enter", "AFTER INSERT", note("NEW", "enter"))
    columns = (grouping.group_column, grouping.scope_column)
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    exchange = f"{note('OLD', 'exit')} {note('NEW', 'enter')}"
    yield _trigger(table, "exchange", "AFTER UPDATE", exchange, f" AND ({changed})")
    yield _trigger(table, "exit", "AFTER DELETE", note("OLD", "exit"))


def _trigger(table: str, name: str, event: str, body: str, condition: str = "") -> str:
    return (
        f"CREATE TRIGGER sync_{table}_{name} {event} ON {table} FOR EACH ROW WHEN {_ACTIVE}{condition}"
        f" BEGIN {body} END"
    )


def _unique_columns(connection: Connection, table: str) -> Iterator[tuple[str, ...]]:
    """The columns of each unique rule of the table beside its primary key."""
    for index in connection.exec_driver_sql(f"PRAGMA index_list({table})").mappings().fetchall():
        if index["unique"] and index["origin"] != "pk" and not index["partial"]:
            rows = connection.exec_driver_sql(f"PRAGMA index_info({index['name']})").mappings().fetchall()
            if all(row["name"] for row in rows):
                yield tuple(row["name"] for row in rows)
