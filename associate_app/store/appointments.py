"""Appointments as they stand: the checkpoint's, with the pending work laid over them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from associate_app.store import records
from associate_app.store.reading import Snapshot
from shared.appointments import Booking
from shared.merge import Place, Row, lay_over
from shared.operation_work import APPOINTMENTS

_COLUMNS: Final = (
    "id", "customer_id", "store_id", "associate_id", "starts_local", "minutes", "about", "state", "at_ms",
)  # fmt: skip


class Appointment(NamedTuple):
    """A time agreed with a customer; `starts_local` is on the store's own clock."""

    id: str
    customer_id: int
    associate_id: str
    starts_local: str
    minutes: int
    about: str
    state: str

    @property
    def booking(self) -> Booking:
        """As far as a clash asks."""
        return Booking(self.id, self.associate_id, self.starts_local, self.minutes, self.state)


def between(snapshot: Snapshot, first: str, last: str) -> list[Appointment]:
    """This store's appointments from one local time to before another, the earliest first."""
    effects = [effect for effect in snapshot.effects if effect.place[0] == APPOINTMENTS]
    stored = _stored(snapshot, "starts_local >= ? AND starts_local < ?", first, last)
    if effects:
        ids = json.dumps([effect.place[1][0] for effect in effects])
        stored |= _stored(snapshot, "id IN (SELECT value FROM json_each(?))", ids)
        stored = lay_over(stored, effects).rows
    found = _appointments(snapshot, stored.items())
    return [each for each in found if first <= each.starts_local < last]


def of_customer(snapshot: Snapshot, customer_id: int) -> list[Appointment]:
    """Her appointments here, the earliest first."""
    known: Iterable[tuple[Place, Row]] = records.records(snapshot, customer_id).items()
    return _appointments(snapshot, known)


def _stored(snapshot: Snapshot, where: str, *values: str) -> dict[Place, Row]:
    rows = snapshot.rows(f"SELECT {', '.join(_COLUMNS)} FROM {APPOINTMENTS} WHERE {where}", values)
    return {(APPOINTMENTS, (row[0],)): dict(zip(_COLUMNS, row, strict=True)) for row in rows}


def _appointments(snapshot: Snapshot, rows: Iterable[tuple[Place, Mapping[str, Any]]]) -> list[Appointment]:
    found = [
        Appointment(*(row[name] for name in Appointment._fields))
        for (name, _key), row in rows
        if name == APPOINTMENTS and row["store_id"] == snapshot.store_id
    ]
    return sorted(found, key=lambda each: (each.starts_local, each.id))
