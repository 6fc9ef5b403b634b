"""Things put aside that still wait, as the checkpoint has them with the pending work laid over it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from associate_app.store import records
from associate_app.store.reading import Snapshot
from shared.merge import Row
from shared.operation_selling import ASIDE


@dataclass(frozen=True, slots=True)
class Aside:
    """How many of which product wait, and until which day (ISO text) is over."""

    id: str
    lines: tuple[tuple[int, int], ...]
    until_on: str
    at_ms: int
    pending: bool


def of_customer(snapshot: Snapshot, customer_id: int, today: str) -> list[Aside]:
    """What waits for her in this store today, the first day to end first."""
    return _waiting(snapshot, records.of(snapshot, ASIDE, customer_id), today)


def _waiting(snapshot: Snapshot, rows: Iterable[Row], today: str) -> list[Aside]:
    pending = {effect.who.id for effect in snapshot.effects}
    found = [
        Aside(
            row["id"],
            tuple((line["product_id"], line["quantity"]) for line in json.loads(row["lines"])),
            row["until_on"], row["at_ms"], row["id"] in pending,
        )
        for row in rows
        if row["ended_ms"] is None and row["until_on"] >= today and row["store_id"] == snapshot.store_id
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.until_on, each.at_ms, each.id))
