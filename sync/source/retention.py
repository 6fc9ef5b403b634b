"""The change log forgets: what is older than 90 days goes, and so do scopes that nobody has asked for since.

A mark says by when a number had been given. Nothing about a row is kept but the pointers of the log, so that
what left a scope or was erased leaves an id behind, and after this time not even that.
"""

from __future__ import annotations

from collections.abc import Collection as Container
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from sync.protocol import Collection, Grouping
from sync.source.changelog import stamp
from sync.source.scopes import deactivate

KEPT_MS: Final = 90 * 86_400_000
"""A device that was away for longer loads again and keeps its outbox."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What went: entries of the log up to `floor`, and scopes."""

    floor: int
    entries: int
    scopes: tuple[str, ...]


def clean(
    connection: Connection,
    collections: Sequence[Collection],
    groupings: Sequence[Grouping],
    *,
    now_ms: int,
    in_use: Container[str],
) -> Cleaned:
    """Nothing in the log is older than 90 days, and every scope older than that is `in_use`.

    Runs in a writing transaction of its own, as the stamper does, whose lock it holds. To be called now and
    then: what can go is known as finely as there were calls.
    """
    newest = stamp(connection, collections, groupings)
    # a clock that was put back must not make recent entries look old
    connection.execute(
        text(
            "INSERT INTO sync_marks (stamp, at_ms) SELECT :stamp, "
            " CASE WHEN MAX(at_ms) > :now THEN MAX(at_ms) ELSE :now END FROM sync_marks WHERE true"
            " ON CONFLICT (stamp) DO NOTHING"
        ),
        {"stamp": newest, "now": now_ms},
    )
    old = text("SELECT MAX(stamp) FROM sync_marks WHERE at_ms <= :until")
    floor = connection.execute(old, {"until": now_ms - KEPT_MS}).scalar()
    if floor is None:
        return Cleaned(0, 0, ())
    gone = connection.execute(text("DELETE FROM sync_changes WHERE stamp <= :floor"), {"floor": floor})
    connection.execute(text("UPDATE sync_state SET oldest = :floor WHERE oldest < :floor"), {"floor": floor})
    connection.execute(text("DELETE FROM sync_marks WHERE stamp < :floor"), {"floor": floor})
    since = text("SELECT scope FROM sync_scopes WHERE active_since <= :floor ORDER BY scope")
    idle = [s for s in connection.execute(since, {"floor": floor}).scalars() if s not in in_use]
    deactivate(connection, idle)
    return Cleaned(floor, gone.rowcount, tuple(idle))
