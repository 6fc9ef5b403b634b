"""The replica's tables about an associate's day: tasks of HQ, appointments, sequences of follow-ups."""

from __future__ import annotations

from typing import Final

from sync.device.replica import ReplicaTable

WORK: Final = (
    ReplicaTable(
        "tasks",
        columns={
            "id": "TEXT", "store_id": "TEXT", "associate_id": "TEXT", "title": "TEXT", "text": "TEXT",
            "product_ids": "TEXT", "starts_on": "TEXT", "ends_on": "TEXT", "is_on": "INTEGER",
        },
        key=("id",),
        indexes=("CREATE INDEX tasks_ends_on ON tasks (ends_on)",),
    ),
    ReplicaTable(
        "task_outcomes",
        columns={
            "id": "TEXT", "task_id": "TEXT", "store_id": "TEXT", "associate_id": "TEXT", "outcome": "TEXT",
            "reason": "TEXT", "at_ms": "INTEGER",
        },
        key=("id",),
        indexes=("CREATE INDEX task_outcomes_task ON task_outcomes (task_id)",),
    ),
    ReplicaTable(
        "appointments",
        columns={
            "id": "TEXT", "customer_id": "INTEGER", "store_id": "TEXT", "associate_id": "TEXT",
            "starts_local": "TEXT", "minutes": "INTEGER", "about": "TEXT", "state": "TEXT",
            "at_ms": "INTEGER",
        },
        key=("id",),
        indexes=(
            "CREATE INDEX appointments_customer ON appointments (customer_id, starts_local)",
            "CREATE INDEX appointments_starts ON appointments (starts_local)",
        ),
        group_columns={"customer": "customer_id"},
    ),
    ReplicaTable(
        "sequences",
        columns={
            "id": "TEXT", "name": "TEXT", "starts_with": "TEXT", "about": "TEXT", "least": "INTEGER",
            "steps": "TEXT", "is_on": "INTEGER", "stops_with": "TEXT",
        },
        key=("id",),
    ),
    ReplicaTable(
        "sequence_entries",
        columns={"id": "TEXT", "sequence_id": "TEXT", "customer_id": "INTEGER", "began_on": "TEXT"},
        key=("id",),
        indexes=(
            "CREATE INDEX sequence_entries_customer ON sequence_entries (customer_id)",
            "CREATE INDEX sequence_entries_began ON sequence_entries (sequence_id, began_on)",
        ),
        group_columns={"customer": "customer_id"},
    ),
)  # fmt: skip
