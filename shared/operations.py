"""Operations: what an associate did, as values that a device records and the server applies exactly once.

`check_operation` is the one reader of the wire form for both sides. `effects_of` says what an operation does
to which rows; `shared.merge.lay_over` lets it happen, on the device over its checkpoint, on the server in its
rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from shared.clock import DAY_MS, from_millis
from shared.errors import InvalidOperation, UnknownVersion
from shared.ids import is_of_tablet, is_uuid
from shared.life_dates import birth_complaint
from shared.merge import Effect, Who
from shared.operation_kinds import CLIENTELING, KINDS, NEWEST, NOBODY, NOTE_LIMIT, is_number

__all__ = [
    "NEWEST", "NOBODY", "NOTE_LIMIT", "OPERATION_VERSION", "Operation", "check_operation", "effects_of",
    "is_about_nobody",
]  # fmt: skip

OPERATION_VERSION: Final = CLIENTELING
"""The newest vocabulary this version reads; see `operation_kinds` for which kinds came with which."""

LATEST_MS: Final = 4_133_980_800_000
"""The year 2101: a moment that no screen can show must never reach another tablet."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One intention of an associate; `id` and `sequence` were chosen before it was stored."""

    id: str
    sequence: int
    kind: str
    version: int
    customer_id: int
    associate_id: str
    at_ms: int
    arguments: Mapping[str, Any]

    def to_wire(self) -> dict[str, Any]:
        """The form it has in JSON."""
        return asdict(self)


def _is_moment(value: object) -> bool:
    return is_number(value) and isinstance(value, int) and value < LATEST_MS


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64


_SHAPE: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "id": (is_uuid, "a UUID in canonical form"),
    "sequence": (is_number, "a whole number from 0 up"),
    "kind": (_is_text, "a short text"),
    "version": (is_number, "a whole number"),
    "customer_id": (is_number, "a whole number"),
    "associate_id": (_is_text, "a short text"),
    "at_ms": (_is_moment, "milliseconds since 1970, before the year 2101"),
    "arguments": (lambda value: isinstance(value, dict), "an object"),
}


def check_operation(wire: object) -> Operation:
    """The operation of its wire form; InvalidOperation says what is wrong with it.

    UnknownVersion means that a newer version wrote it and that it must be kept, not refused.
    """
    if not isinstance(wire, dict):
        raise InvalidOperation("An operation is an object.", operation="not an object")
    for name, (fits, what) in _SHAPE.items():
        if name not in wire or not fits(wire[name]):
            raise InvalidOperation(f"The operation's “{name}” must be {what}.", **{name: what})
    if set(wire) - set(_SHAPE):
        raise InvalidOperation(
            "The operation carries fields nobody knows.", fields=sorted(set(wire) - set(_SHAPE))
        )
    if wire["version"] > OPERATION_VERSION:
        raise UnknownVersion(
            "Update the server: this operation was made by a newer app.", version=wire["version"]
        )
    kind = KINDS.get((wire["kind"], wire["version"]))
    if kind is None:
        raise InvalidOperation(
            f"Nobody knows operations of kind “{wire['kind']}” in version {wire['version']}.",
            kind=wire["kind"],
        )
    if set(wire["arguments"]) != kind.fields:
        raise InvalidOperation(
            f"This operation needs exactly: {', '.join(sorted(kind.fields))}.", arguments="fields"
        )
    complaint = kind.check(wire["arguments"]) or _not_born_yet(kind.born(wire["arguments"]), wire["at_ms"])
    if kind.makes_customer and not is_of_tablet(wire["customer_id"]):
        complaint = "a new customer has a number that a tablet made"
    if complaint:
        raise InvalidOperation(f"The operation cannot be applied: {complaint}.", arguments=complaint)
    return Operation(**wire)


def _not_born_yet(days: Iterable[str], at_ms: int) -> str | None:
    """What is wrong with days of birth told at that moment; somewhere it is a day later than by UTC."""
    latest = from_millis(at_ms + DAY_MS).date()
    return next((wrong for day in days if (wrong := birth_complaint(day, latest))), None)


def is_about_nobody(operation: Operation) -> bool:
    """True if it is about no customer, and may be."""
    return operation.customer_id == NOBODY and not KINDS[operation.kind, operation.version].needs_customer


def effects_of(operation: Operation, store_id: str) -> tuple[Effect, ...]:
    """What the operation does to which rows when it happens in that store."""
    who = Who(operation.id, operation.customer_id, store_id, operation.associate_id, operation.at_ms)
    return tuple(KINDS[operation.kind, operation.version].effects(who, operation.arguments))
