"""The reading statements of a pull: what a load holds, and what has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sync.protocol import Collection, Grouping
from sync.source.cursor import Progress
from sync.source.dialect import Dialect
from sync.source.fanout import exits, groupings_of, rows_concerned
from sync.source.scopes import Membership


class Statement(NamedTuple):
    """A SELECT, the values it needs, and how many rows it gives at most, if that is bounded."""

    sql: str
    values: dict[str, Any]
    most: int | None = None


class Queries:
    """The statements of one pull: for these scopes, on this database."""

    def __init__(
        self,
        dialect: Dialect,
        scopes: Sequence[str],
        collections: Sequence[Collection],
        groupings: Sequence[Grouping],
        *,
        has_unstamped: bool,
    ) -> None:
        self._dialect = dialect
        self._collections = collections
        self._groupings = groupings
        self._membership = Membership(scopes, groupings)
        self._has_unstamped = has_unstamped

    def rows(self, collection: Collection, after: Sequence[Any] | None) -> Statement:
        """All rows of a collection in the scopes, in order of their keys, after one of them."""
        held = self._membership.holds(collection, "t")
        key = ", ".join(f"t.{column}" for column in collection.key)
        values: dict[str, Any] = {}
        if after is not None:
            values = {f"after_{n}": part for n, part in enumerate(after)}
            held += f" AND ({key}) > ({', '.join(f':{name}' for name in values)})"
        columns = ", ".join(f"t.{column}" for column in collection.columns)
        return Statement(
            f"SELECT {columns} FROM {collection.name} AS t WHERE {held} ORDER BY {key}",
            values | self._values(),
        )

    def count(self, collection: Collection) -> Statement:
        """How many rows of a collection the scopes hold."""
        held = self._membership.holds(collection, "t")
        return Statement(f"SELECT COUNT(*) FROM {collection.name} AS t WHERE {held}", self._values())

    def touched(self, progress: Progress) -> Statement | None:
        """The names of the collections and groupings that changed at all; None if it may be any of them."""
        if self._has_unstamped:
            return None
        return Statement(
            f"SELECT DISTINCT c.collection FROM sync_changes AS c"
            f" WHERE c.scope IN ({self._membership.listed}) AND c.stamp > :base",
            {"base": progress.base} | self._values(),
        )

    def exits(self, grouping: Grouping, progress: Progress, part: int) -> Statement:
        """The keys of the groups that left a scope."""
        needed, values = self._needed("c", "c.stamp", progress, part)
        listed = self._membership.listed
        select = (
            f"SELECT c.key AS key FROM sync_changes AS c WHERE c.scope IN ({listed})"
            f" AND c.collection = '{grouping.name}' AND {needed}"
        )
        if self._has_unstamped:
            left = exits(grouping, "sync_journal")
            select += f" UNION SELECT u.key FROM ({left}) AS u WHERE u.scope IN ({listed})"
        return Statement(self._in_order(f"SELECT p.key FROM ({select}) AS p"), values | self._values())

    def changes(self, collection: Collection, progress: Progress, part: int) -> Statement:
        """Key, whether the scopes hold the row, and the row, of everything that changed in a collection.

        Rows of a group that left one of the scopes are among them if another scope still holds them, or
        if it came back: the device forgets the whole group when it reads of the exit.
        """
        needed, values = self._needed("c", "c.stamp", progress, part)
        listed, name = self._membership.listed, collection.name
        pointed = (
            f"SELECT c.key AS key FROM sync_changes AS c WHERE c.scope IN ({listed})"
            f" AND c.collection = '{name}' AND {needed}"
        )
        arms = [pointed]
        if self._has_unstamped:
            concerned = rows_concerned(self._dialect, collection, self._groupings, "sync_journal")
            arms.append(f"SELECT u.key FROM ({concerned}) AS u WHERE u.scope IN ({listed})")
        for grouping in groupings_of(collection, self._groupings)[:1]:
            arms += self._left_groups(collection, grouping, progress, part)
        columns = ", ".join(f"t.{column}" for column in collection.columns)
        ordered = self._in_order(
            f"WITH pointed AS ({' UNION '.join(arms)})"
            f" SELECT p.key, t.{collection.key[0]} IS NOT NULL, {columns} FROM pointed AS p"
            f" LEFT JOIN {name} AS t ON {self._dialect.matches_key('p.key', 't', collection)}"
            f" AND {self._membership.holds_one(collection, 't')}"
        )
        return Statement(ordered, values | self._values())

    def _left_groups(
        self, collection: Collection, grouping: Grouping, progress: Progress, part: int
    ) -> list[str]:
        """Rows, still held, of the groups that left: as if they had changed when the group left."""
        key = self._dialect.key_of("t", collection.key)
        listed, held = self._membership.listed, self._membership.holds_one(collection, "t")
        of_group = f"{self._dialect.then} {collection.name} AS t ON t.{collection.group_column} = "
        needed, _ = self._needed("x", "x.stamp", progress, part, key=key)
        left = (
            f"SELECT {key} FROM (SELECT key, stamp FROM sync_changes WHERE scope IN ({listed})"
            f" AND collection = '{grouping.name}' AND stamp > :base) AS x"
            f" {of_group}{self._dialect.group_of('x.key', grouping)} WHERE {held} AND {needed}"
        )
        if not self._has_unstamped:
            return [left]
        leaving = (
            f"SELECT {key} FROM ({exits(grouping, 'sync_journal')}) AS x"
            f" {of_group}{self._dialect.group_of('x.key', grouping)}"
            f" WHERE x.scope IN ({listed}) AND {held}"
        )
        return [left, leaving]

    def _needed(
        self, alias: str, stamp: str, progress: Progress, part: int, key: str | None = None
    ) -> tuple[str, dict[str, Any]]:
        """The condition under which a change is newer than what the device has staged of its key."""
        *bounded, (_, last) = progress.levels(part)
        values: dict[str, Any] = {"base": progress.base, "level": last}
        cases = ""
        for number, (bound, level) in enumerate(bounded):
            ordered = self._dialect.ordered(key or f"{alias}.key")
            cases += f" WHEN {ordered} <= :bound_{number} THEN :level_{number}"
            values |= {f"bound_{number}": bound, f"level_{number}": level}
        # the plain bound beside the staircase is what the index serves
        newer = f"CASE{cases} ELSE :level END" if cases else ":level"
        if not self._dialect.is_sqlite:
            newer = f"CAST({newer} AS BIGINT)"
        return f"{stamp} > :base AND {stamp} > {newer}", values

    def _in_order(self, select: str) -> str:
        return f"{select} ORDER BY {self._dialect.ordered('p.key')}"

    def _values(self) -> dict[str, Any]:
        return self._membership.values
