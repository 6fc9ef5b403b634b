"""Ratings of visits to this store, as HQ has them and as they wait to be sent."""

from __future__ import annotations

from typing import Final

from associate_app.store.reading import Snapshot
from shared.visit_ratings import Rating

_FACTS: Final = """
    SELECT id, associate_id, customer_id, rating, corrects, at_ms FROM visit_ratings
    WHERE at_ms >= ? ORDER BY at_ms, id
"""


def facts(snapshot: Snapshot, since_ms: int) -> list[Rating]:
    """Every fact since then, the earliest first: a correction is never older than what it corrects."""
    stored = [Rating(*row) for row in snapshot.rows(_FACTS, (since_ms,))]
    pending = [
        Rating(*(row[name] for name in Rating._fields))
        for row in snapshot.pending("visit_ratings")
        if row["at_ms"] >= since_ms
    ]
    return sorted(stored + pending, key=lambda each: (each.at_ms, each.id))
