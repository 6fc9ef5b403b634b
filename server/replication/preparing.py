"""Preparing first loads: ahead by command, and beside the answering once a tablet has asked for one."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine, delete, update
from sqlalchemy.orm import Session

from server.replication import snapshots
from server.replication.collections import GROUPINGS
from server.replication.models import PreparedLoad
from server.replication.service import give_numbers, reading
from sync.snapshot import KEY_BYTES, ChunkSeal
from sync.source import scopes
from sync.source.snapshot import Recorded, write_part

RETRY_MS = 600_000
"""A load that could not be prepared (a full disk) is not tried again sooner."""


def prepare(
    engine: Engine,
    home: Path,
    scope: str,
    *,
    now_ms: Callable[[], int],
    random_bytes: Callable[[int], bytes],
    on_progress: Callable[[int], None] = lambda _: None,
) -> Recorded | None:
    """The scope's load is prepared as of now; None if somebody else is at it, or it was forgotten meanwhile.

    `on_progress` is told how many bytes are written.
    """
    load_id, key = random_bytes(16).hex(), random_bytes(KEY_BYTES)
    with Session(engine) as session, session.begin():
        if not snapshots.claim(session, load_id, scope, key.hex(), now_ms()):
            return None
        scopes.activate(session.connection(), (scope,))
    path = snapshots.folder_in(home) / load_id
    try:
        give_numbers(engine)
        with reading(engine) as connection:
            made = write_part(
                connection, path, ChunkSeal(load_id, key), scope=scope, collections=snapshots.SHARED,
                groupings=GROUPINGS, on_progress=on_progress,
            )  # fmt: skip
        is_kept = _announce(engine, home, load_id, made, now_ms())
    except BaseException:
        _drop(engine, path, load_id)
        raise
    if not is_kept:
        _drop(engine, path, load_id)
        return None
    return made


def _announce(engine: Engine, home: Path, load_id: str, made: Recorded, at_ms: int) -> bool:
    """Tablets are offered it from now on; False if it was forgotten while it was written."""
    ready = (
        update(PreparedLoad)
        .where(PreparedLoad.id == load_id)
        .values(
            epoch=made.epoch, stamp=made.stamp, bytes=made.bytes, chunks=made.chunks, rows=made.rows,
            ready_ms=at_ms,
        )
        .returning(PreparedLoad.id)
    )  # fmt: skip
    with Session(engine) as session, session.begin():
        if session.scalar(ready) is None:
            return False
        snapshots.sweep(session, home, at_ms)
        return True


def _drop(engine: Engine, path: Path, load_id: str) -> None:
    with suppress(OSError):
        path.unlink()
    with Session(engine) as session, session.begin():
        session.execute(delete(PreparedLoad).where(PreparedLoad.id == load_id))


class Preparer:
    """Prepares in one thread of its own what it is asked for; a process has one.

    The tablet that asks first does not wait: it loads row by row meanwhile.
    """

    def __init__(
        self,
        work: Callable[[str], object],
        on_trouble: Callable[[Exception], None],
        now_ms: Callable[[], int],
    ) -> None:
        self._work = work
        self._on_trouble = on_trouble
        self._now_ms = now_ms
        self._lock = threading.Lock()
        self._asked: list[str] = []
        self._failed: dict[str, int] = {}
        self._thread: threading.Thread | None = None

    def ask(self, wanted: Iterable[str]) -> None:
        """These scopes' loads will be prepared; one that failed a short while ago is left alone."""
        too_soon = self._now_ms() - RETRY_MS
        with self._lock:
            self._asked += [
                each for each in wanted if each not in self._asked and self._failed.get(each, 0) <= too_soon
            ]
            if self._asked and self._thread is None:
                self._thread = threading.Thread(target=self._run, name="preparing loads", daemon=True)
                self._thread.start()

    def wait(self, timeout: float) -> None:
        """Everything asked for so far is done, or the time is over."""
        thread = self._thread
        if thread is not None:
            thread.join(timeout)

    def _run(self) -> None:
        while (scope := self._next()) is not None:
            try:
                self._work(scope)
            except Exception as error:  # noqa: BLE001 - a full disk must not end the preparing of others
                self._failed[scope] = self._now_ms()
                self._on_trouble(error)
            with self._lock:
                self._asked.remove(scope)

    def _next(self) -> str | None:
        with self._lock:
            if self._asked:
                return self._asked[0]
            self._thread = None
            return None
