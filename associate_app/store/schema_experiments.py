"""The replica's table of what HQ tries out in this store."""

from __future__ import annotations

from typing import Final

from sync.device.replica import ReplicaTable

EXPERIMENTS: Final = (
    ReplicaTable(
        "experiments",
        columns={
            "id": "TEXT", "name": "TEXT", "surface": "TEXT", "audience": "TEXT", "variants": "TEXT",
            "control": "TEXT", "starts_local": "TEXT", "ends_local": "TEXT", "status": "TEXT",
        },
        key=("id",),
        group_columns={"experiment": "id"},
    ),
)  # fmt: skip
