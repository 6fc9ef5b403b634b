"""The replica's table of customers who were merged into those who are here."""

from __future__ import annotations

from typing import Final

from sync.device.replica import ReplicaTable

MERGES: Final = (
    ReplicaTable(
        "customer_merges",
        columns={
            "id": "TEXT", "kept_id": "INTEGER", "merged_id": "INTEGER", "by_kind": "TEXT", "by_id": "TEXT",
            "at_ms": "INTEGER", "undone_ms": "INTEGER",
        },
        key=("id",),
        indexes=("CREATE INDEX customer_merges_kept ON customer_merges (kept_id)",),
        group_columns={"customer": "kept_id"},
    ),
)  # fmt: skip
