"""Prepared first loads: which there are, who may have them, and when they go.

A row says where a sealed file stands and holds its key; without the row the file is nothing but noise. A row
without `ready_ms` is being prepared, and whoever finishes finds out by it whether the load was forgotten
meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, delete, select, text
from sqlalchemy.orm import Session

from server.actors import Actor
from server.replication.collections import COLLECTIONS, GLOBAL, GROUPINGS, store_scope
from server.replication.models import PreparedLoad
from server.replication.service import reading, scopes_of
from sync.snapshot import SnapshotOffer, SnapshotPart
from sync.source import changelog, scopes
from sync.source.changelog import LogState
from sync.source.snapshot import changes_since, holds_groups, holds_rows, prepared, reaches_back, token_behind

SHARED: Final = prepared(COLLECTIONS, GROUPINGS, (GLOBAL, store_scope("")))
"""What tablets of a store have in common: it is prepared. The rest each tablet loads by itself, behind it."""

LEAST_ROWS: Final = 5_000
"""A first load of fewer rows is one page of a pull; a file would gain nothing."""

KEPT_MS: Final = 24 * 3_600_000
"""A prepared load is not older: what has left the database since is not kept for longer than a day."""

_FRESH_MS: Final = 12 * 3_600_000
_FRESH_CHANGES: Final = 10_000
_CLAIM_MS: Final = 3_600_000
"""Whoever prepares for longer than this has died on the way."""

_NEWEST_FIRST: Final = (PreparedLoad.stamp.desc(), PreparedLoad.begun_ms.desc())


@dataclass(frozen=True, slots=True)
class Found:
    """What a tablet may load at once, if anything, and the scopes whose load should be prepared (again)."""

    offer: SnapshotOffer | None
    wanted: tuple[str, ...]


def folder_in(home: Path) -> Path:
    """Where sealed files stand; only their owner may look."""
    folder = home / "snapshots"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def shape(scope: str) -> str:
    """A short name for what a part of that scope holds: it changes with the columns that travel."""
    return scopes.shape_of((scope,), SHARED)


def find(engine: Engine, home: Path, device: Actor, now_ms: int) -> Found:
    """What is prepared for the tablet.

    Its scopes are active afterwards, so that the log tells everything behind the offer.
    """
    mine = scopes_of(device)
    shared = mine[:2]
    with engine.begin() as connection:
        scopes.activate(connection, mine)
    with reading(engine) as connection, Session(connection) as session:
        log = changelog.state_of(connection)
        newest = {scope: _newest(session, scope, log, home, now_ms) for scope in shared}
        usable = [load for load in newest.values() if load is not None]
        if len(usable) < len(shared):
            worth = holds_rows(connection, shared, SHARED, GROUPINGS, least=LEAST_ROWS)
            return Found(None, tuple(s for s, load in newest.items() if load is None) if worth else ())
        wanted = tuple(load.scope for load in usable if _is_stale(session, load, now_ms))
        if holds_groups(connection, mine[2], GROUPINGS):
            return Found(None, wanted)
    token = token_behind(
        COLLECTIONS, SHARED, base=min(load.stamp for load in usable), epoch=log.epoch,
        shape=scopes.shape_of(mine, COLLECTIONS),
    )  # fmt: skip
    return Found(SnapshotOffer(tuple(map(_part, usable)), token), wanted)


def _newest(session: Session, scope: str, log: LogState, home: Path, now_ms: int) -> PreparedLoad | None:
    """The newest load of the scope from which the log still leads to the present."""
    ready = select(PreparedLoad).where(
        PreparedLoad.scope == scope,
        PreparedLoad.shape == shape(scope),
        PreparedLoad.ready_ms >= now_ms - KEPT_MS,
    )
    for load in session.scalars(ready.order_by(*_NEWEST_FIRST)):
        leads = reaches_back(session.connection(), scope, log, epoch=load.epoch, stamp=load.stamp)
        if leads and file_of(home, load) is not None:
            return load
    return None


def _is_stale(session: Session, load: PreparedLoad, now_ms: int) -> bool:
    """True if the next tablet had better get a newer one."""
    changed = changes_since(session.connection(), load.scope, load.stamp)
    return now_ms - (load.ready_ms or 0) > _FRESH_MS or changed > max(_FRESH_CHANGES, load.rows // 10)


def _part(load: PreparedLoad) -> SnapshotPart:
    return SnapshotPart(load.id, load.key, load.bytes, load.chunks, load.rows)


def file_of(home: Path, load: PreparedLoad) -> Path | None:
    """The load's file, if it is there and has its whole length."""
    path = folder_in(home) / load.id
    try:
        return path if path.stat().st_size == load.bytes else None
    except OSError:
        return None


