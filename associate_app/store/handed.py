"""Baskets that were handed over and that no till has taken, those that HQ has not heard of included."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from associate_app.store.reading import Snapshot
from shared.operation_selling import HANDED


@dataclass(frozen=True, slots=True)
class Handed:
    """A basket on its way; `pending`: HQ has not confirmed it."""

    id: str
    at_ms: int
    lines: list[dict[str, Any]]
    offers: list[dict[str, Any]]
    total_minor: int
    pending: bool = False


def waiting(snapshot: Snapshot, customer_id: int, since_ms: int) -> list[Handed]:
    """A customer's baskets of this store that were handed over after that moment, the newest first."""
    stored = snapshot.rows(
        "SELECT id, at_ms, lines, offers, total_minor FROM handed_baskets"
        " WHERE customer_id = ? AND store_id = ? AND at_ms > ? AND taken_ms IS NULL",
        (customer_id, snapshot.store_id, since_ms),
    )
    found = [_handed(*row) for row in stored]
    found += [
        _handed(row["id"], row["at_ms"], row["lines"], row["offers"], row["total_minor"], pending=True)
        for row in snapshot.pending(HANDED, customer_id=customer_id)
        if row["at_ms"] > since_ms
    ]
    return sorted(found, key=lambda each: each.at_ms, reverse=True)


def _handed(
    key: str, at_ms: int, lines: str, offers: str, total_minor: int, *, pending: bool = False
) -> Handed:
    return Handed(key, at_ms, json.loads(lines), json.loads(offers), total_minor, pending)
