"""The outbox: every operation from the moment it is recorded until a checkpoint contains it.

An operation is `queued` (to be pushed), `decided` (the server has answered; the effect is not yet in the
checkpoint) or `rejected` (kept with its content for the associate's attention). When its verdict arrives by
pull, in the same checkpoint as its effect, it leaves. It lies over the checkpoint until then, so that an
associate always sees what she just did.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sync.device.storage import Storage, transaction
from sync.protocol import ALREADY_RECORDED, Answer

_TABLES = (
    """CREATE TABLE IF NOT EXISTS outbox (
        sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, wire TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'decided', 'rejected')), code TEXT, reason TEXT)""",
    # a sequence is never given twice, even when the outbox has been emptied in between
    """CREATE TABLE IF NOT EXISTS outbox_sequence (
        single INTEGER PRIMARY KEY CHECK (single = 1), last INTEGER NOT NULL)""",
    "INSERT OR IGNORE INTO outbox_sequence VALUES (1, 0)",
)


@dataclass(frozen=True, slots=True)
class AttentionRow:
    """An operation that the server refused: what it said, why, and when it was recorded (ms)."""

    id: str
    wire: dict[str, Any]
    code: str
    reason: str
    at: int


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """How many operations wait for the server, and how many for the associate."""

    pending: int
    attention: int


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """One operation as an outbox keeps it."""

    wire: dict[str, Any]
    state: str
    code: str | None
    reason: str | None


def install(connection: Storage) -> None:
    """The outbox's tables are there; what they hold is untouched. Runs inside the caller's transaction."""
    for statement in _TABLES:
        connection.execute(statement)


class Outbox:
    """The operations of one device. May have a connection of its own beside the engine's."""

    def __init__(self, connection: Storage) -> None:
        self._connection = connection

    def record(
        self, build: Callable[[int], dict[str, Any]], *, instead_of: str | None = None
    ) -> dict[str, Any]:
        """The wire form that `build` made for its sequence, stored durably.

        The id is inside the wire form, so it exists before the commit: after a crash a look into the
        overlay tells whether the operation was recorded. `instead_of` names a refused operation that is
        dealt with by it: it goes in the same transaction.
        """
        with transaction(self._connection):
            self._dismiss(instead_of)
            return self._add(build)

    def record_all(
        self, builds: Iterable[Callable[[int], dict[str, Any]]], *, beside: Callable[[], None] = lambda: None
    ) -> list[dict[str, Any]]:
        """As `record` for several that belong together: all of them are stored durably, or none is.

        `beside` writes what is true with them, in the same transaction.
        """
        with transaction(self._connection):
            wires = [self._add(build) for build in builds]
            beside()
        return wires

    def _add(self, build: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
        sequence = self._next_sequence()
        wire = build(sequence)
        self._connection.execute(
            "INSERT INTO outbox (sequence, id, wire, state) VALUES (?, ?, ?, 'queued')",
            (sequence, wire["id"], json.dumps(wire, ensure_ascii=False)),
        )
        return wire

    def entries(self) -> list[OutboxEntry]:
        """Everything it holds, in order."""
        rows = self._connection.execute("SELECT wire, state, code, reason FROM outbox ORDER BY sequence")
        return [OutboxEntry(json.loads(wire), *rest) for wire, *rest in rows.fetchall()]

    def adopt(self, entries: Iterable[OutboxEntry], *, after: int = 0) -> None:
        """What another outbox held is in this one, behind what is there, each operation once.

        It keeps its id and gets a sequence of this device. The new server has decided nothing yet; what the
        old one refused still waits for its author. Sequences given from now on are greater than `after`.
        """
        with transaction(self._connection):
            self._connection.execute("UPDATE outbox_sequence SET last = max(last, ?)", (after,))
            for entry in entries:
                known = self._connection.execute("SELECT 1 FROM outbox WHERE id = ?", (entry.wire["id"],))
                if known.fetchone():
                    continue
                sequence = self._next_sequence()
                wire = json.dumps(entry.wire | {"sequence": sequence}, ensure_ascii=False)
                state = "rejected" if entry.state == "rejected" else "queued"
                self._connection.execute(
                    "INSERT INTO outbox (sequence, id, wire, state, code, reason) VALUES (?, ?, ?, ?, ?, ?)",
                    (sequence, entry.wire["id"], wire, state, entry.code, entry.reason),
                )

    def _next_sequence(self) -> int:
        self._connection.execute("UPDATE outbox_sequence SET last = last + 1")
        return int(self._connection.execute("SELECT last FROM outbox_sequence").fetchone()[0])

    def overlay(self) -> list[dict[str, Any]]:
        """What the checkpoint does not contain yet and the server has not refused, in order."""
        return self._wires("state <> 'rejected'")

    def waiting(self, most: int) -> list[OutboxEntry]:
        """The oldest `most` of what the overlay holds, with how far each has come."""
        rows = self._connection.execute(
            "SELECT wire, state, code, reason FROM outbox WHERE state <> 'rejected'"
            " ORDER BY sequence LIMIT ?",
            (most,),
        )
        return [OutboxEntry(json.loads(wire), *rest) for wire, *rest in rows.fetchall()]

    def queued(self) -> list[dict[str, Any]]:
        """What is to be pushed, in order."""
        return self._wires("state = 'queued'")

    def _wires(self, condition: str) -> list[dict[str, Any]]:
        rows = self._connection.execute(f"SELECT wire FROM outbox WHERE {condition} ORDER BY sequence")
        return [json.loads(wire) for (wire,) in rows.fetchall()]

    def note_answers(self, answers: Iterable[Answer]) -> None:
        """Each answered operation is decided or rejected; a deferred one stays queued.

        One that the server has from a former enrolment is decided: nobody need attend to it, and the next
        checkpoint contains it.
        """
        answers = list(answers)
        settled = [a for a in answers if a.verdict in ("applied", "merged") or a.code == ALREADY_RECORDED]
        decided = [(a.code, a.id) for a in settled]
        rejected = [
            (a.code, a.reason, a.id)
            for a in answers
            if a.verdict == "rejected" and a.code != ALREADY_RECORDED
        ]
        with transaction(self._connection):
            self._connection.executemany(
                "UPDATE outbox SET state = 'decided', code = ? WHERE id = ? AND state = 'queued'", decided
            )
            self._connection.executemany(
                "UPDATE outbox SET state = 'rejected', code = ?, reason = ? WHERE id = ?", rejected
            )

    def attention(self) -> list[AttentionRow]:
        """What the server refused and the associate has not dealt with, oldest first."""
        rows = self._connection.execute(
            "SELECT id, wire, code, reason FROM outbox WHERE state = 'rejected' ORDER BY sequence"
        ).fetchall()
        wires = [(key, json.loads(wire), code, reason) for key, wire, code, reason in rows]
        return [AttentionRow(i, w, c or "rejected", r or "", int(w.get("at_ms", 0))) for i, w, c, r in wires]

    def dismiss(self, operation_id: str) -> None:
        """The associate has dealt with a refused operation; it is gone. Others cannot be dismissed."""
        with transaction(self._connection):
            self._dismiss(operation_id)

    def _dismiss(self, operation_id: str | None) -> None:
        self._connection.execute("DELETE FROM outbox WHERE id = ? AND state = 'rejected'", (operation_id,))

    def counts(self) -> OutboxCounts:
        """How many wait for the server and how many for the associate."""
        pending, attention = self._connection.execute(
            "SELECT COALESCE(SUM(state <> 'rejected'), 0), COALESCE(SUM(state = 'rejected'), 0) FROM outbox"
        ).fetchone()
        return OutboxCounts(pending, attention)


def settle(connection: Storage) -> None:
    """The outbox agrees with the verdicts of the checkpoint that is being shown.

    Runs in the transaction that shows it: an operation must leave the overlay at the very moment its
    effect appears, neither before (it would vanish) nor after (it would count twice).
    What was answered before this pull began and has no verdict in it was lost by the server (restored
    from a backup): it is pushed once more, and its id keeps it from counting twice.
    """
    verdict = "FROM operation_verdicts AS v WHERE v.id = outbox.id AND v.verdict"
    connection.execute(
        "UPDATE outbox SET (state, code, reason) ="
        f" (SELECT 'rejected', v.code, v.reason {verdict} = 'rejected')"
        f" WHERE state <> 'rejected' AND EXISTS (SELECT 1 {verdict} = 'rejected')"
    )
    connection.execute(
        f"DELETE FROM outbox WHERE state <> 'rejected' AND EXISTS (SELECT 1 {verdict} <> 'rejected')"
    )
    # its verdict goes to the device that it was applied for, its effect to whoever shows the customer
    connection.execute("DELETE FROM outbox WHERE state = 'decided' AND code = ?", (ALREADY_RECORDED,))
    connection.execute("UPDATE outbox SET state = 'queued', code = NULL WHERE state = 'decided'")
