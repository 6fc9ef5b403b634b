"""How far each tablet is behind the change log: in rows that it does not have as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.replication.collections import GLOBAL, device_scope, store_scope
from sync.source import changelog

MOST_COUNTED: Final = 1_000
"""A scope in which more has changed is not counted to its end: a thousand tablets are looked at together."""

_SCOPES: Final = (f"'{GLOBAL}'", f"'{store_scope('')}' || d.store_id", f"'{device_scope('')}' || d.id")

_CHANGED: Final = " + ".join(
    "(SELECT COUNT(*) FROM (SELECT 1 FROM sync_changes AS c"
    f" WHERE c.scope = {scope} AND c.stamp > d.acknowledged_stamp LIMIT {MOST_COUNTED}) AS n)"
    for scope in _SCOPES
)

_BEHIND: Final = text(
    f"SELECT d.id, {_CHANGED} FROM devices AS d"
    " WHERE d.acknowledged_epoch = :epoch AND d.acknowledged_stamp >= :oldest"
    f" AND (SELECT COUNT(*) FROM sync_scopes AS s WHERE s.scope IN ({', '.join(_SCOPES)})"
    f" AND s.active_since <= d.acknowledged_stamp) = {len(_SCOPES)}"
)


@dataclass(frozen=True, slots=True)
class Lag:
    """`changes` rows are missing or are others by now, or at least so many."""

    changes: int

    @property
    def is_least(self) -> bool:
        """True if there may be more."""
        return self.changes >= MOST_COUNTED


def lags(session: Session) -> dict[str, Lag]:
    """The lag of each tablet, by id; one that is not among them has to load everything first.

    What still waits for its number is in nobody's lag yet.
    """
    state = changelog.state_of(session.connection())
    found = session.execute(_BEHIND, {"epoch": state.epoch, "oldest": state.oldest})
    return {device_id: Lag(changes) for device_id, changes in found}
