"""Which tablets have everything there is for them, and which rows they have as these are now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from server.devices.service import FleetRow
from server.replication.collections import COLLECTIONS, GLOBAL, device_scope, store_scope
from sync.source import changelog
from sync.source.changelog import LogState
from sync.source.dialect import Dialect

_NAMES = " UNION ALL ".join(f"SELECT '{collection.name}' AS name" for collection in COLLECTIONS)

_NEWEST = text(
    "SELECT s.scope,"
    " (SELECT MAX(c.stamp) FROM sync_changes AS c WHERE c.scope = s.scope AND c.collection = n.name)"
    f" FROM sync_scopes AS s CROSS JOIN ({_NAMES}) AS n"
)
"""One look-up in the index for each scope and collection, however long the log is."""

_STAMPS = text(
    "SELECT scope, key, stamp FROM sync_changes WHERE collection = :collection AND scope IN :scopes"
).bindparams(bindparam("scopes", expanding=True))

_WAITING = text("SELECT DISTINCT key FROM sync_journal WHERE collection = :collection")


def up_to_date(session: Session, tablets: Iterable[FleetRow]) -> dict[str, bool]:
    """For each tablet, by id, whether it has acknowledged the last change of all its scopes.

    While a change still waits for its number nobody has it, so nobody is up to date.
    """
    connection = session.connection()
    state = changelog.state_of(connection)
    if not changelog.is_stamped(connection):
        return {tablet.id: False for tablet in tablets}
    newest: dict[str, int] = {}
    for scope, stamp in connection.execute(_NEWEST):
        newest[scope] = max(newest.get(scope, 0), stamp or 0)

    def is_fresh(tablet: FleetRow) -> bool:
        if not _is_served(tablet, state):
            return False
        scopes = (GLOBAL, store_scope(tablet.store_id), device_scope(tablet.id))
        return all(newest.get(scope, 0) <= (tablet.acknowledged_stamp or 0) for scope in scopes)

    return {tablet.id: is_fresh(tablet) for tablet in tablets}


def _is_served(tablet: FleetRow, state: LogState) -> bool:
    """True if the log still tells everything that changed since the tablet last said what it shows."""
    stamp = tablet.acknowledged_stamp
    return tablet.acknowledged_epoch == state.epoch and stamp is not None and stamp >= state.oldest


@dataclass(frozen=True, slots=True)
class Numbered:
    """Under which number each row of a collection last changed in each store, as far as it has one."""

    log: LogState
    dialect: Dialect
    stamps: Mapping[tuple[str, str], int]
    waiting: frozenset[str]

    def has(self, tablet: FleetRow, key: str | int) -> bool:
        """True if the tablet has the row with that key as it is now."""
        if not _is_served(tablet, self.log):
            return False
        text_of_key = self.dialect.key_text((key,))
        if text_of_key in self.waiting:
            return False
        newest = self.stamps.get((store_scope(tablet.store_id), text_of_key), 0)
        return newest <= (tablet.acknowledged_stamp or 0)


def numbered(session: Session, collection: str, store_ids: Iterable[str]) -> Numbered:
    """The numbers of a collection's rows in those stores, by two queries whatever their count."""
    connection = session.connection()
    scopes = sorted({store_scope(store_id) for store_id in store_ids})
    found = connection.execute(_STAMPS, {"collection": collection, "scopes": scopes}) if scopes else ()
    waiting = connection.execute(_WAITING, {"collection": collection})
    return Numbered(
        log=changelog.state_of(connection),
        dialect=Dialect.of(connection),
        stamps={(scope, key): stamp for scope, key, stamp in found},
        waiting=frozenset(key for (key,) in waiting),
    )
