"""The server's side of leases: what devices hold of each quota, granted, taken back and counted.

Per lease and quota four totals that only grow: granted and returned as `sync.leases` says, applied (units of
operations that the server accepted) and released (units of operations that it refused, which are free again).
What is outstanding may still be spent by the device: granted - returned - applied - released. No more is
granted than the quota has beyond what was spent and what is outstanding; so however many devices are silent
and for however long, no unit is ever in two hands.

Transactions belong to the caller, and so does the lock under which a quota is spent and granted: between
counting what was spent and granting, nobody else may spend.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from sync.leases import LEASE_LIFE_MS, Counters, Grant, LeaseReport
from sync.source.holdings import OUTSTANDING, Holding, Writer, faded, holdings
from sync.source.shares import Sharer, share_of

_TABLES = (
    """CREATE TABLE IF NOT EXISTS sync_leases (
        quota {text} NOT NULL, lease {text} NOT NULL, granted BIGINT NOT NULL DEFAULT 0,
        returned BIGINT NOT NULL DEFAULT 0, applied BIGINT NOT NULL DEFAULT 0,
        released BIGINT NOT NULL DEFAULT 0, used BIGINT NOT NULL DEFAULT 0,
        recent DOUBLE PRECISION NOT NULL DEFAULT 0, recent_ms BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (quota, lease))""",
    """CREATE TABLE IF NOT EXISTS sync_lease_holders (
        lease {text} PRIMARY KEY, holder {text} NOT NULL, belongs_to {text} NOT NULL,
        reported_ms BIGINT NOT NULL, expires_ms BIGINT NOT NULL)""",
)
_EPOCH = text("SELECT epoch FROM sync_state")
_RENEW = text(
    "INSERT INTO sync_lease_holders (lease, holder, belongs_to, reported_ms, expires_ms)"
    " VALUES (:lease, :holder, :belongs_to, :now, :expires) ON CONFLICT (lease) DO UPDATE SET"
    " belongs_to = excluded.belongs_to, reported_ms = excluded.reported_ms, expires_ms = excluded.expires_ms"
)
_NOTE = text(
    "UPDATE sync_leases SET returned = :returned, used = :used, recent = :recent, recent_ms = :now"
    # looked at once more: a push beside this one may have spent them meanwhile
    " WHERE quota = :quota AND lease = :lease AND granted - applied - released >= :returned"
)
_CLOSE_OTHERS = text(
    f"UPDATE sync_leases SET returned = returned + {OUTSTANDING} WHERE {OUTSTANDING} > 0"
    " AND lease IN (SELECT lease FROM sync_lease_holders WHERE holder = :holder AND lease <> :lease)"
)
_GRANT = text(
    "INSERT INTO sync_leases (quota, lease, granted) VALUES (:quota, :lease, :more)"
    " ON CONFLICT (quota, lease) DO UPDATE SET granted = sync_leases.granted + excluded.granted"
)
_SPEND = text(
    "UPDATE sync_leases SET applied = applied + :units WHERE quota = :quota AND lease = :lease"
    f" AND {OUTSTANDING} >= :units"
    " AND lease IN (SELECT lease FROM sync_lease_holders WHERE belongs_to = :belongs_to)"
)
_RELEASE = text(
    "UPDATE sync_leases SET applied = applied - :units, released = released + :units"
    " WHERE quota = :quota AND lease = :lease"
)
_OF_LEASE = text(
    "SELECT quota, granted, returned, applied, released, used, recent, recent_ms FROM sync_leases"
    " WHERE lease = :lease"
)

RESERVE = 40
"""One part in so many is not leased: who has her line up and nothing left need not wait for others."""

BOLDEST = 3
"""How many times its even share a device may hold, were everybody in contact."""


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota as its owner knows it now: `spent` counts accepted operations, under a lease or not.

    `step` is the number of units that one use takes. Among `sharers` it is shared out; without any it is
    granted to whoever wants it.
    """

    id: str
    total: int
    spent: int
    step: int = 1
    sharers: Sequence[Sharer] = ()


def install(connection: Connection) -> None:
    """The tables are there. Runs in the caller's writing transaction."""
    kind = "TEXT" if connection.dialect.name == "sqlite" else 'TEXT COLLATE "C"'
    for statement in _TABLES:
        connection.exec_driver_sql(statement.format(text=kind))


def lease_of(writer: Writer, holder: str) -> str:
    """The name of the device's lease in this epoch: a restored server knows too little of older ones."""
    return f"{writer.execute(_EPOCH).scalar_one()[:16]}.{holder}"


def take_report(writer: Writer, holder: str, belongs_to: str, report: LeaseReport, now_ms: int) -> str:
    """What the device told is noted; its lease, renewed from now.

    A lease of an older epoch stays open until the device names its present one: before that it may never
    have heard that the old one is over, and go on spending from it.
    """
    lease = lease_of(writer, holder)
    life = {"now": now_ms, "expires": now_ms + LEASE_LIFE_MS}
    writer.execute(_RENEW, {"lease": lease, "holder": holder, "belongs_to": belongs_to} | life)
    if report.lease == lease:
        _note_counters(writer, lease, report.held, now_ms)
        close_others(writer, holder, lease)
    return lease


