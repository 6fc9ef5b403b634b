"""What a customer did online, and what she would like to have."""

from __future__ import annotations

from typing import Final, NamedTuple

from associate_app.store import records
from associate_app.store.reading import Snapshot
from shared.customer_fields import WISHES

MOST_EVENTS: Final = 200


class Click(NamedTuple):
    """She looked at a product ("viewed"), found it by a search ("searched") or put it into her cart.

    The latter is "carted".
    """

    product_id: int
    kind: str
    at_ms: int


class Wish(NamedTuple):
    """A product on her wish list; `pending`: HQ has not confirmed it yet."""

    product_id: int
    at_ms: int
    by: str
    pending: bool


def clicks(snapshot: Snapshot, customer_id: int) -> list[Click]:
    """Her latest ones, newest first, found by an index."""
    rows = snapshot.rows(
        "SELECT product_id, kind, at_ms FROM behaviour_events WHERE customer_id = ?"
        " ORDER BY at_ms DESC LIMIT ?",
        (customer_id, MOST_EVENTS),
    )
    return [Click._make(row) for row in rows]


def wishes(snapshot: Snapshot, customer_id: int) -> list[Wish]:
    """Her wish list, the latest wish first, as it is with what was just changed here."""
    pending = {effect.place for effect in snapshot.effects}
    people: dict[str, str] = dict(snapshot.rows("SELECT id, name FROM associates"))
    rows = [row for row in records.of(snapshot, "customer_preferences", customer_id) if row["kind"] == WISHES]
    found = [
        Wish(
            product_id=int(row["value"]),
            at_ms=row["at_ms"],
            by=people.get(row["associate_id"], ""),
            pending=("customer_preferences", (customer_id, WISHES, row["value"])) in pending,
        )
        for row in rows
    ]
    return sorted(found, key=lambda wish: (wish.at_ms, wish.product_id), reverse=True)
