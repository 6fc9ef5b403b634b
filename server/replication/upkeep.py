"""What the server does by itself, once an hour: the change log and the disk forget, trials are read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from server.devices import service as devices
from server.insights import service as insights
from server.replication import snapshots
from server.replication.collections import COLLECTIONS, GLOBAL, GROUPINGS, device_scope, store_scope
from server.replication.service import reading
from sync.source.retention import KEPT_MS, Cleaned, clean


def tidy(engine: Engine, home: Path, now_ms: int) -> Cleaned:
    """The change log is tended, prepared loads that nobody can have any more are gone, trials are read.

    A trial has its reading of each day whether or not anybody looks at it.
    """
    with Session(engine) as session, session.begin():
        snapshots.sweep(session, home, now_ms)
    insights.keep_up(engine, now_ms)
    return tend(engine, now_ms)


def tend(engine: Engine, now_ms: int) -> Cleaned:
    """What the change log need not keep any more is gone; a tablet away for longer loads again."""
    with reading(engine) as connection, Session(connection) as session:
        scopes = _in_use(devices.fleet(session), now_ms) | snapshots.scopes_kept(session)
    with engine.begin() as connection:
        return clean(connection, COLLECTIONS, GROUPINGS, now_ms=now_ms, in_use=scopes)


def _in_use(tablets: Iterable[devices.FleetRow], now_ms: int) -> set[str]:
    """The scopes of the tablets that were here within the time that the log is kept."""
    here = [
        each
        for each in tablets
        if each.status in devices.HOLDING
        and max(each.enrolled_ms, each.seen_ms or 0, each.acknowledged_ms or 0) >= now_ms - KEPT_MS
    ]
    return {scope for each in here for scope in (GLOBAL, store_scope(each.store_id), device_scope(each.id))}
