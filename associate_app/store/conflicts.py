"""What lost a conflict and waits for somebody to look at it."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from associate_app.store import records
from associate_app.store.reading import Snapshot
from shared.customer_fields import FIELDS
from shared.merge import CONFLICTS
from shared.operation_work import APPOINTMENTS, appointment_of

MOST_SHOWN: Final = 50


class OpenConflict(NamedTuple):
    """A value that lost, and what stands in its place now; `field` names a field or a consent."""

    id: str
    customer_id: int
    field: str
    now: str | None
    lost: str | None
    associate_id: str
    at_ms: int


def open_conflicts(snapshot: Snapshot) -> list[OpenConflict]:
    """Unsettled conflicts of this store's customers, the oldest first, with what was just done about them."""
    stored = snapshot.rows(
        f"SELECT customer_id FROM {CONFLICTS} WHERE settled_ms IS NULL ORDER BY at_ms LIMIT {MOST_SHOWN}"
    )
    concerned = {customer_id for (customer_id,) in stored} | snapshot.changed
    found = [
        _open(snapshot, row)
        for customer_id in concerned
        for row in records.of(snapshot, CONFLICTS, customer_id)
        if row["settled_ms"] is None
    ]
    return sorted(found, key=lambda each: (each.at_ms, each.id))[:MOST_SHOWN]


def one(snapshot: Snapshot, conflict_id: str) -> OpenConflict | None:
    """That conflict, if it is still open."""
    return next((each for each in open_conflicts(snapshot) if each.id == conflict_id), None)


def _of_appointment(snapshot: Snapshot, row: Any) -> str | None:
    """What stands now of the appointment that it is about, otherwise what the row says was kept."""
    appointment_id, field = appointment_of(row["field"]) or ("", "")
    for each in records.of(snapshot, APPOINTMENTS, row["customer_id"]):
        if each["id"] == appointment_id:
            now: str = each[field]
            return now
    kept: str | None = row["kept"]
    return kept


def _open(snapshot: Snapshot, row: Any) -> OpenConflict:
    customers = records.of(snapshot, "customers", row["customer_id"])
    is_field = row["field"] in FIELDS and bool(customers)
    now = customers[0][row["field"]] if is_field else _of_appointment(snapshot, row)
    return OpenConflict(
        row["id"], row["customer_id"], row["field"], now, row["lost"], row["associate_id"], row["at_ms"]
    )
