"""What travels of an associate's day: tasks of HQ, appointments, sequences of follow-ups."""

from __future__ import annotations

from typing import Final

from sync.protocol import Collection

WORK: Final = (
    Collection(
        "tasks",
        key=("id",),
        columns=(
            "id", "store_id", "associate_id", "title", "text", "product_ids", "starts_on", "ends_on", "is_on",
        ),
        scope_column="store_id", scope_prefix="s:",
    ),
    Collection(
        "task_outcomes",
        key=("id",),
        columns=("id", "task_id", "store_id", "associate_id", "outcome", "reason", "at_ms"),
        scope_column="store_id", scope_prefix="s:",
    ),
    Collection(
        "appointments",
        key=("id",),
        columns=(
            "id", "customer_id", "store_id", "associate_id", "starts_local", "minutes", "about", "state",
            "at_ms",
        ),
        grouping="customer", group_column="customer_id",
    ),
    Collection(
        "sequences", key=("id",),
        columns=("id", "name", "starts_with", "about", "least", "steps", "is_on", "stops_with"),
    ),
    Collection(
        "sequence_entries",
        key=("id",),
        columns=("id", "sequence_id", "customer_id", "began_on"),
        grouping="customer", group_column="customer_id",
    ),
)  # fmt: skip
