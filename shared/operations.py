"""Operations: what an associate did, as values that a device records and the server applies exactly once.

`check_operation` is the one reader of the wire form for both sides. `effect_of` says which record an
operation makes; the device lays it over its checkpoint, the server stores it: the same function, so that an
associate never sees what she did change shape when HQ confirms it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from shared.errors import InvalidOperation, UnknownVersion
from shared.ids import is_uuid
from shared.recommendation import ANSWERS

OPERATION_VERSION: Final = 1
"""Since 0.1.0: the first form. A new version is a new meaning of `arguments`, never a new key at will."""

NOTE_LIMIT = 4000
"""Characters a note may have: more is a document, not a note."""

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


@dataclass(frozen=True, slots=True)
class Effect:
    """The record an operation makes: which collection, and its row by column."""

    collection: str
    row: dict[str, Any]


def _note_effect(operation: Operation, store_id: str) -> Effect:
    return Effect("interactions", _who(operation, store_id) | {
        "kind": "note", "text": operation.arguments["text"],
    })  # fmt: skip


def _answer_effect(operation: Operation, store_id: str) -> Effect:
    return Effect("recommendation_answers", _who(operation, store_id) | {
        "product_id": operation.arguments["product_id"], "answer": operation.arguments["answer"],
    })  # fmt: skip


def _redemption_effect(operation: Operation, store_id: str) -> Effect:
    return Effect("redemptions", _who(operation, store_id) | {
        "promotion_id": operation.arguments["promotion_id"],
    })  # fmt: skip


def _who(operation: Operation, store_id: str) -> dict[str, Any]:
    return {
        "id": operation.id,
        "customer_id": operation.customer_id,
        "store_id": store_id,
        "associate_id": operation.associate_id,
        "at_ms": operation.at_ms,
    }


def _check_note(arguments: Mapping[str, Any]) -> str | None:
    text = arguments.get("text")
    if not isinstance(text, str) or not text.strip():
        return "a note needs some text"
    return f"a note has at most {NOTE_LIMIT} characters" if len(text) > NOTE_LIMIT else None


def _check_answer(arguments: Mapping[str, Any]) -> str | None:
    if not _is_id(arguments.get("product_id")):
        return "an answer names its product"
    return None if arguments.get("answer") in ANSWERS else f"an answer is one of {', '.join(ANSWERS)}"


def _check_redemption(arguments: Mapping[str, Any]) -> str | None:
    return None if is_uuid(arguments.get("promotion_id")) else "a redemption names its promotion"


@dataclass(frozen=True, slots=True)
class OperationKind:
    """What an operation of one kind must carry, and what it makes."""

    fields: frozenset[str]
    check: Callable[[Mapping[str, Any]], str | None]
    effect: Callable[[Operation, str], Effect]


KINDS: Mapping[str, OperationKind] = {
    "note_added": OperationKind(frozenset({"text"}), _check_note, _note_effect),
    "recommendation_answered": OperationKind(
        frozenset({"product_id", "answer"}), _check_answer, _answer_effect
    ),
    "offer_redeemed": OperationKind(frozenset({"promotion_id"}), _check_redemption, _redemption_effect),
}


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53


def _is_moment(value: object) -> bool:
    return _is_id(value) and isinstance(value, int) and value < LATEST_MS


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 64


_SHAPE: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "id": (is_uuid, "a UUID in canonical form"),
    "sequence": (_is_id, "a whole number from 0 up"),
    "kind": (_is_text, "a short text"),
    "version": (_is_id, "a whole number"),
    "customer_id": (_is_id, "a whole number"),
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
    kind = KINDS.get(wire["kind"])
    if kind is None:
        raise InvalidOperation(f"Nobody knows operations of kind “{wire['kind']}”.", kind=wire["kind"])
    if set(wire["arguments"]) != kind.fields:
        raise InvalidOperation(
            f"This operation needs exactly: {', '.join(sorted(kind.fields))}.", arguments="fields"
        )
    complaint = kind.check(wire["arguments"])
    if complaint:
        raise InvalidOperation(f"The operation cannot be applied: {complaint}.", arguments=complaint)
    return Operation(**wire)


def effect_of(operation: Operation, store_id: str) -> Effect:
    """The record the operation makes in that store."""
    return KINDS[operation.kind].effect(operation, store_id)
