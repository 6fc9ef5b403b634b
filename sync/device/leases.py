"""The units that this device may spend by itself, beside the outbox in the same file.

They are spent in the transaction that records what they were spent on, and given up in a transaction of their
own before the server is told: a crash anywhere loses units at most and never doubles one. No load and no
change of schema touches them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sync.device.storage import Storage, transaction
from sync.errors import LeaseExhausted, Refused, Revoked
from sync.leases import Counters, LeaseAnswer, LeaseReport

_TABLES = (
    # times are the server's; `offset_ms` is what the device's own clock lacked at the last contact
    """CREATE TABLE IF NOT EXISTS sync_lease (
        single INTEGER PRIMARY KEY CHECK (single = 1), name TEXT, contact INTEGER NOT NULL,
        expires_ms INTEGER NOT NULL, is_alone INTEGER NOT NULL, at_ms INTEGER NOT NULL,
        offset_ms INTEGER NOT NULL)""",
    "INSERT OR IGNORE INTO sync_lease VALUES (1, NULL, 0, 0, 0, 0, 0)",
    """CREATE TABLE IF NOT EXISTS sync_leases (
        quota TEXT PRIMARY KEY, granted INTEGER NOT NULL, returned INTEGER NOT NULL DEFAULT 0,
        used INTEGER NOT NULL DEFAULT 0, target INTEGER NOT NULL,
        CHECK (granted - returned - used >= 0)) WITHOUT ROWID""",
)
_HELD = "granted - returned - used"


@dataclass(frozen=True, slots=True)
class Held:
    """What may be spent now, by quota; nothing once the lease has expired, and `is_over` says that."""

    lease: str | None
    units: Mapping[str, int]
    is_alone: bool
    is_over: bool = False


def install(connection: Storage) -> None:
    """The tables are there; what they hold is untouched. Runs inside the caller's transaction."""
    for statement in _TABLES:
        connection.execute(statement)


