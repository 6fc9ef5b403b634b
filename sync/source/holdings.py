"""Who has what outstanding: granted to a lease, and neither given back nor decided on yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, text
from sqlalchemy.orm import Session

OUTSTANDING = "(granted - returned - applied - released)"

_HOLDINGS = text(
    f"SELECT l.quota, l.lease, h.holder, {OUTSTANDING} AS outstanding, h.reported_ms, h.expires_ms,"
    " l.recent, l.recent_ms FROM sync_leases AS l JOIN sync_lease_holders AS h ON h.lease = l.lease"
    " WHERE l.quota IN :quotas"
).bindparams(bindparam("quotas", expanding=True))
_OUTSTANDING = text(f"SELECT COALESCE(SUM({OUTSTANDING}), 0) FROM sync_leases WHERE quota = :quota")

_ENDS = text(
    "SELECT holder, MAX(expires_ms) FROM sync_lease_holders WHERE holder IN :holders GROUP BY holder"
).bindparams(bindparam("holders", expanding=True))

HALF_LIFE_MS = 86_400_000
"""What was used a day ago counts half in sharing out."""

Writer = Connection | Session


@dataclass(frozen=True, slots=True)
class Holding:
    """What one lease has outstanding of one quota, and when its device last reported."""

    quota: str
    lease: str
    holder: str
    outstanding: int
    reported_ms: int
    expires_ms: int
    recent: float = field(default=0.0, compare=False)


def holdings(reader: Writer, quotas: Sequence[str]) -> Mapping[str, Sequence[Holding]]:
    """Who has what outstanding of those quotas."""
    if not quotas:
        return {}
    by_quota: dict[str, list[Holding]] = {}
    for row in reader.execute(_HOLDINGS, {"quotas": list(quotas)}):
        recent = faded(row.recent, row.recent_ms, row.reported_ms)
        by_quota.setdefault(row.quota, []).append(
            Holding(
                row.quota, row.lease, row.holder, row.outstanding, row.reported_ms, row.expires_ms, recent
            )
        )
    return by_quota


def lease_ends(reader: Writer, holders: Sequence[str]) -> dict[str, int]:
    """Until when each device spends without contact; one that never had a lease is not among them."""
    if not holders:
        return {}
    return {holder: int(ends) for holder, ends in reader.execute(_ENDS, {"holders": list(holders)})}


def outstanding(reader: Writer, quota: str) -> int:
    """How many units of the quota devices may still spend."""
    return int(reader.execute(_OUTSTANDING, {"quota": quota}).scalar_one())


def faded(recent: float, recent_ms: int, now_ms: int) -> float:
    """What was used lately, seen from now: half of it a day later."""
    faded_to: float = recent * 2.0 ** -(max(0, now_ms - recent_ms) / HALF_LIFE_MS)
    return faded_to
