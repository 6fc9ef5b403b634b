"""The replica's table of pictures that promotions show; `data` is a JPEG in base64."""

from __future__ import annotations

from typing import Final

from sync.device.replica import ReplicaTable

OFFERS: Final = (
    ReplicaTable(
        "promotion_pictures",
        columns={
            "promotion_id": "TEXT", "picture_id": "TEXT", "alt": "TEXT", "width": "INTEGER",
            "height": "INTEGER", "data": "TEXT",
        },
        key=("promotion_id", "picture_id"),
        group_columns={"promotion": "promotion_id"},
    ),
)  # fmt: skip