class Leases:
    """The leases of one device. May have a connection of its own beside the engine's."""

    def __init__(self, connection: Storage) -> None:
        self._connection = connection

    def held(self, now_ms: int) -> Held:
        """What may be spent at that moment of the device's clock."""
        name, expires_ms, is_alone = self._connection.execute(
            "SELECT name, expires_ms, is_alone FROM sync_lease"
        ).fetchone()
        if name is None or self.server_ms(now_ms) >= expires_ms:
            return Held(None, {}, is_alone=False, is_over=name is not None)
        rows = self._connection.execute(f"SELECT quota, {_HELD} FROM sync_leases WHERE {_HELD} > 0")
        return Held(name, dict(rows.fetchall()), bool(is_alone))

    def server_ms(self, now_ms: int) -> int:
        """The server's time at that moment of the device's clock; never earlier than the last contact."""
        at_ms, offset_ms = self._connection.execute("SELECT at_ms, offset_ms FROM sync_lease").fetchone()
        return max(int(at_ms), now_ms + int(offset_ms))

    def clock_behind_ms(self) -> int | None:
        """What the device's clock lacked at the last contact: below 0 it is ahead; None before the first."""
        name, offset_ms = self._connection.execute("SELECT name, offset_ms FROM sync_lease").fetchone()
        return None if name is None else int(offset_ms)

    def spend(self, lease: str, costs: Mapping[str, int], now_ms: int) -> None:
        """The units of that lease are used up; LeaseExhausted if they are not held.

        Runs inside the transaction that records what they are spent on.
        """
        name, expires_ms = self._connection.execute("SELECT name, expires_ms FROM sync_lease").fetchone()
        if name != lease or self.server_ms(now_ms) >= expires_ms:
            raise LeaseExhausted("The time for which this tablet may give it by itself is over. Connect it.")
        for quota, units in costs.items():
            done = self._connection.execute(
                f"UPDATE sync_leases SET used = used + ? WHERE quota = ? AND {_HELD} >= ?",
                (units, quota, units),
            )
            if done.rowcount != 1:
                raise LeaseExhausted(
                    "This tablet holds none of it any more. Connect it to get more.", quota=quota
                )

    def report(self, wanted: Iterable[str] = ()) -> LeaseReport:
        """What the server is to be told; heed only the answer to this report."""
        with transaction(self._connection):
            self._connection.execute("UPDATE sync_lease SET contact = contact + 1")
            name, contact = self._connection.execute("SELECT name, contact FROM sync_lease").fetchone()
            rows = self._connection.execute(
                "SELECT quota, granted, returned, used FROM sync_leases"
            ).fetchall()
        return LeaseReport(contact, name, tuple(Counters(*row) for row in rows), tuple(wanted))

    def take(self, answer: LeaseAnswer, now_ms: int) -> bool:
        """What was granted may be spent, and what is too much is given up; True if the server must be told.

        An answer to any other report than the last is passed over; so is another lease while something given
        from the present one waits to be sent: the server closes that as soon as the device names the new one.
        """
        with transaction(self._connection):
            name, contact = self._connection.execute("SELECT name, contact FROM sync_lease").fetchone()
            is_new = name is not None and answer.lease != name
            if answer.contact != contact or (is_new and self._is_unsent(name)):
                return False
            if answer.lease != name:  # a server restored from a backup: what it knew of the old lease is void
                self._connection.execute("DELETE FROM sync_leases")
            self._connection.execute(
                "UPDATE sync_lease SET name = ?, expires_ms = ?, is_alone = ?, at_ms = ?, offset_ms = ?,"
                " contact = contact + 1",
                (answer.lease, answer.expires_ms, answer.is_alone, answer.at_ms, answer.at_ms - now_ms),
            )
            # what the server no longer speaks of, having been told that nothing is held, may be forgotten
            spoken_of = json.dumps([grant.quota for grant in answer.grants])
            self._connection.execute(
                f"DELETE FROM sync_leases WHERE {_HELD} = 0"
                " AND quota NOT IN (SELECT value FROM json_each(?))",
                (spoken_of,),
            )
            self._connection.executemany(
                "INSERT INTO sync_leases (quota, granted, target, returned, used) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (quota)"
                " DO UPDATE SET granted = max(granted, excluded.granted), target = excluded.target",
                ((g.quota, g.granted, g.target, g.returned, g.used) for g in answer.grants),
            )
            returned = self._connection.execute(
                f"UPDATE sync_leases SET returned = granted - used - target WHERE {_HELD} > target"
            )
            return is_new or returned.rowcount > 0

    def _is_unsent(self, lease: str) -> bool:
        """True if an operation that names the lease waits in the outbox beside this table."""
        waiting = "SELECT 1 FROM outbox WHERE state = 'queued' AND instr(wire, ?) LIMIT 1"
        return self._connection.execute(waiting, (lease,)).fetchone() is not None


def renew(
    leases: Leases,
    ask: Callable[[LeaseReport], LeaseAnswer],
    wanted: Iterable[str],
    now_ms: Callable[[], int],
) -> None:
    """The lease lives on, more is held where it is needed, and what was too much is the server's again.

    A server that leases nothing changes nothing.
    """
    quotas = tuple(wanted)

    def report() -> bool:
        try:
            answer = ask(leases.report(quotas))
        except Revoked:
            raise
        except Refused:
            return False
        return leases.take(answer, now_ms())

    if report():  # what was given up is told at once: somebody else may be waiting for it
        report()


class Wanted:
    """The quotas of which units are wanted now, because somebody is about to need them; shared by threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._quotas: tuple[str, ...] = ()

    def set(self, quotas: Iterable[str]) -> bool:
        """These and no others are wanted; True if that is news."""
        with self._lock:
            before, self._quotas = self._quotas, tuple(quotas)
            return before != self._quotas

    def quotas(self) -> tuple[str, ...]:
        """What is wanted now."""
        with self._lock:
            return self._quotas
