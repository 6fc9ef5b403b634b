"""Wake-up: one watcher a process sees that something was committed and tells the channels it concerns.

It says "there is news" and nothing else; the change log stays the truth. The watcher gives the numbers
itself, so that it can tell by scope whom the news concerns.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Engine, bindparam, text

from sync.protocol import Collection, Grouping
from sync.source.changelog import LogState, is_stamped, stamp, state_of
from sync.source.commits import commits

_RETRY_SECONDS: Final = 1.0
_HOUR_SECONDS: Final = 3_600.0

_NAMED_SCOPES: Final = 500
"""Up to so many scopes are asked for by name; of more, every one that is kept is looked at."""


class Listeners(Protocol):
    """Whoever is told: the open channels of a process. All of it is called on the watcher's thread."""

    def scopes(self) -> frozenset[str]:
        """Everything that somebody listens for."""

    def end(self, owners: frozenset[str]) -> None:
        """The channels of these owners are over, if they have any: they may hear nothing any more."""

    def tell(self, changed: frozenset[str]) -> None:
        """There is news in these scopes. Called after each look, with none if nothing has changed."""

    def stop(self) -> None:
        """Every channel is over."""


class Watcher:
    """Watches one database in a thread of its own; `reading` are the execution options of a reader.

    `shut_out` reads, at each look, which owners may not listen; `each_hour` is called at most so often.
    """

    def __init__(
        self,
        engine: Engine,
        collections: Sequence[Collection],
        groupings: Sequence[Grouping],
        listeners: Listeners,
        *,
        reading: dict[str, Any],
        on_trouble: Callable[[Exception], None],
        shut_out: Callable[[Connection], frozenset[str]] = lambda _: frozenset(),
        each_hour: Callable[[], object] = lambda: None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engine = engine
        self._collections = collections
        self._groupings = groupings
        self._listeners = listeners
        self._reading = reading
        self._on_trouble = on_trouble
        self._shut_out = shut_out
        self._each_hour = each_hour
        self._seconds = seconds
        self._hour_begins = seconds()
        self._stopping = threading.Event()
        self.seen: LogState | None = None
        """The change log as it was when everybody had last been told of it."""
        self._thread = threading.Thread(target=self._run, name="sync watcher", daemon=True)

    def start(self) -> None:
        """Commits are seen from now on."""
        self._thread.start()

    def stop(self, timeout: float = 5.0) -> None:
        """The thread has ended, and so has every open channel."""
        self._stopping.set()
        self._listeners.stop()
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                # the hearing ends before its connection does: one that listens must not go back to the pool
                with (
                    self._engine.connect() as connection,
                    closing(commits(connection, self._stopping)) as heard,
                ):
                    for _ in heard:
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
        """Whoever may not listen is shut out; everybody whose scopes have changed since is told."""
        with self._engine.connect().execution_options(**self._reading) as connection:
            is_quiet = is_stamped(connection)
        if not is_quiet:
            with self._engine.begin() as connection:
                stamp(connection, self._collections, self._groupings)
        with self._engine.connect().execution_options(**self._reading) as connection:
            shut_out = self._shut_out(connection)
            state = state_of(connection)
            # asked after the database: whoever begins to listen too late for this pulls later still, and
            # finds everything that is read here
            changed = _changed(connection, self._listeners.scopes(), self.seen, state)
        self._listeners.end(shut_out)
        self._listeners.tell(changed)
        self.seen = state


def _changed(
    connection: Connection, scopes: frozenset[str], before: LogState | None, now: LogState
) -> frozenset[str]:
    """Those of the scopes in which something has a newer number than before; all if that cannot be told."""
    if before is None or before.epoch != now.epoch:
        return scopes
    if not scopes or before.stamp == now.stamp:
        return frozenset()
    since = before.stamp
    newer = (
        "SELECT s.scope FROM sync_scopes AS s WHERE EXISTS"
        " (SELECT 1 FROM sync_changes AS c WHERE c.scope = s.scope AND c.stamp > :since)"
    )
    if len(scopes) > _NAMED_SCOPES:
        return scopes & frozenset(connection.execute(text(newer), {"since": since}).scalars())
    named = text(f"{newer} AND s.scope IN :scopes").bindparams(bindparam("scopes", expanding=True))
    return frozenset(connection.execute(named, {"scopes": list(scopes), "since": since}).scalars())