def load_for(session: Session, device: Actor, load_id: str, now_ms: int) -> PreparedLoad | None:
    """The load with that id, if it is one of this tablet's scopes and may still be had."""
    load = session.get(PreparedLoad, load_id)
    is_there = load is not None and load.ready_ms is not None and load.ready_ms >= now_ms - KEPT_MS
    return load if is_there and load is not None and load.scope in scopes_of(device) else None


def exists(session: Session, load_id: str) -> bool:
    """True if there is such a load, whoever may have it."""
    return session.get(PreparedLoad, load_id) is not None


def claim(session: Session, load_id: str, scope: str, key: str, now_ms: int) -> bool:
    """True if the caller prepares the scope's load; False if somebody is at it already.

    Commit it before the snapshot to be recorded is opened.
    """
    _lock(session)
    others = select(PreparedLoad.id).where(
        PreparedLoad.scope == scope, PreparedLoad.ready_ms.is_(None),
        PreparedLoad.begun_ms > now_ms - _CLAIM_MS,
    )  # fmt: skip
    if session.scalar(others.limit(1)) is not None:
        return False
    session.add(
        PreparedLoad(
            id=load_id, scope=scope, shape=shape(scope), key=key, epoch="", stamp=0, bytes=0, chunks=0,
            rows=0, begun_ms=now_ms,
        )
    )  # fmt: skip
    return True


def forget_snapshots(session: Session) -> None:
    """No prepared load can be had or read any more, nor one that is being prepared now.

    For whoever takes something away that must not come back. The files follow at the next `sweep`: their
    keys are gone with the caller's commit.
    """
    _lock(session)
    session.execute(delete(PreparedLoad))


def _lock(session: Session) -> None:
    """Claims and forgetting wait for each other: a load claimed afterwards sees what was taken away."""
    if session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE prepared_loads IN EXCLUSIVE MODE"))


def scopes_kept(session: Session) -> set[str]:
    """The scopes with a prepared load: the log must lead on from it, even before a first tablet is here."""
    return set(session.scalars(select(PreparedLoad.scope).distinct()))


def sweep(session: Session, home: Path, now_ms: int) -> None:
    """Loads that cannot be had any more are gone, the caller's commit provided, and files without a row."""
    # first the files, then the rows: a claim is committed before its file begins, so that a file seen here
    # has a row that is seen below
    files = list(folder_in(home).iterdir())
    epoch = changelog.state_of(session.connection()).epoch
    kept: dict[str, int] = {}
    for load in session.scalars(select(PreparedLoad).order_by(*_NEWEST_FIRST)):
        if load.ready_ms is None:
            is_over = load.begun_ms <= now_ms - _CLAIM_MS
        else:
            kept[load.scope] = kept.get(load.scope, 0) + 1
            # the one before the newest may be on its way to somebody
            is_over = load.epoch != epoch or load.ready_ms < now_ms - KEPT_MS or kept[load.scope] > 2
        if is_over:
            session.delete(load)
    session.flush()
    _remove(files, but=session.scalars(select(PreparedLoad.id)))


def _remove(files: Iterable[Path], but: Iterable[str]) -> None:
    known = {f"{name}{end}" for name in but for end in ("", ".part")}
    for path in files:
        if path.name not in known:
            with suppress(OSError):
                path.unlink()
