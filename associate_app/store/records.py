"""What operations can change about a customer, as the checkpoint has it with the pending work laid over it.

The rows meet the pending effects in the very function that the server runs, so that nothing an associate did
changes shape when HQ confirms it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from associate_app.store.reading import Snapshot
from associate_app.store.schema import REPLICA_TABLES
from shared.merge import CONFLICTS, Place, Row, lay_over
from shared.operation_merging import MERGES
from shared.operation_selling import ASIDE

_OWNED: Final = {
    "customers": "id", "consents": "customer_id", "customer_preferences": "customer_id",
    "customer_dates": "customer_id", "appointments": "customer_id", ASIDE: "customer_id",
    CONFLICTS: "customer_id", MERGES: "kept_id",
}  # fmt: skip
"""By which column each of these rows is about a customer."""

_TABLES: Final = {table.name: table for table in REPLICA_TABLES if table.name in _OWNED}


def records(snapshot: Snapshot, customer_id: int) -> Mapping[Place, Row]:
    """Everything of that kind about one customer; read once in a snapshot."""
    known = snapshot.records.get(customer_id)
    if known is None:
        stored = dict(_stored(snapshot, customer_id))
        pending = (effect for effect in snapshot.effects if effect.who.customer_id == customer_id)
        known = snapshot.records[customer_id] = lay_over(stored, pending).rows
    return known


def of(snapshot: Snapshot, collection: str, customer_id: int) -> list[Row]:
    """A customer's rows of one collection."""
    return [row for (name, _), row in records(snapshot, customer_id).items() if name == collection]


def _stored(snapshot: Snapshot, customer_id: int) -> Iterator[tuple[Place, dict[str, Any]]]:
    for name, table in _TABLES.items():
        chosen = ", ".join(table.columns)
        for values in snapshot.rows(f"SELECT {chosen} FROM {name} WHERE {_OWNED[name]} = ?", (customer_id,)):
            row = dict(zip(table.columns, values, strict=True))
            yield (name, tuple(row[key] for key in table.key)), row
