"""Operations in: each has one effect and one verdict, whatever is lost, repeated or reordered on the way.

The verdict is stored in the transaction of the effect and repeated on every replay. An operation that nobody
can apply gets its verdict like any other and never holds up those behind it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from sqlalchemy import Connection, bindparam, text
from sqlalchemy.orm import Session

from shared.errors import InvalidInput, UnknownVersion
from shared.ids import is_uuid
from sync.protocol import ALREADY_RECORDED, VERDICTS, Answer, Verdict

_NUMBERS = frozenset(("sequence", "received_ms"))


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of an operation; a refusal says why, in words for the associate."""

    verdict: Verdict
    code: str | None = None
    reason: str | None = None


APPLIED = Decision("applied")


class Applier(Protocol):
    """What operations mean; knows the domain so that replication need not."""

    def check(self, wire: Mapping[str, Any]) -> Any:
        """The operation; InvalidInput if nobody could apply it, UnknownVersion if a newer server could."""

    def apply(self, operations: Sequence[Any]) -> list[Decision]:
        """The effects are written, in the caller's transaction; the decisions come in the same order."""


@dataclass(frozen=True, slots=True)
class _Fresh:
    """An operation that has no verdict yet."""

    wire: Mapping[str, Any]
    operation: Any
    content_hash: str


class Intake:
    """Takes the operations of one device, in the caller's writing transaction."""

    def __init__(
        self,
        writer: Connection | Session,
        applier: Applier,
        *,
        device_id: str,
        now_ms: int,
        on_trouble: Callable[[Exception], None],
    ) -> None:
        self._writer = writer
        self._applier = applier
        self._device_id = device_id
        self._now_ms = now_ms
        self._on_trouble = on_trouble

    def take(self, wires: Sequence[Any]) -> list[Answer]:
        """The answer to each, in order."""
        answers: dict[int, Answer] = {}
        usable: dict[int, tuple[dict[str, Any], str]] = {}
        for position, wire in enumerate(wires):
            content = _content_hash(wire) if _has_identity(wire) else None
            if content is None:
                answers[position] = _unreadable(wire)
            else:
                usable[position] = wire, content
        known = self._known([wire["id"] for wire, _ in usable.values()])
        taken = self._taken_sequences([wire["sequence"] for wire, _ in usable.values()])
        fresh: dict[int, _Fresh] = {}
        repeated: list[int] = []
        first: dict[str, int] = {}
        for position, (wire, content) in usable.items():
            if wire["id"] in known:
                answers[position] = self._replayed(wire, content, known[wire["id"]])
            elif wire["id"] in first:
                repeated.append(position)
            elif taken.get(wire["sequence"], wire["id"]) != wire["id"]:
                answers[position] = _mismatch(wire)
            else:
                first[wire["id"]] = position
                taken[wire["sequence"]] = wire["id"]
                checked = self._check(wire, content)
                if isinstance(checked, _Fresh):
                    fresh[position] = checked
                else:
                    answers[position] = checked
        answers |= zip(fresh, self._decide(list(fresh.values())), strict=True)
        if repeated:
            known = self._known([usable[position][0]["id"] for position in repeated])
            for position in repeated:
                wire, content = usable[position]
                is_known = wire["id"] in known
                answers[position] = (
                    self._replayed(wire, content, known[wire["id"]])
                    if is_known
                    else answers[first[wire["id"]]]
                )
        return [answers[position] for position in range(len(wires))]

    def _check(self, wire: Mapping[str, Any], content: str) -> _Fresh | Answer:
        try:
            return _Fresh(wire, self._applier.check(wire), content)
        except UnknownVersion as later:
            return Answer(wire["id"], "deferred", later.code, later.sentence)
        except InvalidInput as error:
            refused, decision = _Fresh(wire, None, content), Decision("rejected", error.code, error.sentence)
        try:
            with self._writer.begin_nested():
                self._store([(refused, decision)])
        except Exception as error:  # noqa: BLE001 - decided by a push beside this one, most likely
            return self._trouble(refused, error)
        return _answer(wire["id"], decision)

    def _decide(self, fresh: list[_Fresh]) -> list[Answer]:
        """All at once; one by one if that fails, so that only the culprit waits."""
        if not fresh:
            return []
        try:
            with self._writer.begin_nested():
                return self._apply(fresh)
        except Exception as error:  # noqa: BLE001 - whatever one operation breaks must not hold up the others
            if len(fresh) == 1:
                return [self._trouble(fresh[0], error)]
        return [answer for each in fresh for answer in self._decide([each])]

    def _apply(self, fresh: list[_Fresh]) -> list[Answer]:
        decisions = self._applier.apply([each.operation for each in fresh])
        self._store(zip(fresh, decisions, strict=True))
        return [_answer(each.wire["id"], decision) for each, decision in zip(fresh, decisions, strict=True)]

    def _trouble(self, fresh: _Fresh, error: Exception) -> Answer:
        """Decided by a push beside this one, or not at all: then the device keeps it and asks again."""
        known = self._known([fresh.wire["id"]])
        if known:
            return self._replayed(fresh.wire, fresh.content_hash, known[fresh.wire["id"]])
        self._on_trouble(error)
        return Answer(fresh.wire["id"], "deferred", "server_trouble", "The server will try this again.")

    def _replayed(self, wire: Mapping[str, Any], content: str, stored: Any) -> Answer:
        if (stored.device_id, stored.content_hash) == (self._device_id, content):
            return Answer(wire["id"], stored.verdict, stored.code, stored.reason)
        # a tablet that was enrolled anew brings what it had recorded before, under a sequence of its own
        if _content_hash({**wire, "sequence": stored.sequence}) != stored.content_hash:
            return _mismatch(wire)
        if stored.verdict == "rejected":
            return Answer(wire["id"], stored.verdict, stored.code, stored.reason)
        # its verdict travels to the other device alone: "applied" would have this one wait for it for ever
        return Answer(
            wire["id"], "rejected", ALREADY_RECORDED,
            "Head office has this already. There is nothing to be done.",
        )  # fmt: skip

    def _known(self, ids: Sequence[str]) -> dict[str, Any]:
        if not ids:
            return {}
        found = text(
            f"SELECT id, device_id, sequence, content_hash, verdict, code, reason FROM {VERDICTS}"
            " WHERE id IN :ids"
        ).bindparams(bindparam("ids", expanding=True))
        return {row.id: row for row in self._writer.execute(found, {"ids": list(ids)})}

    def _taken_sequences(self, sequences: Sequence[int]) -> dict[int, str]:
        if not sequences:
            return {}
        found = text(
            f"SELECT sequence, id FROM {VERDICTS} WHERE device_id = :device AND sequence IN :sequences"
        ).bindparams(bindparam("sequences", expanding=True))
        rows = self._writer.execute(found, {"device": self._device_id, "sequences": list(sequences)})
        return {row.sequence: row.id for row in rows}

    def _store(self, decided: Iterable[tuple[_Fresh, Decision]]) -> None:
        rows = [
            {
                "id": fresh.wire["id"], "device_id": self._device_id, "sequence": fresh.wire["sequence"],
                "kind": str(fresh.wire.get("kind"))[:64], "content_hash": fresh.content_hash,
                "verdict": decision.verdict, "code": decision.code, "reason": decision.reason,
                "received_ms": self._now_ms,
            }
            for fresh, decision in decided
        ]  # fmt: skip
        statement, values = _insertion(rows, is_postgresql=self._is_postgresql())
        self._writer.execute(text(statement), values)

    def _is_postgresql(self) -> bool:
        bound = self._writer.get_bind() if isinstance(self._writer, Session) else self._writer
        return bound.dialect.name == "postgresql"


