"""How replication stands: the change log, and every tablet that still counts."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.devices import service as devices
from server.devices.service import FleetRow
from server.replication.lag import Lag, lags
from sync.source import changelog


@dataclass(frozen=True, slots=True)
class TabletStatus:
    """One tablet as replication sees it; `behind` is None while it has to load everything first.

    `as_of_ms` is when it last said what it shows, `queue` what it then had to send, `protocol` the version
    it speaks, None until it has said so. `model_as_of` is the day of the model by which it suggests,
    `model_damaged` that of a newer one that it cannot read.
    """

    id: str
    name: str
    store_id: str
    status: str
    behind: int | None
    behind_is_least: bool
    as_of_ms: int | None
    queue: int
    app_version: str
    protocol: int | None
    seen_ms: int | None
    repaired_slices: int
    repaired_rows: int
    unhealed_slices: int
    model_as_of: str | None
    model_damaged: str | None


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The change log: its newest number, the oldest cursor it serves, and what waits for a number."""

    epoch: str
    newest: int
    oldest: int
    waiting: int
    entries: int
    scopes: int
    tablets: tuple[TabletStatus, ...]


def status_of(session: Session) -> SyncStatus:
    """How it stands now; reads only."""
    state = changelog.state_of(session.connection())
    counts = text(
        "SELECT (SELECT COUNT(*) FROM sync_journal), (SELECT COUNT(*) FROM sync_changes),"
        " (SELECT COUNT(*) FROM sync_scopes)"
    )
    waiting, entries, scopes = session.execute(counts).one()
    behind = lags(session)
    tablets = tuple(
        _tablet(row, behind.get(row.id)) for row in devices.fleet(session) if row.status in devices.HOLDING
    )
    return SyncStatus(state.epoch, state.stamp, state.oldest, waiting, entries, scopes, tablets)


def _tablet(row: FleetRow, lag: Lag | None) -> TabletStatus:
    return TabletStatus(
        id=row.id, name=row.name, store_id=row.store_id, status=row.status,
        behind=None if lag is None else lag.changes, behind_is_least=lag is not None and lag.is_least,
        as_of_ms=row.acknowledged_ms, queue=row.pending, app_version=row.app_version,
        protocol=row.protocol, seen_ms=row.seen_ms, repaired_slices=row.repaired_slices,
        repaired_rows=row.repaired_rows, unhealed_slices=row.unhealed_slices,
        model_as_of=row.model_as_of, model_damaged=row.model_damaged,
    )  # fmt: skip
