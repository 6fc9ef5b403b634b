"""Which scopes a journal row concerns, as SQL: sets in, sets out, no row is looked at twice.

Each function gives a SELECT of (scope, collection, key, kind) over a relation with the journal's columns. The
stamper runs them over what it has taken, a pull over what is not stamped yet.
"""

from __future__ import annotations

from collections.abc import Sequence

from sync.protocol import GLOBAL_SCOPE, Collection, Grouping
from sync.source.dialect import Dialect


def rows_concerned(
    dialect: Dialect, collection: Collection, groupings: Sequence[Grouping], journal: str
) -> str:
    """The rows of one collection that changed, in each scope that holds them; entering groups whole."""
    name = collection.name
    head = (
        f"SELECT {{scope}} AS scope, '{name}' AS collection, {{key}} AS key, 'row' AS kind"
        f" FROM {journal} AS j"
    )
    of_collection = f" WHERE j.collection = '{name}'"
    grouping = grouping_of(collection, groupings)
    if grouping is None:
        scope = "j.owner" if collection.scope_column else f"'{GLOBAL_SCOPE}'"
        return head.format(scope=scope, key="j.key") + of_collection
    owner = (
        "j.owner" if dialect.is_sqlite else f"j.owner::{dialect.types[grouping.table, grouping.group_column]}"
    )
    held = (
        head.format(scope=f"'{grouping.scope_prefix}' || g.{grouping.scope_column}", key="j.key")
        + f" {dialect.then} {grouping.table} AS g ON g.{grouping.group_column} = {owner}"
        + of_collection
    )
    entering = (
        head.format(scope="j.owner", key=dialect.key_of("t", collection.key)) + f" {dialect.then} {name} AS t"
        f" ON t.{collection.group_column} = {dialect.group_of('j.key', grouping)}"
        + f" WHERE j.collection = '{grouping.name}' AND j.kind = 'enter'"
    )
    return f"{held} UNION ALL {entering}"


def exits(grouping: Grouping, journal: str) -> str:
    """The groups that left a scope: one row each, whatever the group holds."""
    return (
        f"SELECT j.owner AS scope, '{grouping.name}' AS collection, j.key AS key, 'exit' AS kind"
        f" FROM {journal} AS j WHERE j.collection = '{grouping.name}' AND j.kind = 'exit'"
    )


def everything(
    dialect: Dialect, collections: Sequence[Collection], groupings: Sequence[Grouping], journal: str
) -> str:
    """All of it in one SELECT."""
    parts = [exits(grouping, journal) for grouping in groupings]
    parts += [rows_concerned(dialect, collection, groupings, journal) for collection in collections]
    return " UNION ALL ".join(parts)


def grouping_of(collection: Collection, groupings: Sequence[Grouping]) -> Grouping | None:
    """The grouping by which the collection's rows enter and leave, if there is one."""
    return next((g for g in groupings if g.name == collection.grouping), None)
