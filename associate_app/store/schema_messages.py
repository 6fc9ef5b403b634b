"""The replica's tables of messages to customers."""

from __future__ import annotations

from typing import Final

from sync.device.replica import ReplicaTable

MESSAGES: Final = (
    ReplicaTable(
        "message_templates",
        columns={
            "id": "TEXT", "name": "TEXT", "channel": "TEXT", "purpose": "TEXT", "language": "TEXT",
            "text": "TEXT", "is_on": "INTEGER",
        },
        key=("id",),
    ),
)  # fmt: skip
