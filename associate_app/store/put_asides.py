"""Things put aside that still wait, as the checkpoint has them with the pending work laid over it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from associate_app.store import records
from associate_app.store.reading import Snapshot
from shared.merge import Row
from shared.operation_selling import ASIDE

MOST_SHOWN: Final = 100
_COLUMNS: Final = (
    "id", "customer_id", "store_id", "associate_id", "lines", "until_on", "at_ms", "outcome", "ended_ms",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Aside:
    """How many of which product wait, and until which day (ISO text) is over."""

    id: str
    customer_id: int
    associate_id: str
    lines: tuple[tuple[int, int], ...]
    until_on: str
    at_ms: int
    pending: bool


def of_customer(snapshot: Snapshot, customer_id: int, today: str) -> list[Aside]:
    """What waits for her in this store today, the first day to end first."""
    return _waiting(snapshot, records.of(snapshot, ASIDE, customer_id), today)


def in_store(snapshot: Snapshot, today: str) -> list[Aside]:
    """All that waits in this store today, for whomever, the first day to end first; at most `MOST_SHOWN`."""
    stored = snapshot.rows(
        f"SELECT {', '.join(_COLUMNS)} FROM {ASIDE} WHERE store_id = ? AND ended_ms IS NULL AND until_on >= ?"
        f" ORDER BY until_on LIMIT {MOST_SHOWN}",
        (snapshot.store_id, today),
    )
    rows: list[Row] = [dict(zip(_COLUMNS, row, strict=True)) for row in stored]
    concerned = {effect.who.customer_id for effect in snapshot.effects if effect.place[0] == ASIDE}
    rows = [row for row in rows if row["customer_id"] not in concerned]
    rows += [row for key in concerned for row in records.of(snapshot, ASIDE, key)]
    return _waiting(snapshot, rows, today)[:MOST_SHOWN]


def _waiting(snapshot: Snapshot, rows: Iterable[Row], today: str) -> list[Aside]:
    pending = {effect.who.id for effect in snapshot.effects}
    found = [
        Aside(
            row["id"], row["customer_id"], row["associate_id"],
            tuple((line["product_id"], line["quantity"]) for line in json.loads(row["lines"])),
            row["until_on"], row["at_ms"], row["id"] in pending,
        )
        for row in rows
        if row["ended_ms"] is None and row["until_on"] >= today and row["store_id"] == snapshot.store_id
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.until_on, each.at_ms, each.id))
