"""What happened between the store and a customer: contacts, answers, redemptions, newest first."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from associate_app.store import offers
from associate_app.store.catalogue import product_names
from associate_app.store.reading import Snapshot
from associate_app.store.slots import Associate
from shared.operation_people import MANAGER, MANAGER_NOTE, may_read

MOST_EVENTS: Final = 50


class Event(NamedTuple):
    """One thing that happened; `about` is the note's text, or what the product or promotion is called.

    `answer` is what was said of a product, the day of a promise, or what became of an action. `pending`: HQ
    has not confirmed it yet.
    """

    kind: str
    at_ms: int
    about: str
    answer: str
    by: str
    pending: bool


def timeline(snapshot: Snapshot, customer_id: int, reader: Associate) -> list[Event]:
    """The customer's latest events that this associate may read; those just recorded here are among them."""
    events: list[tuple[str, dict[str, Any], bool]] = []
    for collection, columns in _READ.items():
        limit, values = _limit(reader) if collection == "interactions" else ("", ())
        stored = snapshot.rows(
            f"SELECT {', '.join(columns)} FROM {collection} WHERE customer_id = ?{limit}"
            f" ORDER BY at_ms DESC, id DESC LIMIT {MOST_EVENTS}",
            (customer_id, *values),
        )
        events += [(collection, dict(zip(columns, row, strict=True)), False) for row in stored]
        events += [
            (collection, row, True)
            for row in snapshot.pending(collection, customer_id=customer_id)
            if may_read(row.get("kind", ""), row["associate_id"], reader.id, reader.role)
        ]
    events.sort(key=lambda event: (event[1]["at_ms"], event[1]["id"]), reverse=True)
    del events[MOST_EVENTS:]
    people: dict[str, str] = dict(snapshot.rows("SELECT id, name FROM associates"))
    promotions = offers.names(snapshot)
    products = product_names(snapshot, {row["product_id"] for _, row, _ in events if "product_id" in row})
    return [_event(kind, row, pending, people, promotions, products) for kind, row, pending in events]


def _limit(reader: Associate) -> tuple[str, tuple[str, ...]]:
    """`may_read` as a condition: what is not for the reader does not count among the latest either."""
    if reader.role == MANAGER:
        return "", ()
    return " AND (kind <> ? OR associate_id = ?)", (MANAGER_NOTE, reader.id)


_READ: Final = {
    "interactions": ("id", "kind", "text", "associate_id", "at_ms"),
    "recommendation_answers": ("id", "product_id", "answer", "associate_id", "at_ms"),
    "redemptions": ("id", "promotion_id", "associate_id", "at_ms"),
    "follow_ups": ("id", "text", "due_on", "associate_id", "at_ms"),
    "action_outcomes": ("id", "outcome", "channel", "text", "associate_id", "at_ms"),
}


def _event(
    collection: str,
    row: dict[str, Any],
    pending: bool,
    people: dict[str, str],
    promotions: dict[str, str],
    products: dict[int, str],
) -> Event:
    by, at_ms = people.get(row["associate_id"], ""), row["at_ms"]
    if collection == "follow_ups":
        return Event("promise", at_ms, row["text"], row["due_on"], by, pending)
    if collection == "action_outcomes":
        return Event(f"action/{row['channel'] or 'store'}", at_ms, row["text"], row["outcome"], by, pending)
    if collection == "interactions":
        return Event(row["kind"], at_ms, row["text"], "", by, pending)
    if collection == "redemptions":
        return Event("redemption", at_ms, promotions.get(row["promotion_id"], ""), "", by, pending)
    return Event("answer", at_ms, products.get(row["product_id"], ""), row["answer"], by, pending)
