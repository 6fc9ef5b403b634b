"""The statements that read a slice: by the groups that the scopes hold, or by keys in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sync.digest import Bound, Slice
from sync.protocol import Collection, Grouping
from sync.source.dialect import Dialect
from sync.source.queries import Statement
from sync.source.scopes import Membership


class SliceQueries:
    """The statements of one device's slices: for its scopes, on this database."""

    def __init__(self, dialect: Dialect, scopes: Sequence[str], groupings: Sequence[Grouping]) -> None:
        self._dialect = dialect
        self._membership = Membership(scopes, groupings)

    def groups(self, grouping: Grouping, part: Slice, most: int | None = None) -> Statement:
        """The groups of a slice that the scopes hold, in order, at most so many; one may come twice."""
        column = grouping.group_column
        key = self._dialect.in_byte_order(grouping.table, column, "h")
        inside, values = _inside([key], part)
        limit = "" if most is None else f" LIMIT {most}"
        held = self._membership.groups(grouping.name)
        select = f"SELECT h.{column} FROM ({held}) AS h WHERE {inside} ORDER BY {key}{limit}"
        return Statement(select, values | self._membership.values, most)

    def rows_of_groups(self, collection: Collection, groups: Sequence[Any]) -> Statement:
        """The rows of those groups, which the scopes are known to hold."""
        values = {f"group_{number}": group for number, group in enumerate(groups)}
        listed = ", ".join(f":{name}" for name in values)
        select = f"SELECT {_columns(collection)} FROM {collection.name} AS t"
        return Statement(f"{select} WHERE t.{collection.group_column} IN ({listed})", values)

    def rows(self, collection: Collection, part: Slice, most: int | None = None) -> Statement:
        """The rows of a slice of a collection without groups, in order of their keys, at most so many."""
        keys = [self._dialect.in_byte_order(collection.name, column, "t") for column in collection.key]
        inside, values = _inside(keys, part)
        limit = "" if most is None else f" LIMIT {most}"
        held = self._membership.holds(collection, "t")
        select = f"SELECT {_columns(collection)} FROM {collection.name} AS t WHERE {held} AND {inside}"
        ordered = f"{select} ORDER BY {', '.join(keys)}{limit}"
        return Statement(ordered, values | self._membership.values, most)

    def fits(self, table: str, columns: Sequence[str], bound: Bound) -> bool:
        """True if the database can compare that bound with those columns."""
        if bound is None:
            return True
        return len(bound) == len(columns) and all(
            self._dialect.compares(table, column, value) for column, value in zip(columns, bound, strict=True)
        )


def _columns(collection: Collection) -> str:
    return ", ".join(f"t.{column}" for column in collection.columns)


def _inside(keys: Sequence[str], part: Slice) -> tuple[str, dict[str, Any]]:
    """The condition under which a key lies in the slice, and its values."""
    conditions, values = ["1 = 1"], dict[str, Any]()
    for name, sign, bound in (("after", ">", part.after), ("end", "<=", part.end)):
        if bound is not None:
            named = {f"{name}_{number}": value for number, value in enumerate(bound)}
            conditions.append(f"({', '.join(keys)}) {sign} ({', '.join(f':{each}' for each in named)})")
            values |= named
    return " AND ".join(conditions), values
