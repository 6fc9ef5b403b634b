"""What the server sends and this version of the app does not know: kept until its update, then filled in.

Whole collections that have no table here and columns that a table lacks wait in `sync_deferred`, a row each,
as JSON. They follow loads, removals and exits as the tables do: what has left the scope is not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson

from sync.device.storage import Storage

TABLE: Final = "sync_deferred"

_INDEX: Final = f"CREATE INDEX IF NOT EXISTS {TABLE}_by_group ON {TABLE} (grouping, of_group)"


@dataclass(frozen=True, slots=True)
class Told:
    """What the server said of a collection: its columns and, unless it is of the first version, its key and
    by which column its rows leave with their group."""

    columns: Sequence[str]
    key: Sequence[str]
    group: Mapping[str, str]

    @classmethod
    def of_wire(cls, message: Mapping[str, Any]) -> Told:
        """As it stands in a message that names the columns."""
        return cls(message["columns"], message.get("key", ()), message.get("group", {}))


def create(connection: Storage, prefix: str = "") -> None:
    """An empty place for what is deferred, or for what a load defers; in the caller's transaction."""
    connection.execute(
        f'CREATE TABLE "{prefix}{TABLE}" (collection TEXT NOT NULL, key TEXT NOT NULL,'
        " grouping TEXT, of_group, row TEXT NOT NULL, PRIMARY KEY (collection, key)) WITHOUT ROWID"
    )
    if not prefix:
        connection.execute(_INDEX)


def flip(connection: Storage, prefix: str) -> None:
    """What a load deferred takes the place of what was; in the transaction that shows the load."""
    connection.execute(f'DROP TABLE "{TABLE}"')
    connection.execute(f'ALTER TABLE "{prefix}{TABLE}" RENAME TO "{TABLE}"')
    connection.execute(_INDEX)


def keep(
    connection: Storage, collection: str, told: Told, unknown: Sequence[str], rows: Iterable[Any], prefix: str
) -> None:
    """The unknown columns of these rows are kept; in the caller's transaction."""
    key = [told.columns.index(column) for column in told.key]
    grouping, column = next(iter(told.group.items()), (None, None))
    group = told.columns.index(column) if column else None
    places = [(name, told.columns.index(name)) for name in unknown]
    connection.executemany(
        f'INSERT OR REPLACE INTO "{prefix}{TABLE}" (collection, key, grouping, of_group, row)'
        f" VALUES (?, {_key_of(len(key))}, ?, ?, ?)",
        (
            (
                collection, *(row[place] for place in key), grouping, None if group is None else row[group],
                orjson.dumps({name: row[place] for name, place in places}).decode(),
            )
            for row in rows
        ),
    )  # fmt: skip


def forget(connection: Storage, collection: str, keys: Sequence[Sequence[Any]], prefix: str) -> int:
    """Nothing of the rows with these keys is kept; of how many something was. In the caller's transaction."""
    return sum(
        connection.executemany(
            f'DELETE FROM "{prefix}{TABLE}" WHERE collection = ? AND key = {_key_of(width)}',
            ((collection, *key) for key in keys if len(key) == width),
        ).rowcount
        for width in {len(key) for key in keys}
    )


def forget_groups(connection: Storage, grouping: str, groups: Iterable[Any], prefix: str) -> int:
    """Nothing of these groups is kept; of how many rows something was. In the caller's transaction."""
    return connection.executemany(
        f'DELETE FROM "{prefix}{TABLE}" WHERE grouping = ? AND of_group = ?',
        ((grouping, group) for group in groups),
    ).rowcount


def kept(column: str) -> str:
    """What is kept of a column, as SQL over a row of the table called `kept`."""
    return f"""json_extract(kept.row, '$."{column}"')"""


def key_of(alias: str, key: Sequence[str]) -> str:
    """Under which key something is kept of a row, as SQL: the database writes it, as on the way in."""
    columns = ", ".join(f'{alias}."{column}"' for column in key)
    return f"json_array({columns})"


def release(connection: Storage, collection: str, columns: Iterable[str]) -> None:
    """Columns that a table holds by now are kept no longer; in the caller's transaction."""
    paths = ", ".join(f"""'$."{column}"'""" for column in columns)
    connection.execute(
        f"UPDATE {TABLE} SET row = json_remove(row, {paths}) WHERE collection = ?", (collection,)
    )
    connection.execute(f"DELETE FROM {TABLE} WHERE collection = ? AND row = '{{}}'", (collection,))


def _key_of(width: int) -> str:
    return f"json_array({', '.join('?' * width)})"
