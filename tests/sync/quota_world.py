"""A world of quotas: a server that grants and counts, devices that spend, and nothing of retail.

`Hq.given` counts what people were given: from a lease at once, also while its device is silent; without one,
when the server accepts it. It is what the quota is about, whatever the server knows of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, text

from shared.ids import uuid7
from sync.device import leases as device_leases
from sync.device import outbox as device_outbox
from sync.device.leases import Leases
from sync.device.outbox import Outbox
from sync.errors import LeaseExhausted
from sync.leases import LeaseAnswer, LeaseReport
from sync.protocol import Answer
from sync.source import leases
from sync.source.holdings import outstanding
from sync.source.leases import Quota
from sync.source.schema import install
from sync.source.shares import Sharer

AWAKE_MS = 15 * 60_000
TABLE = "CREATE TABLE spendings (id TEXT PRIMARY KEY, quota TEXT NOT NULL, units BIGINT NOT NULL, ok INTEGER)"
_KNOWN = text("SELECT id, ok FROM spendings WHERE :ids LIKE '%' || id || '%'")
_DECIDE = text("INSERT INTO spendings VALUES (:id, :quota, :units, :ok)")
_SPENT = text("SELECT COALESCE(SUM(units), 0) FROM spendings WHERE ok = 1 AND quota = :quota")
_SPENT_OF_EACH = text("SELECT quota, SUM(units) FROM spendings WHERE ok = 1 GROUP BY quota")


@dataclass(frozen=True)
class Limit:
    """A quota's size, how many units one use takes, and the only group that may use it."""

    total: int
    step: int = 1
    group: str | None = None


@dataclass
class Hq:
    """The server's side over a real database; `rule` says which operations another rule refuses."""

    engine: Any  # SQLAlchemy's, or a `PlainEngine`
    limits: dict[str, Limit]
    groups: dict[str, str]
    now_ms: int = 1_000_000
    seen_ms: dict[str, int] = field(default_factory=dict)
    given: Counter[str] = field(default_factory=Counter)

    def build(self) -> None:
        """The tables are there and empty."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql(TABLE)
            install(connection, (), ())

    def contact(self, device: str, report: LeaseReport) -> LeaseAnswer:
        """What a device's report leads to."""
        self.seen_ms[device] = self.now_ms
        with self.engine.begin() as connection:
            lease = leases.take_report(connection, device, self.groups[device], report, self.now_ms)
            quotas = self.quotas(connection, self.groups[device])
            grants = leases.grant(connection, lease, quotas, report.wanted)
        return LeaseAnswer(
            report.contact,
            lease,
            self.now_ms,
            self.now_ms + leases.LEASE_LIFE_MS,
            is_alone=False,
            grants=grants,
        )

    def open_to(self, group: str) -> list[str]:
        """The quotas that its devices may use."""
        return [name for name, limit in self.limits.items() if limit.group in (None, group)]

    def quotas(self, connection: Connection, group: str) -> list[Quota]:
        """Those quotas as they are now; those of customers are granted to whoever wants them."""
        awake_since = self.now_ms - AWAKE_MS
        sharers = [
            Sharer(name, group, self.seen_ms.get(name, 0) >= awake_since)
            for name, group in self.groups.items()
        ]
        spent = dict(map(tuple, connection.execute(_SPENT_OF_EACH)))
        found = []
        for name in self.open_to(group):
            limit = self.limits[name]
            among = [each for each in sharers if limit.group in (None, each.group)]
            shared = () if "/c:" in name else among
            found.append(Quota(name, limit.total, int(spent.get(name, 0)), limit.step, shared))
        return found

    def push(self, device: str, wires: Sequence[Mapping[str, Any]]) -> list[Answer]:
        """Each operation is decided once; a repeated one gets the same answer."""
        if not wires:
            return []
        with self.engine.begin() as connection:
            ids = {"ids": json.dumps([wire["id"] for wire in wires])}
            decided = {key: bool(ok) for key, ok in connection.execute(_KNOWN, ids)}
            fresh = [wire for wire in wires if wire["id"] not in decided]
            for wire in fresh:
                decided[wire["id"]] = self._spend(connection, self.groups[device], wire)
                # at once, because the next one is counted against it
                row = {"id": wire["id"], "quota": wire["quota"], "units": wire["units"]}
                connection.execute(_DECIDE, row | {"ok": int(decided[wire["id"]])})
        return [
            Answer(wire["id"], "applied")
            if decided[wire["id"]]
            else Answer(wire["id"], "rejected", "no", "No.")
            for wire in wires
        ]

    def _spend(self, connection: Connection, group: str, wire: Mapping[str, Any]) -> bool:
        quota, units, lease = wire["quota"], wire["units"], wire["lease"]
        is_covered = lease is not None and leases.spend(connection, lease, group, quota, units)
        if wire["is_bad"]:  # another rule than the quota's refuses it
            if is_covered:
                leases.release(connection, lease, quota, units)
            return False
        if is_covered:
            return True
        has_room = self.free(connection, quota) >= units
        self.given[quota] += units if has_room else 0
        return has_room

    def free(self, connection: Connection, quota: str) -> int:
        """What is neither spent nor in a device's hands."""
        used = int(connection.execute(_SPENT, {"quota": quota}).scalar_one())
        return self.limits[quota].total - used - outstanding(connection, quota)

    def spent(self, quota: str) -> int:
        """Units of accepted operations."""
        with self.engine.connect() as connection:
            return self.limits[quota].total - self.free(connection, quota) - outstanding(connection, quota)


