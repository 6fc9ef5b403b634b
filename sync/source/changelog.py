"""The change log: what changed in each scope, under numbers given after commit.

Triggers write what changed to the journal. The stamper, whoever comes first and needs it, takes all committed
journal rows and gives the whole batch one number. A number is given only to what is committed and visible,
so no later commit can slip in below a cursor; a batch holds whole transactions, so no checkpoint splits one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from sync.protocol import Collection, Grouping
from sync.source.dialect import Dialect, tables_of
from sync.source.fanout import everything

_STAMPER_LOCK = 0x4149534C45  # any number, the same in every process


@dataclass(frozen=True, slots=True)
class LogState:
    """The epoch, the newest number given in it, and the oldest cursor that can still be served."""

    epoch: str
    stamp: int
    oldest: int


def state_of(connection: Connection) -> LogState:
    """The state of the change log in the caller's transaction."""
    row = connection.execute(text("SELECT epoch, stamp, oldest FROM sync_state")).one()
    return LogState(*row)


def is_stamped(connection: Connection) -> bool:
    """True if no committed change waits for its number."""
    return not connection.execute(text("SELECT EXISTS (SELECT 1 FROM sync_journal)")).scalar()


def stamp(connection: Connection, collections: Sequence[Collection], groupings: Sequence[Grouping]) -> int:
    """The newest number, after everything committed so far has got one.

    Runs in a writing transaction of its own, READ COMMITTED on PostgreSQL: the one statement that takes the
    journal must see what was committed while it waited for the lock, and the rows of groups as they were at
    that same instant.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _STAMPER_LOCK})
    # before the first device nobody needs the log; one statement, so that a scope that becomes active beside
    # it either keeps the journal or loads after all that is dropped here
    connection.execute(text("DELETE FROM sync_journal WHERE NOT EXISTS (SELECT 1 FROM sync_scopes)"))
    if not is_stamped(connection):
        dialect = Dialect.of(connection, tables_of(collections, groupings))
        for statement in _taking(dialect, collections, groupings):
            connection.execute(text(statement))
    return state_of(connection).stamp


def _taking(dialect: Dialect, collections: Sequence[Collection], groupings: Sequence[Grouping]) -> list[str]:
    number = "UPDATE sync_state SET stamp = stamp + 1"
    keep = " ON CONFLICT (scope, collection, key) DO UPDATE SET kind = excluded.kind, stamp = excluded.stamp"

    def noting(journal: str, state: str) -> str:
        return (
            "INSERT INTO sync_changes (scope, collection, key, kind, stamp)"
            f" SELECT DISTINCT f.scope, f.collection, f.key, f.kind, n.stamp"
            f" FROM ({everything(dialect, collections, groupings, journal)}) AS f"
            f" JOIN sync_scopes AS s ON s.scope = f.scope CROSS JOIN {state} AS n WHERE true{keep}"
        )

    if dialect.is_sqlite:
        return [number, noting("sync_journal", "sync_state"), "DELETE FROM sync_journal"]
    taken = "DELETE FROM sync_journal RETURNING collection, key, owner, kind"
    return [f"WITH taken AS ({taken}), numbered AS ({number} RETURNING stamp) {noting('taken', 'numbered')}"]


def change_epoch(connection: Connection) -> str:
    """A new epoch, after which every device loads again and keeps its outbox.

    Called when the database has gone back in time (restored from a backup): numbers that devices have
    seen would otherwise be given a second time to other changes.
    """
    made = (
        "lower(hex(randomblob(16)))"
        if connection.dialect.name == "sqlite"
        else "replace(gen_random_uuid()::text, '-', '')"
    )
    connection.execute(text(f"UPDATE sync_state SET epoch = {made}"))
    return state_of(connection).epoch
