"""What a newer server sends beside the world: a column and a collection that an app before its update lacks.

Both are written in one transaction with what every app knows: a task's label with its version, a customer's
badge with the customer. So a half-deferred checkpoint shows.
"""

from __future__ import annotations

from sync.device.replica import ReplicaTable
from sync.protocol import Collection
from tests.sync.world import COLLECTIONS, SCHEMA, TABLES

TASKS = Collection(
    "tasks", key=("id",), columns=("id", "store_id", "version", "label"),
    scope_column="store_id", scope_prefix="s:",
)  # fmt: skip
BADGES = Collection(
    "badges", key=("id",), columns=("id", "customer_id", "version"),
    grouping="customer", group_column="customer_id",
)  # fmt: skip

NEWER_COLLECTIONS = (*COLLECTIONS[:2], TASKS, *COLLECTIONS[2:-1], BADGES, COLLECTIONS[-1])
NEWER_SCHEMA = (
    *SCHEMA,
    """CREATE TABLE tasks (id TEXT PRIMARY KEY, store_id TEXT NOT NULL, version INTEGER NOT NULL,
        label TEXT NOT NULL)""",
    "CREATE TABLE spendings (operation_id TEXT PRIMARY KEY, lease TEXT, units INTEGER NOT NULL)",
    "CREATE TABLE badges (id BIGINT PRIMARY KEY, customer_id BIGINT NOT NULL, version INTEGER NOT NULL)",
)

_TASKS = {"id": "TEXT", "store_id": "TEXT", "version": "INTEGER"}

APP_TABLES = {
    1: (*TABLES, ReplicaTable("tasks", _TASKS, ("id",))),
    2: (
        *TABLES,
        ReplicaTable("tasks", _TASKS | {"label": "TEXT"}, ("id",)),
        ReplicaTable(
            "badges", dict.fromkeys(("id", "customer_id", "version"), "INTEGER"), ("id",),
            group_columns={"customer": "customer_id"},
        ),
    ),
}  # fmt: skip
"""The tables of each version of the app."""