class Tablet:
    """A device with an outbox and leases in one file; its clock may be wrong by `skew_ms`."""

    leases_type: type[Leases] = Leases

    def __init__(self, hq: Hq, name: str) -> None:
        self.hq, self.name = hq, name
        self.connection: Any = sqlite3.connect(":memory:", isolation_level=None)
        device_outbox.install(self.connection)
        device_leases.install(self.connection)
        self.outbox = Outbox(self.connection)
        self.leases = self.leases_type(self.connection)
        self.skew_ms = 0
        self.count = 0
        self.promised: dict[str, Mapping[str, Any]] = {}

    def now_ms(self) -> int:
        """By its own clock."""
        return self.hq.now_ms + self.skew_ms

    def give(self, quota: str, *, is_bad: bool = False, provisional: bool = False) -> bool:
        """The units are given to somebody from what is held; False if there is nothing to give.

        With `provisional` they are given all the same, if HQ confirms it.
        """
        units = self.hq.limits[quota].step
        lease = self.leases.held(self.now_ms()).lease

        def build(sequence: int) -> dict[str, Any]:
            if lease is None:
                raise LeaseExhausted("There is no lease.")
            self.leases.spend(lease, {quota: units}, self.now_ms())
            return self._wire(sequence, quota, units, lease, is_bad=is_bad)

        with suppress(LeaseExhausted):
            wire = self.outbox.record(build)
            self.promised[wire["id"]] = wire
            self.hq.given[quota] += 0 if is_bad else units
            return True
        if provisional:
            self.outbox.record(lambda sequence: self._wire(sequence, quota, units, None, is_bad=is_bad))
        return False

    def _wire(
        self, sequence: int, quota: str, units: int, lease: str | None, *, is_bad: bool
    ) -> dict[str, Any]:
        self.count += 1
        seed = sha256(f"{self.name} {self.count}".encode()).digest()
        made = uuid7(1, lambda size: seed[:size])
        wire = {"id": made, "sequence": sequence, "quota": quota, "units": units, "lease": lease}
        return wire | {"is_bad": is_bad}

    def held(self, quota: str) -> int:
        """Units it may spend now."""
        return self.leases.held(self.now_ms()).units.get(quota, 0)

    def in_hand(self, quota: str) -> int:
        """Units it holds, whether or not it may still spend them."""
        found = "SELECT granted - returned - used FROM sync_leases WHERE quota = ?"
        row = self.connection.execute(found, (quota,)).fetchone()
        return int(row[0]) if row else 0

    def sync(self, wanted: Sequence[str] = ()) -> None:
        """A round without faults: what was done is told, then the lease is renewed."""
        self.outbox.note_answers(self.hq.push(self.name, self.outbox.queued()))
        device_leases.renew(
            self.leases, lambda report: self.hq.contact(self.name, report), wanted, self.now_ms
        )
