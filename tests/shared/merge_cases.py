"""The case file of merging, made whole: its rows by place, its operations in their wire form."""

from __future__ import annotations

from typing import Any

from shared.merge import CONFLICTS, Place
from tests.shared.cases import load

FILE = load("merge")
CASES: list[dict[str, Any]] = FILE["cases"]
KEYS = {
    "customers": ("id",),
    "consents": ("customer_id", "purpose", "channel"),
    "customer_preferences": ("customer_id", "kind", "value"),
    CONFLICTS: ("id",),
}
STORE, ASSOCIATE, CUSTOMER = "367", "mia", 1


def rows_of(part: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows with every column."""
    return {name: [FILE["rows"][name] | row for row in rows] for name, rows in part.items()}


def places_of(part: dict[str, list[dict[str, Any]]]) -> dict[Place, dict[str, Any]]:
    """The rows by their places."""
    return {(name, tuple(row[key] for key in KEYS[name])): row for name, rows in part.items() for row in rows}


def wires_of(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations as they travel."""
    return [
        operation
        | {
            "sequence": number, "customer_id": CUSTOMER, "associate_id": ASSOCIATE,
            "at_ms": 1000 + int(operation["id"][-2:], 16),
        }
        for number, operation in enumerate(case["operations"], start=1)
    ]  # fmt: skip


def comparable(part: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The rows in an order of their own; a conflict's id is left out, for it follows from the others."""
    nameless = {
        name: [{key: row[key] for key in row if (name, key) != (CONFLICTS, "id")} for row in rows]
        for name, rows in part.items()
        if rows
    }
    return {name: sorted(rows, key=repr) for name, rows in nameless.items()}
