"""The replica's tables of audiences: named rules, members of lists, and scores of customers."""

from __future__ import annotations

from typing import Final

from sync.device.replica import ReplicaTable

AUDIENCES: Final = (
    ReplicaTable(
        "audiences",
        columns={"id": "TEXT", "name": "TEXT", "kind": "TEXT", "rule": "TEXT", "version": "INTEGER"},
        key=("id",),
    ),
    ReplicaTable(
        "audience_members",
        columns={"audience_id": "TEXT", "customer_id": "INTEGER"},
        key=("audience_id", "customer_id"),
        indexes=("CREATE INDEX audience_members_customer ON audience_members (customer_id)",),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "customer_scores",
        columns={"customer_id": "INTEGER", "name": "TEXT", "value": "REAL"},
        key=("customer_id", "name"),
        group_columns={"customer": "customer_id"},
    ),
)  # fmt: skip
