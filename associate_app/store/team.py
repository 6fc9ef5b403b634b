"""What the associates of this store did, and what was bought after it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from associate_app.store.reading import Snapshot
from shared.credit import CONTACT, HAND_OVER, REDEMPTION, Purchase, Touch

NOTES: Final = "notes"
ANSWERS: Final = "answers"

_TOUCHES: Final = (
    (CONTACT, "action_outcomes", "outcome = 'done' AND channel IS NOT NULL"),
    (REDEMPTION, "redemptions", "customer_id IS NOT NULL"),
    (HAND_OVER, "handed_baskets", "customer_id IS NOT NULL"),
)
_COUNTED: Final = ((NOTES, "interactions"), (ANSWERS, "recommendation_answers"))

_BOUGHT: Final = """
    SELECT id, customer_id, at_ms, total_minor FROM purchases
    WHERE customer_id IN (SELECT value FROM json_each(?)) AND at_ms >= ? ORDER BY at_ms, id
"""


class Colleague(NamedTuple):
    """Somebody who works, or has worked, in this store."""

    id: str
    name: str
    is_active: bool


def colleagues(snapshot: Snapshot) -> list[Colleague]:
    """Everybody whom this store knows, by name."""
    rows = snapshot.rows("SELECT id, name, active FROM associates ORDER BY name, id")
    return [Colleague(key, name, bool(active)) for key, name, active in rows]


def touches(snapshot: Snapshot, since_ms: int) -> list[Touch]:
    """Whom this store's associates were in touch with since then, pending ones too."""
    found = []
    for kind, table, which in _TOUCHES:
        asked = f"SELECT customer_id, associate_id, at_ms FROM {table} WHERE at_ms >= ? AND store_id = ?"
        rows = snapshot.rows(f"{asked} AND {which}", (since_ms, snapshot.store_id))
        found += [Touch(kind, *row) for row in rows]
        found += [
            Touch(kind, row["customer_id"], row["associate_id"], row["at_ms"])
            for row in snapshot.pending(table)
            if row["at_ms"] >= since_ms and _is_touch(kind, row)
        ]
    return found


def _is_touch(kind: str, row: dict[str, Any]) -> bool:
    if not row["customer_id"]:
        return False
    return kind != CONTACT or (row["outcome"] == "done" and row["channel"] is not None)


def counts(snapshot: Snapshot, since_ms: int) -> dict[str, Counter[str]]:
    """How many notes and answers each associate of this store wrote down since then."""
    found = {}
    for name, table in _COUNTED:
        rows = snapshot.rows(
            f"SELECT associate_id, count(*) FROM {table} WHERE at_ms >= ? AND store_id = ?"
            " GROUP BY associate_id",
            (since_ms, snapshot.store_id),
        )
        counted: Counter[str] = Counter(dict(rows))
        counted.update(
            row["associate_id"] for row in snapshot.pending(table) if row["at_ms"] >= since_ms
        )  # fmt: skip
        found[name] = counted
    return found


def purchases(snapshot: Snapshot, customers: Iterable[int], since_ms: int) -> list[Purchase]:
    """What those customers bought since then, wherever, in order of time."""
    asked = json.dumps(sorted(set(customers)))
    return [Purchase(*row) for row in snapshot.rows(_BOUGHT, (asked, since_ms))]
