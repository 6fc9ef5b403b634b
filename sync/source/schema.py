"""The tables of the change log, and the triggers that fill it: no writer can go round them.

Triggers are made anew at each `install`, from the collections and groupings as they are then.
A journal row is a pointer and may be superfluous: what it points at is read when it is sent. So triggers
rather write one pointer too many than look twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from sync.protocol import Collection, Grouping
from sync.source import leases, triggers_postgresql, triggers_sqlite
from sync.source.dialect import Dialect, tables_of

NEWS_CHANNEL = "sync_news"

_SQLITE = (
    """CREATE TABLE IF NOT EXISTS sync_journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT, collection TEXT NOT NULL, key TEXT NOT NULL, owner TEXT,
        kind TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS sync_changes (
        scope TEXT NOT NULL, collection TEXT NOT NULL, key TEXT NOT NULL, kind TEXT NOT NULL,
        stamp INTEGER NOT NULL, PRIMARY KEY (scope, collection, key)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sync_scopes (
        scope TEXT PRIMARY KEY, active_since INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS sync_state (
        single INTEGER PRIMARY KEY CHECK (single = 1), epoch TEXT NOT NULL, stamp INTEGER NOT NULL,
        oldest INTEGER NOT NULL)""",
    "INSERT OR IGNORE INTO sync_state VALUES (1, lower(hex(randomblob(16))), 0, 0)",
    "CREATE TABLE IF NOT EXISTS sync_marks (stamp INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL)",
)

_POSTGRESQL = (
    """CREATE TABLE IF NOT EXISTS sync_journal (
        id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, collection TEXT NOT NULL,
        key TEXT COLLATE "C" NOT NULL, owner TEXT COLLATE "C", kind TEXT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS sync_changes (
        scope TEXT COLLATE "C" NOT NULL, collection TEXT NOT NULL, key TEXT COLLATE "C" NOT NULL,
        kind TEXT NOT NULL, stamp BIGINT NOT NULL, PRIMARY KEY (scope, collection, key))""",
    """CREATE TABLE IF NOT EXISTS sync_scopes (
        scope TEXT COLLATE "C" PRIMARY KEY, active_since BIGINT NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS sync_state (
        single INTEGER PRIMARY KEY CHECK (single = 1), epoch TEXT NOT NULL, stamp BIGINT NOT NULL,
        oldest BIGINT NOT NULL)""",
    """INSERT INTO sync_state VALUES (1, replace(gen_random_uuid()::text, '-', ''), 0, 0)
        ON CONFLICT DO NOTHING""",
    "CREATE TABLE IF NOT EXISTS sync_marks (stamp BIGINT PRIMARY KEY, at_ms BIGINT NOT NULL)",
)

_INDEX = "CREATE INDEX IF NOT EXISTS sync_changes_by_stamp ON sync_changes (scope, stamp, collection, key)"


def install(connection: Connection, collections: Sequence[Collection], groupings: Sequence[Grouping]) -> None:
    """The change log is there and everything written from now on is in it. May be called again at any time.

    Runs in the caller's writing transaction, after all tables exist.
    """
    dialect = Dialect.of(connection, tables_of(collections, groupings))
    for statement in (*(_SQLITE if dialect.is_sqlite else _POSTGRESQL), _INDEX):
        connection.exec_driver_sql(statement)
    leases.install(connection)
    _index_groups(connection, collections, groupings)
    _index_keys(connection, dialect, collections)
    triggers = triggers_sqlite if dialect.is_sqlite else triggers_postgresql
    for statement in triggers.statements(connection, collections, groupings):
        connection.exec_driver_sql(statement)


def _index_groups(
    connection: Connection, collections: Iterable[Collection], groupings: Iterable[Grouping]
) -> None:
    """A group's rows are found without reading the others': who enters a book costs her own rows only."""
    wanted = [
        (c.name, (c.group_column, *c.key))
        for c in collections
        if c.group_column and c.key[0] != c.group_column
    ]
    wanted += [(g.table, (g.group_column, g.scope_column)) for g in groupings]
    for table, columns in wanted:
        connection.exec_driver_sql(
            f"CREATE INDEX IF NOT EXISTS sync_{table}_by_group ON {table} ({', '.join(map(str, columns))})"
        )


def _index_keys(connection: Connection, dialect: Dialect, collections: Iterable[Collection]) -> None:
    """A slice of a collection without groups is found by its keys, without reading or sorting the others.

    The primary key serves where it begins with the scope and its order is that of bytes.
    """
    for each in collections:
        keys = [dialect.in_byte_order(each.name, column) for column in each.key]
        is_served = tuple(keys) == each.key and each.scope_column in (None, each.key[0])
        if each.grouping is None and not is_served:
            columns = [each.scope_column, *keys] if each.scope_column else keys
            connection.exec_driver_sql(
                f"CREATE INDEX IF NOT EXISTS sync_{each.name}_by_key ON {each.name} ({', '.join(columns)})"
            )