def _insertion(rows: Sequence[Mapping[str, Any]], *, is_postgresql: bool) -> tuple[str, Any]:
    """The statement that stores the rows, and its values: by columns for PostgreSQL, which is far quicker."""
    columns = ", ".join(rows[0])
    if not is_postgresql:
        return f"INSERT INTO {VERDICTS} ({columns}) VALUES ({', '.join(f':{n}' for n in rows[0])})", rows
    arrays = ", ".join(f"CAST(:{name} AS {'BIGINT' if name in _NUMBERS else 'TEXT'}[])" for name in rows[0])
    values = {name: [row[name] for row in rows] for name in rows[0]}
    return f"INSERT INTO {VERDICTS} ({columns}) SELECT * FROM unnest({arrays})", values


def _has_identity(wire: Any) -> bool:
    """True if a verdict can be stored for it."""
    if not isinstance(wire, dict) or not is_uuid(wire.get("id")):
        return False
    sequence = wire.get("sequence")
    return isinstance(sequence, int) and not isinstance(sequence, bool) and 0 <= sequence < 1 << 53


def _content_hash(wire: Mapping[str, Any]) -> str | None:
    """Names the content; None if it holds what no database keeps (NUL, half a surrogate pair)."""
    try:
        content = orjson.dumps(wire, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError):
        return None
    return None if b"\\u0000" in content.replace(rb"\\", b"") else hashlib.sha256(content).hexdigest()


def _answer(operation_id: str, decision: Decision) -> Answer:
    return Answer(operation_id, decision.verdict, decision.code, decision.reason)


def _unreadable(wire: Any) -> Answer:
    name = str(wire.get("id", ""))[:64] if isinstance(wire, dict) else ""
    return Answer(
        name, "rejected", "invalid_operation",
        "This was recorded in a form that nobody can read. Record it once more.",
    )  # fmt: skip


def _mismatch(wire: Mapping[str, Any]) -> Answer:
    return Answer(
        wire["id"], "rejected", "operation_mismatch",
        "Something else was recorded under the same number. Record it once more.",
    )  # fmt: skip
