"""What becomes of a row when an operation meets it: the one place where two people's words are merged.

An effect is what one operation does to one row. The server lets it meet the row as it is now, in order of
receipt; a tablet lets its pending effects meet the rows of its checkpoint: the same function, so that an
associate never sees what she did change shape when HQ confirms it. Nothing here reads or writes anything.

By kind of field: facts are appended; of scalars the last writer's word holds, field by field, and what it
pushed aside is kept as a conflict if the writer had not seen it; sets merge; a withdrawal of consent beats a
grant whose giver did not know of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from uuid import UUID, uuid5

Row = Mapping[str, Any]
Place = tuple[str, tuple[Any, ...]]
"""Where a row stands: its collection and its key."""

CONFLICTS: Final = "customer_conflicts"
"""The collection of what lost; a row stays until somebody has dealt with it."""

_CONFLICT_IDS: Final = UUID("0198f7a0-0000-7000-8000-c0ff11c70000")


@dataclass(frozen=True, slots=True)
class Who:
    """Whose operation an effect is of: under which id, about whom, where, by whom, when."""

    id: str
    customer_id: int
    store_id: str
    associate_id: str
    at_ms: int

    def columns(self) -> dict[str, Any]:
        """The columns that every record of an operation has."""
        return {
            "id": self.id, "customer_id": self.customer_id, "store_id": self.store_id,
            "associate_id": self.associate_id, "at_ms": self.at_ms,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two words on one field: the one that holds and the one that lost."""

    field: str
    kept: str | None
    lost: str | None


@dataclass(frozen=True, slots=True)
class Merged:
    """The row as it is afterwards (None: there is none), and what lost on the way."""

    row: Row | None
    conflicts: tuple[Conflict, ...] = ()


class Effect(Protocol):
    """What one operation does to one row."""

    @property
    def who(self) -> Who: ...
    @property
    def place(self) -> Place: ...

    def on(self, row: Row | None) -> Merged:
        """What becomes of that row."""
        ...


@dataclass(frozen=True, slots=True)
class NewRow:
    """A fact: written once under the operation's id and never changed."""

    who: Who
    collection: str
    details: Mapping[str, Any]

    @property
    def row(self) -> dict[str, Any]:
        """The record."""
        return self.who.columns() | dict(self.details)

    @property
    def place(self) -> Place:
        """Where the record stands."""
        return self.collection, (self.who.id,)

    def on(self, row: Row | None) -> Merged:
        """The record; one that is there already stays."""
        return Merged(self.row if row is None else row)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A scalar's new value, and the one its writer saw."""

    seen: str | None
    wanted: str | None


@dataclass(frozen=True, slots=True)
class FieldsChanged:
    """Scalars of a row have new values; what the writer had not seen is kept as a conflict."""

    who: Who
    place: Place
    changes: Mapping[str, FieldChange]

    def on(self, row: Row | None) -> Merged:
        """The row with the new values; no row comes of a change alone."""
        if row is None:
            return Merged(None)
        lost = tuple(
            Conflict(field, kept=change.wanted, lost=row[field])
            for field, change in self.changes.items()
            if row[field] not in (change.seen, change.wanted)
        )
        return Merged({**row, **{field: change.wanted for field, change in self.changes.items()}}, lost)


@dataclass(frozen=True, slots=True)
class Membership:
    """A member is in a set or out of it; sets merge, so there is nothing to lose."""

    who: Who
    place: Place
    row: Row
    is_member: bool

    def on(self, row: Row | None) -> Merged:
        """The member's row, or none."""
        return Merged((row or self.row) if self.is_member else None)


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A word on one purpose and channel; `seen` names the word that its giver knew of."""

    who: Who
    place: Place
    row: Row
    seen: str | int | None

    def on(self, row: Row | None) -> Merged:
        """The new word, unless it is a grant whose giver did not know that she had withdrawn."""
        if row is None or row["granted"] or not self.row["granted"] or name_of_word(row) == self.seen:
            return Merged(self.row)
        field = f"consent/{row['purpose']}/{row['channel']}"
        return Merged(row, (Conflict(field, kept="withdrawn", lost="granted"),))


def name_of_word(consent: Row) -> str | int:
    """What names a word on consent: the operation it came by, or else its moment.

    Not the moment alone: a tablet's clock may be ahead, and then HQ's record of the moment is another.
    """
    name: str | int = consent["operation_id"] or consent["at_ms"]
    return name


@dataclass(frozen=True, slots=True)
class ConflictSettled:
    """Somebody has dealt with a conflict; it is history from then on."""

    who: Who
    place: Place

    def on(self, row: Row | None) -> Merged:
        """The conflict with the moment it was settled first; one about somebody else stays as it is."""
        if row is None or row["settled_ms"] is not None or row["customer_id"] != self.who.customer_id:
            return Merged(row)
        return Merged({**row, "settled_ms": self.who.at_ms})


@dataclass(frozen=True, slots=True)
class Laid:
    """The rows as they are afterwards, and everything that lost."""

    rows: dict[Place, Row]
    conflicts: tuple[Conflict, ...]


def lay_over(rows: Mapping[Place, Row], effects: Iterable[Effect]) -> Laid:
    """The rows after the effects have met them, in that order; what was given is not changed.

    What lost is in the answer twice: as a row of `customer_conflicts`, and by itself.
    """
    after = dict(rows)
    lost: list[Conflict] = []
    for effect in effects:
        merged = effect.on(after.get(effect.place))
        if merged.row is None:
            after.pop(effect.place, None)
        else:
            after[effect.place] = merged.row
        for conflict in merged.conflicts:
            kept = conflict_row(effect.who, conflict)
            after[CONFLICTS, (kept["id"],)] = kept
        lost += merged.conflicts
    return Laid(after, tuple(lost))


def conflict_row(who: Who, conflict: Conflict) -> dict[str, Any]:
    """The record of a conflict; its id follows from the operation, so that both sides give it the same."""
    own_id = str(uuid5(_CONFLICT_IDS, f"{who.id} {conflict.field}"))
    return who.columns() | {
        "id": own_id, "field": conflict.field, "kept": conflict.kept, "lost": conflict.lost,
        "settled_ms": None,
    }  # fmt: skip
