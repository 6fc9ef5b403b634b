"""Of whom of the store's book something has just happened: found by indexes, judged by the rules."""

from __future__ import annotations

import json
from typing import Any, Final

from associate_app.store.reading import Snapshot
from shared.next_action.near import NearDays

MOST_OF_A_KIND: Final = 12
RECENT_BACK: Final = 40
"""Products that are there again: the latest of a delivery, not each of them."""

_ARRIVED: Final = """
    SELECT customer_id FROM arrivals WHERE store_id = ? AND at_ms >= ? GROUP BY customer_id
    ORDER BY max(at_ms) DESC
"""
_CARTED: Final = """
    SELECT customer_id FROM behaviour_events WHERE kind = 'carted' AND at_ms >= ?
    GROUP BY customer_id ORDER BY max(at_ms) DESC
"""
_TWICE: Final = """
    SELECT b.customer_id FROM behaviour_events b WHERE b.at_ms >= ? AND EXISTS (
        SELECT 1 FROM behaviour_events o WHERE o.product_id = b.product_id
        AND o.customer_id = b.customer_id AND o.id <> b.id)
    GROUP BY b.customer_id ORDER BY max(b.at_ms) DESC
"""
"""Who looked once only is no news, however many they are."""

_FIRST: Final = """
    SELECT customer_id FROM customer_visits WHERE at_ms >= ? AND visits = 1 ORDER BY at_ms DESC
"""
_BIRTHDAYS: Final = """
    SELECT id FROM customers WHERE substr(birthday, 6) IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_LATELY: Final = (
    "(SELECT product_id, at_ms FROM restocks WHERE store_id = ?1 AND at_ms >= ?2"
    f" ORDER BY at_ms DESC LIMIT {RECENT_BACK})"
)
_BACK: Final = f"""
    SELECT customer_id FROM (
        SELECT b.customer_id, r.at_ms FROM {_LATELY} r
        CROSS JOIN behaviour_events b ON b.product_id = r.product_id
        UNION ALL
        SELECT p.customer_id, r.at_ms FROM {_LATELY} r
        CROSS JOIN customer_preferences p ON p.kind = 'wishes' AND p.value = CAST(r.product_id AS TEXT)
    ) GROUP BY customer_id ORDER BY max(at_ms) DESC
"""
"""What is there again leads, and who wanted it is found by the index of products."""


def happened(snapshot: Snapshot, since_ms: int, days: NearDays) -> list[int]:
    """Customers to whom something has happened since then, at most so many of each kind."""
    today = [each for each in days.near_days if each == days.today[5:]]
    store = snapshot.store_id
    questions: tuple[tuple[str, tuple[Any, ...]], ...] = (
        (_ARRIVED, (store, since_ms)),
        (_CARTED, (since_ms,)),
        (_TWICE, (since_ms,)),
        (_FIRST, (since_ms,)),
        (_BACK, (store, since_ms)),
        (_BIRTHDAYS, (json.dumps(today),)),
    )
    found: dict[int, None] = {}
    for question, parameters in questions:
        rows = snapshot.rows(f"{question} LIMIT {MOST_OF_A_KIND}", parameters)
        found |= dict.fromkeys(row[0] for row in rows)
    return list(found)
