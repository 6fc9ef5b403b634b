"""Who in the store's book may be worth a contact today, found by the database, and what was made of it."""

from __future__ import annotations

import json
from typing import Any, Final

from associate_app.store.reading import Snapshot
from shared.next_action.near import LEAST_VISITS, NearDays

_PROMISED: Final = """
    SELECT f.customer_id FROM follow_ups f WHERE f.due_on <= ? AND NOT EXISTS (
        SELECT 1 FROM action_outcomes o WHERE o.customer_id = f.customer_id
        AND o.action = 'follow_up' AND o.subject = f.id AND o.outcome = 'done')
    GROUP BY f.customer_id ORDER BY min(f.due_on), f.customer_id
"""
_BIRTHDAYS: Final = """
    SELECT id FROM customers WHERE substr(birthday, 6) IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_LIFE_DATES: Final = "SELECT DISTINCT customer_id FROM customer_dates ORDER BY customer_id"
_CARTS: Final = """
    SELECT customer_id FROM behaviour_events WHERE kind = 'carted' AND at_ms >= ?
    GROUP BY customer_id ORDER BY max(at_ms) DESC, customer_id
"""
_BIG: Final = """
    SELECT v.customer_id FROM customer_visits v
    JOIN purchases p ON p.customer_id = v.customer_id AND p.at_ms = v.at_ms
    WHERE v.at_ms >= ? AND p.total_minor >= ? ORDER BY p.total_minor DESC, v.customer_id
"""
# the longest silence, measured in her own usual gaps, stands first
_AWAY: Final = """
    SELECT customer_id FROM customer_visits WHERE at_ms BETWEEN ? AND ? AND visits >= ?
    ORDER BY (? - at_ms) * (visits - 1.0) / max(1, at_ms - first_ms) DESC, customer_id
"""


def candidates(snapshot: Snapshot, days: NearDays, most: int) -> list[int]:
    """Customers about whom there may be something to contact them for: each question finds at most `most`.

    Of a hundred thousand customers a handful has a birthday this week, and nobody reads a longer list.
    """
    until_ms = days.away_until_ms
    questions: tuple[tuple[str, tuple[Any, ...]], ...] = (
        (_PROMISED, (days.promised_until,)),
        (_BIRTHDAYS, (json.dumps(days.near_days),)),
        (_LIFE_DATES, ()),
        (_CARTS, (days.cart_since_ms,)),
        (_BIG, (days.big_since_ms, days.least_minor)),
        (_AWAY, (days.away_since_ms, until_ms, LEAST_VISITS, until_ms)),
    )
    found: dict[int, None] = {}
    for question, parameters in questions:
        found |= dict.fromkeys(row[0] for row in snapshot.rows(f"{question} LIMIT {most}", parameters))
    pending = (e.who.customer_id for e in snapshot.effects if e.place[0] in ("follow_ups", "customer_dates"))
    return list(found | dict.fromkeys(pending))


def contacts_made(snapshot: Snapshot, since_ms: int) -> int:
    """How many customers this store has contacted since then, pending contacts too."""
    asked = "SELECT customer_id FROM action_outcomes WHERE store_id = ? AND at_ms >= ?"
    stored = snapshot.rows(
        f"{asked} AND outcome = 'done' AND channel IS NOT NULL", (snapshot.store_id, since_ms)
    )
    pending = [
        row["customer_id"]
        for row in snapshot.pending("action_outcomes", outcome="done")
        if row["channel"] is not None and row["at_ms"] >= since_ms
    ]
    return len({customer_id for (customer_id,) in stored} | set(pending))
