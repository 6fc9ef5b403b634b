"""The protocol in names: versions, what travels, and the messages of a pull.

Every version constant says since when and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

ROW_STREAM: Final = 1
"""Since 0.1.0: pull as a stream of rows with page tokens, push, acknowledgement, wake-up."""

SELF_CHECKING: Final = 2
"""Since 0.2.0: slices are digested and repaired, collections tell their key and group so that unknown ones
can be deferred, first loads may come as prepared snapshots, quotas are leased. A device that speaks 1 gets
none of it."""

PROTOCOL_VERSION: Final = SELF_CHECKING

OLDEST_PROTOCOL_VERSION: Final = ROW_STREAM
"""The server takes the newest version and the two before it, as far as there are so many."""

CONTENT_TYPE: Final = "application/vnd.aisle.sync+ndjson"

MAX_PUSH_OPERATIONS: Final = 500
MAX_PUSH_BYTES: Final = 4 * 1024 * 1024
MAX_ANSWER_BYTES: Final = 4 * 1024 * 1024
"""An answer that is no stream: verdicts of a whole push and a little more."""

MAX_LINE_BYTES: Final = 8 * 1024 * 1024
"""One decoded line of a pull; a longer one is refused before it is read whole."""

PAGE_ROWS: Final = 5_000
"""Rows after which a pull offers a page token: what a device keeps in memory and commits at once."""

PAGE_BYTES: Final = 1024 * 1024

MAX_STEPS: Final = 32
"""How many broken-off attempts a page token remembers before the oldest is forgotten (and sent again)."""

BEAT_SECONDS: Final = 7.0
"""A wake-up channel silent for two and a half of these is dead: a tablet whose line dies without a word knows
it within 20 s."""

GLOBAL_SCOPE: Final = "*"

VERDICTS: Final = "operation_verdicts"
"""The collection in which a device learns which of its operations a checkpoint contains."""

ALREADY_RECORDED: Final = "already_recorded"
"""The code of a refusal with which nothing is lost: the same operation was applied for another device."""

Verdict = Literal["applied", "merged", "rejected", "deferred"]
"""What became of an operation; `deferred` is no decision: the server cannot read it yet, the device waits."""

RowValue = str | int | float | None
Row = tuple[RowValue, ...]


@dataclass(frozen=True, slots=True)
class Grouping:
    """Rows that enter and leave a scope together: `table` pairs each group with the scopes that hold it.

    Several groupings may share a name (a customer in a store's book, and one pinned to a device): a scope
    holds a group while any of their tables says so, and the group leaves when none does.
    """

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

    def told(self, protocol: int) -> dict[str, Any]:
        """What goes with its first rows: since SELF_CHECKING enough to keep them for a later version."""
        if protocol < SELF_CHECKING:
            return {"columns": self.columns}
        group = {self.grouping: self.group_column} if self.grouping else {}
        return {"columns": self.columns, "key": self.key, "group": group}


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a replica has come: a change number, meaningful only within its epoch."""

    epoch: str
    stamp: int

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON."""
        return {"epoch": self.epoch, "stamp": self.stamp}


@dataclass(frozen=True, slots=True)
class Answer:
    """The server's word on one pushed operation."""

    id: str
    verdict: Verdict
    code: str | None = None
    reason: str | None = None

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PullRequest:
    """Where a device stands: no cursor asks for the first load; `page` goes on with a pull that broke off.

    `shape` is what the server called the device's scopes and columns when the cursor was given: if they
    are others now, the cursor tells too little. `digest` is where the server said that verifying goes on,
    `repair` a slice that did not agree and is wanted once more; both mean nothing to the device. `question`
    is a name that the answer repeats, so that an older answer is not taken for this one.
    """

    cursor: Cursor | None = None
    shape: str | None = None
    page: Mapping[str, Any] | None = None
    protocol: int = PROTOCOL_VERSION
    digest: Mapping[str, Any] | None = None
    repair: Mapping[str, Any] | None = None
    question: str | None = None

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON; a server that checks nothing is not asked to."""
        cursor = self.cursor.to_wire() if self.cursor else None
        wire = {"protocol": self.protocol, "cursor": cursor, "shape": self.shape, "page": self.page}
        if self.protocol >= SELF_CHECKING:
            wire |= {"digest": self.digest, "repair": self.repair, "question": self.question}
        return wire


@dataclass(frozen=True, slots=True)
class Repairs:
    """What digests have found on a device since its copy was made: totals, which may be said twice.

    `slices` were sent again and agree now, with at most `rows` that were wrong; `unhealed` did not agree
    even then.
    """

    slices: int = 0
    rows: int = 0
    unhealed: int = 0


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What a device shows now, and how much it still holds for the server."""

    epoch: str
    stamp: int
    pending: int
    app_version: str
    protocol: int = PROTOCOL_VERSION
    repairs: Repairs = Repairs()

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON; the first version's server took these four fields and no others."""
        wire = asdict(self)
        if self.protocol < SELF_CHECKING:
            del wire["protocol"], wire["repairs"]
        return wire
