"""What of an associate's day lies in rows about customers: promises due, what waits put aside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final, NamedTuple

from associate_app.store.reading import Snapshot
from shared.automatic_tasks import Promised
from shared.merge import Place, Row, lay_over
from shared.next_action.actions import DONE
from shared.operation_selling import ASIDE

MOST_PROMISES: Final = 20
LATEST_DAYS: Final = 90
"""A promise that nobody has kept for so long stands on her own screen only."""


class Aside(NamedTuple):
    """Things that wait for a customer until that day (ISO) is over, by product and quantity."""

    id: str
    customer_id: int
    until_on: str
    lines: tuple[Mapping[str, int], ...]


def due_promises(snapshot: Snapshot, today: date, until: date) -> list[Promised]:
    """What was promised here until a day and not kept yet, the longest overdue first, pending ones too."""
    first, last = (today - timedelta(days=LATEST_DAYS)).isoformat(), until.isoformat()
    rows = snapshot.rows(
        "SELECT f.id, f.customer_id, f.text, f.due_on FROM follow_ups f"
        " WHERE f.due_on BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM action_outcomes o"
        " WHERE o.customer_id = f.customer_id AND o.action = 'follow_up' AND o.subject = f.id"
        f" AND o.outcome = '{DONE}') ORDER BY f.due_on, f.id LIMIT {MOST_PROMISES}",
        (first, last),
    )
    pending = [
        Promised(row["id"], row["customer_id"], row["text"], row["due_on"])
        for row in snapshot.pending("follow_ups")
        if row["due_on"] <= last
    ]
    return [*(Promised(*row) for row in rows), *pending]


def ending_asides(snapshot: Snapshot, today: date) -> list[Aside]:
    """What is put aside in this store until today or tomorrow and still waits, with the pending work."""
    first, last = today.isoformat(), (today + timedelta(days=1)).isoformat()
    effects = [effect for effect in snapshot.effects if effect.place[0] == ASIDE]
    stored = _asides(
        snapshot,
        "store_id = ? AND until_on BETWEEN ? AND ? AND ended_ms IS NULL",
        snapshot.store_id,
        first,
        last,
    )
    if effects:
        ids = json.dumps([effect.place[1][0] for effect in effects])
        stored |= _asides(snapshot, "id IN (SELECT value FROM json_each(?))", ids)
        stored = lay_over(stored, effects).rows
    return [
        Aside(row["id"], row["customer_id"], row["until_on"], tuple(json.loads(row["lines"])))
        for (name, _key), row in stored.items()
        if name == ASIDE and row["ended_ms"] is None and row["store_id"] == snapshot.store_id
        and first <= row["until_on"] <= last
    ]  # fmt: skip


def _asides(snapshot: Snapshot, where: str, *values: str) -> dict[Place, Row]:
    names = ("id", "customer_id", "store_id", "until_on", "lines", "outcome", "ended_ms")
    rows = snapshot.rows(f"SELECT {', '.join(names)} FROM {ASIDE} WHERE {where}", values)
    return {(ASIDE, (row[0],)): dict(zip(names, row, strict=True)) for row in rows}
