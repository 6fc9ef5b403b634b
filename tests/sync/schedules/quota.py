"""Something of which there is only so much, leased to the tablets of a schedule in equal parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from shared.errors import InvalidOperation
from sync.leases import LEASE_LIFE_MS, LeaseAnswer, LeaseReport
from sync.source import leases
from sync.source.holdings import outstanding
from sync.source.intake import APPLIED, Decision
from sync.source.leases import Quota
from sync.source.shares import Sharer
from tests.sync.world import STORES, NoteTaking, Source, run

QUOTA = "q"
TOTAL = 30
NOW_MS = 1_800_000_000_000
"""The server's clock stands still."""


def contact(source: Source, store: str, device: str, report: LeaseReport) -> LeaseAnswer:
    """What a tablet's report leads to."""
    with source.engine.begin() as connection:
        lease = leases.take_report(connection, device, store, report, NOW_MS)
        sharers = [Sharer(f"d{number}", STORES[number % 2]) for number in range(1, 6)]
        quota = Quota(QUOTA, TOTAL, _spent(connection), 1, sharers)
        grants = leases.grant(connection, lease, [quota], report.wanted)
    return LeaseAnswer(report.contact, lease, NOW_MS, NOW_MS + LEASE_LIFE_MS, is_alone=False, grants=grants)


def _spent(connection: Connection) -> int:
    return int(run(connection, "SELECT COALESCE(SUM(units), 0) FROM spendings").scalar_one())


class Spending(NoteTaking):
    """The world's other operation: units of the quota, under a lease or not."""

    def check(self, wire: Mapping[str, Any]) -> Mapping[str, Any]:
        if wire.get("kind") != "spend":
            return super().check(wire)
        if not isinstance(wire.get("units"), int):
            raise InvalidOperation("How many?", units="missing")
        return wire

    def _apply(self, operation: Mapping[str, Any]) -> Decision:
        if operation["kind"] != "spend":
            return super()._apply(operation)
        units, lease = operation["units"], operation["lease"]
        if lease is None or not leases.spend(self._writer, lease, self._store, QUOTA, units):
            if TOTAL - _spent(self._writer) - outstanding(self._writer, QUOTA) < units:
                return Decision("rejected", "quota_used_up", "There is nothing left of it.")
            lease = None
        run(
            self._writer, "INSERT INTO spendings VALUES (:id, :lease, :units)",
            id=operation["id"], lease=lease, units=units,
        )  # fmt: skip
        return APPLIED
