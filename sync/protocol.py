"""The protocol in names: versions, what travels, and the messages of a pull.

Every version constant says since when and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

PROTOCOL_VERSION: Final = 1
"""Since 0.1.0: the first form."""

OLDEST_PROTOCOL_VERSION: Final = 1

CONTENT_TYPE: Final = "application/vnd.aisle.sync+ndjson"

MAX_PUSH_OPERATIONS: Final = 500
MAX_PUSH_BYTES: Final = 4 * 1024 * 1024
MAX_LINE_BYTES: Final = 8 * 1024 * 1024
"""One decoded line of a pull; a longer one is refused before it is read whole."""

Verdict = Literal["applied", "merged", "rejected"]

RowValue = str | int | float | None
Row = tuple[RowValue, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Rows that enter and leave a scope together: `table` pairs each group with the scopes that hold it."""

    name: str
    table: str
    group_column: str
    scope_column: str
    scope_prefix: str = ""


@dataclass(frozen=True, slots=True)
class Collection:
    """One table that travels: its key, the columns that are sent, and how its rows find their scopes.

    With `grouping`, a row belongs to the scopes of the group named in `group_column`; with `scope_column`, to
    the scope named there; with neither, to everyone.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    grouping: str | None = None
    group_column: str | None = None
    scope_column: str | None = None
    scope_prefix: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a replica has come: a change number, meaningful only within its epoch."""

    epoch: str
    stamp: int

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON."""
        return {"epoch": self.epoch, "stamp": self.stamp}
