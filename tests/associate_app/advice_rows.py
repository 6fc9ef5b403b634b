"""Rows that give Olivia something of every kind to be spoken to about."""

from __future__ import annotations

import json
from typing import Any

from shared.clock import DAY_MS
from tests.associate_app.replica_world import ReplicaWorld
from tests.associate_app.small_world import LEO, MIA, NOW_MS

FIT = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "customers": 2357}
PACK: dict[str, Any] = {
    "id": "g-pack", "title": "What to pack for the hospital", "text": "Papers, warm socks, a snack.",
    "tie": "date", "about": "due_date", "first_day": -42, "last_day": -7, "department": None, "is_on": 1,
}  # fmt: skip


def click(
    world: ReplicaWorld, product: int, kind: str = "carted", *, days: int = 2, customer: int = 1
) -> None:
    row = {
        "id": f"e{product}-{kind}-{days}-{customer}", "customer_id": customer, "kind": kind,
        "product_id": product, "at_ms": NOW_MS - days * DAY_MS,
    }  # fmt: skip
    world.put("behaviour_events", row)


def promise(world: ReplicaWorld, text: str, due_on: str, number: int = 1, customer: int = 1) -> str:
    row = {
        "id": f"01980000-0000-7000-8000-00000000f00{number}", "customer_id": customer, "store_id": "367",
        "associate_id": LEO, "text": text, "due_on": due_on, "at_ms": NOW_MS - 5 * DAY_MS,
    }  # fmt: skip
    world.put("follow_ups", row)
    return str(row["id"])


def note_date(world: ReplicaWorld, kind: str, day: str, customer: int = 1) -> None:
    row = {"customer_id": customer, "kind": kind, "day": day, "associate_id": MIA, "at_ms": NOW_MS}
    world.put("customer_dates", row)


def fit(world: ReplicaWorld) -> None:
    world.put("lapsing_fits", {"as_of": "2026-11-21", "parameters": json.dumps(FIT)})


def rule(world: ReplicaWorld, kind: str, **values: Any) -> None:
    row = {"kind": kind, "is_on": 1, "weight": 50, "rest_days": 3, "settings": "{}"}
    world.put("action_rules", row | values)


def agree(world: ReplicaWorld, purpose: str = "marketing", customer: int = 1, **more: Any) -> None:
    word = {"customer_id": customer, "purpose": purpose, "channel": "any", "granted": 1, "at_ms": NOW_MS}
    world.put("consents", word | more)
