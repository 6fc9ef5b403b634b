"""Scopes: which rows a device may hold, and which scopes the change log is kept for.

A scope comes from the device's credential, never from its request. The log is kept for active scopes only:
those whose first device has begun to load.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, text

from sync.protocol import Collection, Grouping
from sync.source.fanout import groupings_of


def activate(connection: Connection, scopes: Sequence[str]) -> None:
    """From now on the log is kept for these scopes.

    Committed by its own writing transaction before the load's snapshot is opened: what was stamped without
    knowing of the scope is then visible in the snapshot, and everything later is in the log.
    """
    connection.execute(
        text(
            "INSERT INTO sync_scopes (scope, active_since) SELECT :scope, stamp FROM sync_state WHERE true"
            " ON CONFLICT (scope) DO NOTHING"
        ),
        [{"scope": scope} for scope in scopes],
    )


def active_since(connection: Connection, scopes: Sequence[str]) -> int | None:
    """From which number on the log has been kept for all of them; None if it is not kept for one."""
    found = text("SELECT COUNT(*), MAX(active_since) FROM sync_scopes WHERE scope IN :scopes")
    bound = found.bindparams(bindparam("scopes", expanding=True))
    count, since = connection.execute(bound, {"scopes": list(scopes)}).one()
    return int(since) if count == len(set(scopes)) else None


def deactivate(connection: Connection, scopes: Sequence[str]) -> None:
    """The log is kept for these scopes no more; whoever comes back loads again.

    A number is spent on it: when one of them becomes active again, it must be since a newer one than any
    cursor that was given before.
    """
    if scopes:
        connection.execute(text("UPDATE sync_state SET stamp = stamp + 1"))
    for scope in scopes:
        for table in ("sync_changes", "sync_scopes"):
            connection.execute(text(f"DELETE FROM {table} WHERE scope = :scope"), {"scope": scope})


def shape_of(scopes: Sequence[str], collections: Sequence[Collection]) -> str:
    """A short name for what a cursor speaks of: these scopes and these columns. Others need a load."""
    told = repr((sorted(scopes), [(c.name, c.key, c.columns) for c in collections]))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class Membership:
    """The rows that a set of scopes holds, as SQL conditions with their values."""

    def __init__(self, scopes: Sequence[str], groupings: Sequence[Grouping]) -> None:
        self._scopes = scopes
        self._groupings = groupings
        self.values: dict[str, Any] = {f"scope_{n}": scope for n, scope in enumerate(scopes)}
        self.listed = ", ".join(f":scope_{n}" for n in range(len(scopes)))

    def holds(self, collection: Collection, alias: str) -> str:
        """The condition under which a row of the collection belongs to one of the scopes."""
        if groupings_of(collection, self._groupings):
            return f"{alias}.{collection.group_column} IN ({self.groups(str(collection.grouping))})"
        if collection.scope_column is not None:
            return self._named(f"{alias}.{collection.scope_column}", collection.scope_prefix)
        return "1 = 1"

    def holds_one(self, collection: Collection, alias: str) -> str:
        """The same condition for rows that are found by their keys: each asks for its own group only.

        Written as `holds`, SQLite would look up every group of the scopes for each of them.
        """
        alike = groupings_of(collection, self._groupings)
        if not alike:
            return self.holds(collection, alias)
        arms = [
            f"EXISTS (SELECT 1 FROM {grouping.table} AS g"
            f" WHERE g.{grouping.group_column} = {alias}.{collection.group_column}"
            f" AND {self._named(f'g.{grouping.scope_column}', grouping.scope_prefix)})"
            for grouping in alike
        ]
        return f"({' OR '.join(arms)})"

    def groups(self, name: str) -> str:
        """The groups of that name that the scopes hold, as a SELECT; one may come twice."""
        return " UNION ALL ".join(
            f"SELECT g.{grouping.group_column} FROM {grouping.table} AS g"
            f" WHERE {self._named(f'g.{grouping.scope_column}', grouping.scope_prefix)}"
            for grouping in self._groupings
            if grouping.name == name
        )

    def _named(self, column: str, prefix: str) -> str:
        """The scopes that begin with the prefix, without it, so that an index on the column serves."""
        names = []
        for number, scope in enumerate(self._scopes):
            if scope.startswith(prefix) and (prefix or ":" not in scope):
                name = f"named_{number}_{len(prefix)}"
                self.values[name] = scope[len(prefix) :]
                names.append(f":{name}")
        return f"{column} IN ({', '.join(names)})" if names else "1 = 0"
