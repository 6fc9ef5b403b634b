"""Slices of what a device must hold, digested in the snapshot of its pull; and one read again, to repair it.

Each pull verifies one slice more, whatever has changed: groups with all their collections first, then the
collections that belong to no group, then from the beginning again. It costs the same however big the base is.
Where to go on is told to the device and asked back by it: the server keeps nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, Final

from sync.digest import Bound, RowSum, Slice, SliceDigest, read_bound
from sync.protocol import Collection, Grouping
from sync.source.queries import Statement
from sync.source.slices import SliceQueries

SLICE_ROWS: Final = 1_000
"""About how many rows a pull verifies: some milliseconds on either side."""

_FIRST_GROUPS: Final = 1
_MOST_GROUPS: Final = 64
_LISTED_GROUPS: Final = 500

Read = Callable[[Statement], Iterator[Sequence[Any]]]
"""Gives the answer of a statement in batches of rows."""


@dataclass(frozen=True, slots=True)
class _Position:
    """Where verifying goes on: behind `after` in a part, with so many groups at once."""

    part: str
    after: Bound = None
    groups: int = _FIRST_GROUPS

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON."""
        after = None if self.after is None else list(self.after)
        return {"part": self.part, "after": after, "groups": self.groups}


class Verification:
    """The slices of one device's scopes; `read` reads from the pull's snapshot."""

    def __init__(
        self,
        read: Read,
        queries: SliceQueries,
        collections: Sequence[Collection],
        groupings: Sequence[Grouping],
        *,
        slice_rows: int = SLICE_ROWS,
    ) -> None:
        self._read = read
        self._queries = queries
        self._collections = collections
        self._groupings = {grouping.name: grouping for grouping in reversed(groupings)}
        self._slice_rows = slice_rows
        alone = [each.name for each in collections if each.grouping not in self._groupings]
        self._parts = [*dict.fromkeys(grouping.name for grouping in groupings), *alone]

    def follow(self, token: Mapping[str, Any] | None) -> SliceDigest:
        """The digest of the slice at which verifying goes on, and where it goes on after that.

        A token that nobody made, or for other scopes, begins at the beginning.
        """
        position = self._position(token)
        if position.part in self._groupings:
            return self._follow_groups(position)
        return self._follow_keys(position)

    def _follow_keys(self, position: _Position) -> SliceDigest:
        collection = self._members(position.part)[0]
        rest = Slice(position.part, position.after)
        rows = list(chain.from_iterable(self._read(self._queries.rows(collection, rest, self._slice_rows))))
        if len(rows) < self._slice_rows:
            part, following = rest, self._after(position.part)
        else:
            end = tuple(rows[-1][collection.columns.index(column)] for column in collection.key)
            part, following = Slice(position.part, position.after, end), _Position(position.part, end)
        return _digest(part, {collection: _summed([rows])}, following)

    def _follow_groups(self, position: _Position) -> SliceDigest:
        rest = Slice(position.part, position.after)
        found = self._found(rest, position.groups)
        groups = list(dict.fromkeys(found))
        part = rest if len(found) < position.groups else Slice(position.part, position.after, (groups[-1],))
        sums = self._sums_of_groups(part, groups)
        following = self._after(position.part)
        if part.end is not None:
            count = _fitting(position.groups, sum(each.count for each in sums.values()), self._slice_rows)
            following = _Position(position.part, part.end, count)
        return _digest(part, sums, following)

    def again(self, part: Slice) -> SliceDigest:
        """The digest of that very slice, which has just been repaired."""
        if part.part in self._groupings:
            sums = self._sums_of_groups(part, self._groups(part))
        else:
            collection = self._members(part.part)[0]
            sums = {collection: _summed(self._read(self._queries.rows(collection, part)))}
        return replace(_digest(part, sums, None), is_repeat=True)

    def rows(self, part: Slice) -> Iterator[tuple[Collection, Sequence[Any]]]:
        """Everything the slice holds, in batches."""
        if part.part in self._groupings:
            groups = self._groups(part)
            for collection in self._members(part.part):
                for rows in self._rows_of(collection, groups):
                    yield collection, rows
        else:
            collection = self._members(part.part)[0]
            for rows in self._read(self._queries.rows(collection, part)):
                yield collection, rows

    def slice_of(self, wire: Mapping[str, Any] | None) -> Slice | None:
        """The slice that a device wants again; None if it names none of its own."""
        try:
            part = Slice.from_wire(wire or {})
            is_known = part.part in self._parts and self._fits(part.part, part.after)
            return part if is_known and self._fits(part.part, part.end) else None
        except ValueError:
            return None

    def _position(self, token: Mapping[str, Any] | None) -> _Position:
        first = _Position(self._parts[0])
        try:
            told = token or {}
            part, after, groups = told.get("part"), read_bound(told.get("after")), told.get("groups")
        except ValueError:
            return first
        if part not in self._parts or not isinstance(groups, int) or not self._fits(part, after):
            return first
        return _Position(part, after, max(1, min(groups, _MOST_GROUPS)))

    def _fits(self, part: str, bound: Bound) -> bool:
        if part in self._groupings:
            grouping = self._groupings[part]
            return self._queries.fits(grouping.table, (grouping.group_column,), bound)
        collection = self._members(part)[0]
        return self._queries.fits(collection.name, collection.key, bound)

    def _after(self, part: str) -> _Position | None:
        position = self._parts.index(part) + 1
        return _Position(self._parts[position]) if position < len(self._parts) else None

    def _members(self, part: str) -> list[Collection]:
        if part in self._groupings:
            return [each for each in self._collections if each.grouping == part]
        return [each for each in self._collections if each.name == part]

    def _found(self, part: Slice, most: int | None = None) -> list[Any]:
        """The groups of a slice in order; one that two scopes hold comes twice."""
        batches = self._read(self._queries.groups(self._groupings[part.part], part, most))
        return [group for batch in batches for (group,) in batch]

    def _groups(self, part: Slice) -> list[Any]:
        return list(dict.fromkeys(self._found(part)))

    def _sums_of_groups(self, part: Slice, groups: list[Any]) -> dict[Collection, RowSum]:
        return {each: _summed(self._rows_of(each, groups)) for each in self._members(part.part)}

    def _rows_of(self, collection: Collection, groups: list[Any]) -> Iterator[Sequence[Any]]:
        for start in range(0, len(groups), _LISTED_GROUPS):
            listed = groups[start : start + _LISTED_GROUPS]
            yield from self._read(self._queries.rows_of_groups(collection, listed))


def _fitting(groups: int, rows: int, wanted: int) -> int:
    """How many groups to take next, when so many had so many rows."""
    if rows > wanted:
        return max(1, groups // 2)
    return min(_MOST_GROUPS, groups * 2) if rows * 2 < wanted else groups


def _summed(batches: Iterable[Sequence[Any]]) -> RowSum:
    checked = RowSum()
    for rows in batches:
        checked.add(rows)
    return checked


def _digest(part: Slice, sums: Mapping[Collection, RowSum], following: _Position | None) -> SliceDigest:
    summed = {collection.name: rows.summed(collection.columns) for collection, rows in sums.items()}
    return SliceDigest(part, summed, following.to_wire() if following else None)
