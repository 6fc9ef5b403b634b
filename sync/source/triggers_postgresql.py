"""PostgreSQL's triggers: one a statement, over the set of rows it changed, and a notification at commit.

Here the journal is always written: a transaction that began before the first device loaded may commit after
it, and its change must not be lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from sync.protocol import Collection, Grouping
from sync.source.dialect import Dialect

_NOTIFY = "IF FOUND THEN PERFORM pg_notify('sync_news', ''); END IF;"


def statements(
    connection: Connection, collections: Sequence[Collection], groupings: Sequence[Grouping]
) -> Iterator[str]:
    """The statements that drop the triggers there are and make them as they should be."""
    old = connection.exec_driver_sql(
        "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
        " WHERE NOT tgisinternal AND starts_with(tgname, 'sync_')"
    )
    for name, table in old.fetchall():
        yield f"DROP TRIGGER {name} ON {table}"
    yield (
        "CREATE OR REPLACE FUNCTION sync_new_epoch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " UPDATE sync_state SET epoch = replace(gen_random_uuid()::text, '-', '');"
        " PERFORM pg_notify('sync_news', ''); RETURN NULL; END $$"
    )
    for collection in collections:
        yield from _triggers(collection.name, collection.name, _collection_note(collection))
    for grouping in groupings:  # a table may be both: rows that travel, and groups that they let in
        yield from _triggers(grouping.table, f"{grouping.table}_of_{grouping.name}", _grouping_note(grouping))


def owner_of(collection: Collection, alias: str) -> str:
    """By what a row finds its scopes: its group, its scope, or nothing (everyone's)."""
    if collection.group_column:
        return f"{alias}.{collection.group_column}::text"
    if collection.scope_column:
        return f"'{collection.scope_prefix}' || {alias}.{collection.scope_column}"
    return "NULL"


def _collection_note(collection: Collection) -> dict[str, str]:
    key = Dialect(False, {}).key_of

    def pointers(rows: str) -> str:
        return (
            f"SELECT {key('r', collection.key)} AS key, {owner_of(collection, 'r')} AS owner FROM {rows} AS r"
        )

    def note(select: str) -> str:
        return (
            "INSERT INTO sync_journal (collection, key, owner, kind)"
            f" SELECT '{collection.name}', p.key, p.owner, 'row' FROM ({select}) AS p; {_NOTIFY}"
        )

    both = f"{pointers('old_rows')} UNION {pointers('new_rows')}"
    return {"INSERT": note(pointers("new_rows")), "UPDATE": note(both), "DELETE": note(pointers("old_rows"))}


def _grouping_note(grouping: Grouping) -> dict[str, str]:
    key = Dialect(False, {}).key_of("r", (grouping.group_column,))

    def pairs(rows: str) -> str:
        scope = f"'{grouping.scope_prefix}' || r.{grouping.scope_column}"
        return f"SELECT {key} AS key, {scope} AS owner FROM {rows} AS r"

    def note(select: str, kind: str) -> str:
        return (
            "INSERT INTO sync_journal (collection, key, owner, kind)"
            f" SELECT '{grouping.name}', p.key, p.owner, '{kind}' FROM ({select}) AS p; {_NOTIFY}"
        )

    new, old = pairs("new_rows"), pairs("old_rows")
    exchange = f"{note(f'{old} EXCEPT {new}', 'exit')} {note(f'{new} EXCEPT {old}', 'enter')}"
    return {"INSERT": note(new, "enter"), "UPDATE": exchange, "DELETE": note(old, "exit")}


def _triggers(table: str, root: str, notes: dict[str, str]) -> Iterator[str]:
    transition = {
        "INSERT": "REFERENCING NEW TABLE AS new_rows",
        "UPDATE": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "REFERENCING OLD TABLE AS old_rows",
    }
    for event, body in notes.items():
        name = f"sync_{root}_{event.lower()}"
        yield (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {body} RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER {name} AFTER {event} ON {table} {transition[event]}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    yield (
        f"CREATE TRIGGER sync_{root}_truncate AFTER TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION sync_new_epoch()"
    )
