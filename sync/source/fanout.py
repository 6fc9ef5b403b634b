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
    alike = groupings_of(collection, groupings)
    if not alike:
        scope = "j.owner" if collection.scope_column else f"'{GLOBAL_SCOPE}'"
        return head.format(scope=scope, key="j.key") + of_collection
    held = [
        head.format(scope=f"'{grouping.scope_prefix}' || g.{grouping.scope_column}", key="j.key")
        + f" {dialect.then} {grouping.table} AS g ON g.{grouping.group_column} = {_owner(dialect, grouping)}"
        + of_collection
        for grouping in alike
    ]
    entering = (
        head.format(scope="j.owner", key=dialect.key_of("t", collection.key)) + f" {dialect.then} {name} AS t"
        f" ON t.{collection.group_column} = {dialect.group_of('j.key', alike[0])}"
        + f" WHERE j.collection = '{alike[0].name}' AND j.kind = 'enter'"
    )
    return " UNION ALL ".join((*held, entering))


def _owner(dialect: Dialect, grouping: Grouping) -> str:
    """The group that a journal row of a collection belongs to, typed as in the grouping's own table."""
    if dialect.is_sqlite:
        return "j.owner"
    return f"j.owner::{dialect.types[grouping.table, grouping.group_column]}"


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
    parts = [exits(grouping, journal) for grouping in one_of_each_name(groupings)]
    parts += [rows_concerned(dialect, collection, groupings, journal) for collection in collections]
    return " UNION ALL ".join(parts)


def groupings_of(collection: Collection, groupings: Sequence[Grouping]) -> list[Grouping]:
    """Every grouping by which the collection's rows enter and leave; none if they do not."""
    return [grouping for grouping in groupings if grouping.name == collection.grouping]


def one_of_each_name(groupings: Sequence[Grouping]) -> list[Grouping]:
    """The first grouping of each name: whichever table let a group in or out, its rows are the same."""
    first: dict[str, Grouping] = {}
    for grouping in groupings:
        first.setdefault(grouping.name, grouping)
    return list(first.values())
