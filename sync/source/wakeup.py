"""Wake-up: one watcher a process sees that something was committed and tells the channels it concerns.

It says "there is news" and nothing else; the change log stays the truth. The watcher gives the numbers
itself, so that it can tell by scope whom the news concerns.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, text
from sqlalchemy.exc import SQLAlchemyError

from sync.protocol import Collection, Grouping
from sync.source.changelog import is_stamped, stamp, state_of
from sync.source.schema import NEWS_CHANNEL

POLL_SECONDS = 0.1
_RETRY_SECONDS = 1.0
_HOUR_SECONDS = 3_600.0


class Subscription:
    """One open channel: rung when something changed in its scopes, over once its owner opened another."""

    def __init__(self, owner: str, scopes: Sequence[str]) -> None:
        self.owner = owner
        self.scopes = frozenset(scopes)
        self.is_over = False
        self._rung = threading.Event()

    def ring(self) -> None:
        """Whoever waits is told."""
        self._rung.set()

    def wait(self, timeout: float) -> bool:
        """True if there was news since the last time, False after the timeout."""
        rung = self._rung.wait(timeout)
        self._rung.clear()
        return rung


class Watcher:
    """Watches one database in a thread of its own; `reading` are the execution options of a reader.

    `each_hour` is called after a commit was seen, at most so often.
    """

    def __init__(
        self,
        engine: Engine,
        collections: Sequence[Collection],
        groupings: Sequence[Grouping],
        *,
        reading: dict[str, Any],
        on_trouble: Callable[[Exception], None],
        each_hour: Callable[[], object] = lambda: None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._collections = collections
        self._groupings = groupings
        self._reading = reading
        self._on_trouble = on_trouble
        self._each_hour = each_hour
        self._seconds = seconds
        self._hour_begins = seconds()
        self._lock = threading.Lock()
        self._subscriptions: set[Subscription] = set()
        self._stopping = threading.Event()
        self._seen: tuple[str, int] | None = None
        self._thread = threading.Thread(target=self._run, name="sync watcher", daemon=True)

    def start(self) -> None:
        """Commits are seen from now on."""
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """The thread has ended, and every open channel has been woken to see it."""
        self._stopping.set()
        for subscription in self._current():
            subscription.ring()
        self._thread.join(timeout)

    @property
    def is_stopping(self) -> bool:
        """True once channels should close."""
        return self._stopping.is_set()

    def subscribe(self, owner: str, scopes: Sequence[str], *, most: int) -> Subscription | None:
        """A subscription, to be given back; None if `most` others are open.

        An owner has one: an older one of hers is over, since each costs the server a thread.
        """
        made = Subscription(owner, scopes)
        with self._lock:
            older = [each for each in self._subscriptions if each.owner == owner]
            self._subscriptions.difference_update(older)
            fits = len(self._subscriptions) < most
            if fits:
                self._subscriptions.add(made)
        for each in older:
            each.is_over = True
            each.ring()
        return made if fits else None

    def give_back(self, subscription: Subscription) -> None:
        """It is rung no more."""
        with self._lock:
            self._subscriptions.discard(subscription)

    def _current(self) -> list[Subscription]:
        with self._lock:
            return list(self._subscriptions)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._engine.connect() as connection:
                    waiting = _sqlite_commits if connection.dialect.name == "sqlite" else _postgresql_commits
                    for _ in waiting(connection, self._stopping):
                        self._look()
                        self._tend()
            except Exception as error:  # noqa: BLE001 - a restarted database must not end the watching
                if self._stopping.is_set():
                    return
                self._on_trouble(error)
                self._stopping.wait(_RETRY_SECONDS)

    def _tend(self) -> None:
        """What is to be done each hour is done; whatever goes wrong with it waits for the next."""
        if self._seconds() < self._hour_begins:
            return
        self._hour_begins = self._seconds() + _HOUR_SECONDS
        try:
            self._each_hour()
        except Exception as error:  # noqa: BLE001 - tidying up must not end the watching
            self._on_trouble(error)

    def _look(self) -> None:
        """Every channel whose scopes have changed since the last look is rung."""
        with self._engine.connect().execution_options(**self._reading) as connection:
            is_quiet = is_stamped(connection)
        if not is_quiet:
            with self._engine.begin() as connection:
                stamp(connection, self._collections, self._groupings)
        subscriptions = self._current()
        with self._engine.connect().execution_options(**self._reading) as connection:
            state = state_of(connection)
            seen, self._seen = self._seen, (state.epoch, state.stamp)
            if seen == self._seen:
                return
            everyone = seen is None or seen[0] != state.epoch
            scopes = frozenset[str]().union(*(each.scopes for each in subscriptions))
            changed = scopes if everyone else _changed(connection, scopes, seen[1] if seen else 0)
        for subscription in subscriptions:
            if subscription.scopes & changed:
                subscription.ring()


def _changed(connection: Connection, scopes: frozenset[str], since: int) -> frozenset[str]:
    """Those of the scopes in which something has a newer number."""
    if not scopes:
        return scopes
    found = text(
        "SELECT s.scope FROM sync_scopes AS s WHERE s.scope IN :scopes AND EXISTS"
        " (SELECT 1 FROM sync_changes AS c WHERE c.scope = s.scope AND c.stamp > :since)"
    ).bindparams(bindparam("scopes", expanding=True))
    return frozenset(connection.execute(found, {"scopes": list(scopes), "since": since}).scalars())


def _sqlite_commits(connection: Connection, stopping: threading.Event) -> Iterator[None]:
    """Yields once at the start and whenever another connection has committed."""
    raw = connection.connection.driver_connection
    if raw is None:
        raise SQLAlchemyError("the connection is gone")
    known = None
    while not stopping.wait(0 if known is None else POLL_SECONDS):
        (version,) = raw.execute("PRAGMA data_version").fetchone()
        if version != known:
            known = version
            yield


def _postgresql_commits(connection: Connection, stopping: threading.Event) -> Iterator[None]:
    """Yields once at the start and whenever the triggers' notification has come."""
    raw: Any = connection.connection.driver_connection
    raw.autocommit = True
    raw.execute(f"LISTEN {NEWS_CHANNEL}")
    try:
        yield
        while not stopping.is_set():
            if any(True for _ in raw.notifies(timeout=POLL_SECONDS, stop_after=1)):
                yield
    finally:
        connection.invalidate()  # a listening connection is not given back to the pool
