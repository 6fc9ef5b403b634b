"""The replica's tables of what HQ offers: promotions in the form of 0.4.0, what it has counted of
them, and the pictures that they show.

`data` is a JPEG in base64. A server before 0.4.0 fills the table `promotions` instead.
"""

from __future__ import annotations

from typing import Final

from sync.device.replica import ReplicaTable

OFFERS: Final = (
    ReplicaTable(
        "promotion_terms",
        columns={
            "id": "TEXT", "code": "TEXT", "name": "TEXT", "text": "TEXT", "benefit_kind": "TEXT",
            "benefit_value": "INTEGER", "department": "TEXT", "starts_local": "TEXT", "ends_local": "TEXT",
            "audience": "TEXT", "total_limit": "INTEGER", "customer_limit": "INTEGER",
            "budget_minor": "INTEGER", "offline_policy": "TEXT", "priority": "INTEGER", "status": "TEXT",
            "version": "INTEGER", "benefit": "TEXT", "conditions": "TEXT", "stacking": "TEXT",
            "store_limit": "INTEGER", "frequency": "TEXT", "variants": "TEXT", "holdout_percent": "INTEGER",
            "picture_id": "TEXT",
        },
        key=("id",),
        group_columns={"terms": "id"},
    ),
    ReplicaTable(
        "offer_odds",
        columns={
            "promotion_id": "TEXT", "day": "TEXT", "strategy": "TEXT", "rate": "INTEGER",
            "margin_minor": "INTEGER", "cost_minor": "INTEGER", "scales": "INTEGER",
            "basket_minor": "INTEGER", "tallies": "TEXT",
        },
        key=("promotion_id",),
        group_columns={"terms": "promotion_id"},
    ),
    ReplicaTable(
        "promotion_pictures",
        columns={
            "promotion_id": "TEXT", "picture_id": "TEXT", "alt": "TEXT", "width": "INTEGER",
            "height": "INTEGER", "data": "TEXT",
        },
        key=("promotion_id", "picture_id"),
        group_columns={"terms": "promotion_id"},
    ),
)  # fmt: skip
