"""Reading the replica: one moment at a time, with what is still in the outbox laid over it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from associate_app.errors import Locked
from associate_app.store.database import tablet_errors
from associate_app.store.schema import REPLICA_TABLES, SCHEMA_VERSION
from shared.errors import AisleError
from shared.merge import Effect, NewRow, Place
from shared.operation_merging import MergeUndone, PeopleMerged
from shared.operation_newcomers import NewCustomer
from shared.operations import check_operation, effects_of
from sync.device.outbox import Outbox
from sync.device.replica import Replica
from sync.device.storage import Storage

Row = tuple[Any, ...]


@dataclass
class Snapshot:
    """One checkpoint and the pending operations that go with it, as long as its transaction lasts.

    The outbox is read in the same transaction as the tables: an operation leaves the outbox in the
    transaction that shows its effect, so that it is seen exactly once, whenever one looks.
    """

    connection: Storage
    store_id: str
    replica: Replica
    known_effects: dict[str, tuple[Effect, ...]]
    records: dict[int, Mapping[Place, Mapping[str, Any]]] = field(default_factory=dict)

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        return self.connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, if any."""
        found: Row | None = self.connection.execute(sql, parameters).fetchone()
        return found

    @cached_property
    def effects(self) -> tuple[Effect, ...]:
        """What pending operations do, in the order in which they were recorded."""
        return tuple(self._effects())

    @cached_property
    def changed(self) -> frozenset[int]:
        """The customers about whom pending operations change something that is there."""
        return frozenset(e.who.customer_id for e in self.effects if not isinstance(e, NewRow))

    @cached_property
    def created(self) -> tuple[int, ...]:
        """The customers whom pending operations make, the latest first; HQ does not know them yet."""
        made = [e.who.customer_id for e in self.effects if isinstance(e, NewCustomer)]
        return tuple(
            key for key in reversed(made) if not self.row("SELECT 1 FROM customers WHERE id = ?", (key,))
        )

    @cached_property
    def merged_away(self) -> dict[int, int]:
        """Customers who are here and go on as somebody else by a pending merge, and as whom."""
        held: dict[str, PeopleMerged] = {}
        for effect in self.effects:
            if isinstance(effect, PeopleMerged):
                held[effect.who.id] = effect
            elif isinstance(effect, MergeUndone):
                held.pop(effect.place[1][0], None)
        return {each.merged_id: each.who.customer_id for each in held.values()}

    def waits(self, collection: str, key: str) -> bool:
        """True if something pending makes or changes that record."""
        return any(effect.place == (collection, (key,)) for effect in self.effects)

    def pending(self, collection: str, **wanted: object) -> list[dict[str, Any]]:
        """Pending records of a collection whose columns have the wanted values."""
        records = [
            effect.row
            for effect in self.effects
            if isinstance(effect, NewRow) and effect.collection == collection
        ]
        return [row for row in records if all(row[name] == value for name, value in wanted.items())]

    def _effects(self) -> Iterator[Effect]:
        """What is pending; each operation is checked once, however often it is read."""
        overlay = Outbox(self.connection).overlay()
        known = {wire["id"]: self._effects_of(wire) for wire in overlay}
        self.known_effects.clear()
        self.known_effects.update(known)
        return chain.from_iterable(known.values())

    def _effects_of(self, wire: dict[str, Any]) -> tuple[Effect, ...]:
        """Its effects; none of what another version of the app wrote: the server still gets that."""
        if wire["id"] in self.known_effects:
            return self.known_effects[wire["id"]]
        try:
            return effects_of(check_operation(wire), self.store_id)
        except AisleError:
            return ()


class ReplicaReader:
    """The one reader of the open replica; calls from several threads take turns."""

    def __init__(self, connection: Storage, store_id: str) -> None:
        self._connection: Storage | None = connection
        self._store_id = store_id
        self._known_effects: dict[str, tuple[Effect, ...]] = {}
        self._lock = threading.RLock()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Everything read inside is of one moment; Locked after `close`."""
        with self._lock, tablet_errors():
            if self._connection is None:
                raise Locked
            self._connection.execute("BEGIN")
            try:
                replica = Replica(self._connection, REPLICA_TABLES, schema_version=SCHEMA_VERSION)
                yield Snapshot(self._connection, self._store_id, replica, self._known_effects)
            finally:
                self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Nothing is read any more."""
        with self._lock:
            connection: Any = self._connection
            self._connection = None
            self._known_effects.clear()
            if connection is not None:
                connection.close()
