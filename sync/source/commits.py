"""How a process hears of commits: PostgreSQL's notification, or SQLite's counter read again and again.

Both yield once at the start, at each commit, and after `IDLE_SECONDS` without one: a pooler between here and
PostgreSQL may swallow notifications, and not everything that matters to a listener is in the change log.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from sync.source.schema import NEWS_CHANNEL

POLL_SECONDS: Final = 0.1
IDLE_SECONDS: Final = 1.0


def commits(connection: Connection, stopping: threading.Event) -> Generator[None, None, None]:
    """Yields once at the start and whenever there may be something to see, until it is stopped."""
    if connection.dialect.name == "sqlite":
        return _sqlite_commits(connection, stopping)
    return _postgresql_commits(connection, stopping)


def _sqlite_commits(connection: Connection, stopping: threading.Event) -> Generator[None, None, None]:
    raw = connection.connection.driver_connection
    if raw is None:
        raise SQLAlchemyError("the connection is gone")
    known, looked = None, 0.0
    while not stopping.wait(0 if known is None else POLL_SECONDS):
        (version,) = raw.execute("PRAGMA data_version").fetchone()
        if version != known or time.monotonic() - looked >= IDLE_SECONDS:
            known, looked = version, time.monotonic()
            yield


def _postgresql_commits(connection: Connection, stopping: threading.Event) -> Generator[None, None, None]:
    raw: Any = connection.connection.driver_connection
    raw.autocommit = True
    raw.execute(f"LISTEN {NEWS_CHANNEL}")
    try:
        yield
        looked = time.monotonic()
        while not stopping.is_set():
            is_told = any(True for _ in raw.notifies(timeout=POLL_SECONDS, stop_after=1))
            if is_told or time.monotonic() - looked >= IDLE_SECONDS:
                yield
                looked = time.monotonic()
    finally:
        connection.invalidate()  # a listening connection is not given back to the pool
