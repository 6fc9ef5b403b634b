"""Tables of selling: stock here and near, baskets handed to tills, things put aside."""

from __future__ import annotations

from typing import Final

from sync.device.replica import ReplicaTable

SELLING: Final = (
    ReplicaTable(
        "stock",
        columns={"store_id": "TEXT", "product_id": "INTEGER", "quantity": "INTEGER", "at_ms": "INTEGER"},
        key=("store_id", "product_id"),
        group_columns={"near": "store_id"},
    ),
    ReplicaTable(
        "store_neighbours",
        columns={"store_id": "TEXT", "near_id": "TEXT", "metres": "INTEGER"},
        key=("store_id", "near_id"),
    ),
    ReplicaTable(
        "handed_baskets",
        columns={
            "id": "TEXT", "customer_id": "INTEGER", "store_id": "TEXT", "associate_id": "TEXT",
            "code": "TEXT", "lines": "TEXT", "offers": "TEXT", "total_minor": "INTEGER",
            "at_ms": "INTEGER", "taken_ms": "INTEGER",
        },
        key=("id",),
        indexes=(
            "CREATE INDEX handed_baskets_customer ON handed_baskets (customer_id, at_ms)",
            "CREATE INDEX handed_baskets_at ON handed_baskets (at_ms)",
        ),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "put_asides",
        columns={
            "id": "TEXT", "customer_id": "INTEGER", "store_id": "TEXT", "associate_id": "TEXT",
            "lines": "TEXT", "until_on": "TEXT", "at_ms": "INTEGER", "outcome": "TEXT",
            "ended_ms": "INTEGER",
        },
        key=("id",),
        indexes=(
            "CREATE INDEX put_asides_customer ON put_asides (customer_id)",
            "CREATE INDEX put_asides_open ON put_asides (store_id, until_on) WHERE ended_ms IS NULL",
        ),
        group_columns={"customer": "customer_id"},
    ),
)  # fmt: skip
