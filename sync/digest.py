"""What both sides compute alike to tell whether a slice of a replica is what the server holds.

A slice is read from the rows themselves, at one checkpoint, so that it finds what no log told: a writer who
went round the triggers, a row that a device lost, changed or kept. The sum of the rows' hashes does not
depend on their order. It is made against accidents, not against somebody who chooses rows to deceive it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any, Final

import orjson

_FOLDED: Final = frozenset((bool, float))
_MODULUS: Final = 1 << 64
_EXACT: Final = 1 << 53
_LARGEST: Final = 1 << 63

Bound = tuple[Any, ...] | None
"""A key, or a group's; None is the beginning or the end of them all."""


@dataclass(frozen=True, slots=True)
class Slice:
    """The rows whose group, or whose key, comes after `after` and not after `end`.

    `part` names a grouping, all of whose collections are meant, or a collection that belongs to none. Text is
    compared byte by byte.
    """

    part: str
    after: Bound = None
    end: Bound = None

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON."""
        return {"part": self.part, "after": _told(self.after), "end": _told(self.end)}

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> Slice:
        """The slice; ValueError if the message names none."""
        part = wire.get("part")
        if not isinstance(part, str):
            raise ValueError("a slice names its part")  # noqa: TRY004 - whoever reads a message expects one error
        return cls(part, read_bound(wire.get("after")), read_bound(wire.get("end")))


def _told(bound: Bound) -> list[Any] | None:
    return None if bound is None else list(bound)


def read_bound(told: Any) -> Bound:
    """The bound that a message tells; ValueError if no key looks like that."""
    if told is None:
        return None
    if not isinstance(told, list) or not told or not all(map(_may_be_key, told)):
        raise ValueError("no such key")
    return tuple(told)


def _may_be_key(part: Any) -> bool:
    is_number = isinstance(part, int) and not isinstance(part, bool) and abs(part) < _LARGEST
    return is_number or (isinstance(part, str) and "\x00" not in part)


class RowSum:
    """How many rows there were, and the sum of their hashes."""

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """The rows are counted in, wherever they stood."""
        for row in rows:
            self._sum += row_hash(row)
            self.count += 1

    def summed(self, columns: Sequence[str]) -> Summed:
        """What they add up to, in those columns."""
        return Summed(tuple(columns), self.count, f"{self._sum % _MODULUS:016x}")


def row_hash(row: Sequence[Any]) -> int:
    """64 bits that stand for the row, the same for what a database and SQLite store differently.

    PostgreSQL has truth values where SQLite has 0 and 1, and a column without a type keeps 1.0 where another
    makes it 1.
    """
    values = row if _FOLDED.isdisjoint(map(type, row)) else [_folded(value) for value in row]
    return int.from_bytes(blake2b(orjson.dumps(values), digest_size=8).digest())


def _folded(value: Any) -> Any:
    is_whole = isinstance(value, bool) or (
        isinstance(value, float) and value.is_integer() and abs(value) < _EXACT
    )
    return int(value) if is_whole else value


@dataclass(frozen=True, slots=True)
class Summed:
    """What a collection's rows in a slice add up to, in those columns."""

    columns: tuple[str, ...]
    count: int
    hash: str


@dataclass(frozen=True, slots=True)
class SliceDigest:
    """What a slice holds at a checkpoint, by collection.

    `goes_on` is where verifying goes on after it, None at the end of a run; a slice that was only read again
    because it was repaired (`is_repeat`) leads nowhere.
    """

    part: Slice
    collections: Mapping[str, Summed]
    goes_on: Mapping[str, Any] | None = None
    is_repeat: bool = False

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON."""
        told = {name: asdict(summed) for name, summed in self.collections.items()}
        wire = {"type": "digest", "slice": self.part.to_wire(), "collections": told}
        return wire if self.is_repeat else wire | {"next": self.goes_on}

    @classmethod
    def from_wire(cls, wire: Mapping[str, Any]) -> SliceDigest:
        """The digest; ValueError, TypeError or KeyError if the message is none."""
        if not isinstance(wire["collections"], dict):
            raise TypeError("a digest tells its collections by name")
        collections = {
            str(name): Summed(tuple(map(str, told["columns"])), int(told["count"]), str(told["hash"]))
            for name, told in wire["collections"].items()
        }
        goes_on = wire.get("next")
        if goes_on is not None and not isinstance(goes_on, dict):
            raise ValueError("verifying goes on nowhere")
        return cls(Slice.from_wire(wire["slice"]), collections, goes_on, is_repeat="next" not in wire)
