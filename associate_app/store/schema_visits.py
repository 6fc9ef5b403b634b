"""The replica's tables about visits to the store."""

from __future__ import annotations

from typing import Final

from sync.device.replica import ReplicaTable

VISITS: Final = (
    ReplicaTable(
        "visit_ratings",
        columns={
            "id": "TEXT", "store_id": "TEXT", "associate_id": "TEXT", "customer_id": "INTEGER",
            "rating": "INTEGER", "corrects": "TEXT", "at_ms": "INTEGER",
        },
        key=("id",),
        indexes=("CREATE INDEX visit_ratings_at ON visit_ratings (at_ms)",),
    ),
)  # fmt: skip