def _note_counters(writer: Writer, lease: str, held: Sequence[Counters], now_ms: int) -> None:
    """No count is believed beyond what was granted: nobody returns what she has spent."""
    known = _rows(writer, lease) if held else {}
    news = []
    for each in held:
        row = known.get(each.quota)
        if row is None:
            continue
        most = row.granted - row.applied - row.released
        returned = max(row.returned, min(each.returned, most))
        used = max(row.used, min(each.used, row.granted))
        if (returned, used) != (row.returned, row.used):
            recent = faded(row.recent, row.recent_ms, now_ms) + used - row.used
            news.append({"quota": each.quota, "returned": returned, "used": used, "recent": recent})
    if news:
        writer.execute(_NOTE, [each | {"lease": lease, "now": now_ms} for each in news])


def close_others(writer: Writer, holder: str, lease: str) -> None:
    """Of the device's leases none but that one has anything outstanding: the others will not be spent."""
    writer.execute(_CLOSE_OTHERS, {"lease": lease, "holder": holder})


def is_due(writer: Writer, lease: str, quotas: Sequence[Quota], wanted: Iterable[str]) -> bool:
    """True if something is to be granted; then the caller takes its locks, counts anew and grants."""
    own = _rows(writer, lease)
    return any(more for _, _, more in _granting(writer, lease, own, quotas, frozenset(wanted)))


def grant(
    writer: Writer, lease: str, quotas: Sequence[Quota], wanted: Iterable[str], *, may_raise: bool = True
) -> tuple[Grant, ...]:
    """What the lease has now of each quota, more where its share is greater and there is some left.

    Without the lock nothing `may_raise`: what was outstanding when `spent` was counted may be spent by now,
    and would be granted once more.
    Of a quota that is no longer among those given nothing is to be held; one of which nothing is held, and
    nothing is to be, is not spoken of: the device may forget it.
    """
    own = _rows(writer, lease)
    granting = [
        (quota, target, more if may_raise else 0)
        for quota, target, more in _granting(writer, lease, own, quotas, frozenset(wanted))
    ]
    raised = [{"quota": quota, "lease": lease, "more": more} for quota, _, more in granting if more]
    if raised:
        writer.execute(_GRANT, raised)
    found = {quota: Grant(quota, more, target) for quota, target, more in granting}
    for quota, row in own.items():
        new = found.get(quota, Grant(quota, 0, 0))
        found[quota] = Grant(quota, row.granted + new.granted, new.target, row.returned, row.used)
    return tuple(each for each in found.values() if each.target or each.granted > each.returned + each.used)


def _granting(
    writer: Writer, lease: str, own: Mapping[str, Any], quotas: Sequence[Quota], wanted: frozenset[str]
) -> Iterable[tuple[str, int, int]]:
    """For each quota how many units the lease should hold, and how many more it gets now."""
    holder = lease.split(".", 1)[1]
    everyone = holdings(writer, [quota.id for quota in quotas])
    for quota in quotas:
        held = everyone.get(quota.id, ())
        free = quota.total - quota.spent - sum(each.outstanding for each in held)
        row = own.get(quota.id)
        mine = 0 if row is None else row.granted - row.returned - max(row.used, row.applied + row.released)
        if quota.sharers:
            target, reserve = _share(quota, held, holder)
            free -= reserve if mine else 0  # a newcomer has something until others have given up theirs
        else:
            target = mine + max(free, 0) if quota.id in wanted else 0
        more = max(0, min(target - mine, free)) // quota.step * quota.step
        yield quota.id, target, more


def _share(quota: Quota, held: Sequence[Holding], holder: str) -> tuple[int, int]:
    """What the device should hold of all that can be shared out, and what is kept back from everybody.

    Devices in contact share what silent ones do not hold; but none holds many times its even share, for it
    may be the next to fall silent.
    """
    awake = [each for each in quota.sharers if each.is_awake or each.name == holder]

    def pool(among: Sequence[Sharer]) -> int:
        names = {each.name for each in among}
        kept = sum(each.outstanding for each in held if each.holder not in names)
        return max(0, quota.total - quota.spent - kept) // quota.step

    most = -(-BOLDEST * pool(quota.sharers) // len(quota.sharers))
    here = pool(awake)
    reserve = here // RESERVE
    recent = {each.holder: each.recent / quota.step for each in held}
    share = share_of(holder, here - reserve, awake, recent, most, quota.id)
    return share * quota.step, reserve * quota.step


def spend(writer: Writer, lease: str, belongs_to: str, quota: str, units: int) -> bool:
    """The units were this lease's to spend and are spent; False, with nothing changed, if they were not.

    A lease of another group is nobody's here: what a tablet claims is checked like anything else.
    """
    values = {"quota": quota, "lease": lease, "units": units, "belongs_to": belongs_to}
    return bool(getattr(writer.execute(_SPEND, values), "rowcount", 0))


def release(writer: Writer, lease: str, quota: str, units: int) -> None:
    """Units that `spend` has taken in this transaction are free again: what they were for is refused."""
    writer.execute(_RELEASE, {"quota": quota, "lease": lease, "units": units})


def _rows(writer: Writer, lease: str) -> dict[str, Any]:
    return {row.quota: row for row in writer.execute(_OF_LEASE, {"lease": lease})}
