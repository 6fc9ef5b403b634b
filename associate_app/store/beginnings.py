"""What has begun sequences for customers of this store: purchases, carts, audiences; the rule decides."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from associate_app.store.reading import Snapshot
from shared.clock import local_date, local_to_millis
from shared.sequences import STAYS_DAYS, Begun, FollowUpSequence, LatestPurchase, Step, sequence_of

MOST_OF_A_STEP: Final = 12
"""Customers that each step may bring: more than the day shows of all steps together."""

_BY_PURCHASE: Final = {
    "first_purchase": """
        SELECT v.customer_id FROM customer_visits v WHERE v.at_ms >= ? AND v.at_ms < ? AND NOT EXISTS (
            SELECT 1 FROM purchases p WHERE p.customer_id = v.customer_id AND p.at_ms < v.at_ms)
        """,
    "big_purchase": """
        SELECT v.customer_id FROM customer_visits v WHERE v.at_ms >= ? AND v.at_ms < ? AND (
            SELECT sum(p.total_minor) FROM purchases p
            WHERE p.customer_id = v.customer_id AND p.at_ms = v.at_ms) >= ? * 100
        """,
    "bought": """
        SELECT v.customer_id FROM customer_visits v WHERE v.at_ms >= ? AND v.at_ms < ? AND EXISTS (
            SELECT 1 FROM purchases p
            CROSS JOIN purchase_lines l ON l.customer_id = p.customer_id AND l.purchase_id = p.id
            CROSS JOIN products a ON a.id = l.product_id
            WHERE p.customer_id = v.customer_id AND p.at_ms = v.at_ms AND ? IN (a.category, a.department))
        """,
    "silence": """
        SELECT v.customer_id FROM customer_visits v WHERE v.at_ms >= ? AND v.at_ms < ? AND (
            SELECT count(*) FROM (
                SELECT 1 FROM purchases p WHERE p.customer_id = v.customer_id LIMIT ?3)) >= ?3
        """,
}
"""Whose latest purchase may have begun a sequence: the index of visits leads, and stops at enough.

CROSS JOIN keeps SQLite from looking through all lines of a customer for those of one purchase.
"""
_CARTED: Final = """
    SELECT b.customer_id FROM behaviour_events b WHERE b.kind = 'carted' AND b.at_ms >= ? AND b.at_ms < ?
    AND NOT EXISTS (
        SELECT 1 FROM customer_visits v WHERE v.customer_id = b.customer_id AND v.at_ms > b.at_ms)
    GROUP BY b.customer_id ORDER BY max(b.at_ms)
"""
_JOINED: Final = """
    SELECT customer_id FROM sequence_entries WHERE sequence_id = ? AND began_on BETWEEN ? AND ?
    ORDER BY began_on, customer_id
"""
_LATEST: Final = """
    SELECT a.value, v.at_ms,
        (SELECT count(*) FROM purchases p WHERE p.customer_id = a.value),
        (SELECT sum(p.total_minor) FROM purchases p WHERE p.customer_id = a.value AND p.at_ms = v.at_ms),
        (SELECT max(b.at_ms) FROM behaviour_events b
         WHERE b.customer_id = a.value AND b.kind = 'carted' AND b.at_ms >= coalesce(v.at_ms, 0)),
        (SELECT max(r.at_ms) FROM redemptions r WHERE r.customer_id = a.value)
    FROM json_each(?) a LEFT JOIN customer_visits v ON v.customer_id = a.value
"""


class Beginning(NamedTuple):
    """What may have begun a sequence for a customer, and the day on which she last used an offer."""

    customer_id: int
    begun: Begun
    used_on: date | None


def sequences(snapshot: Snapshot) -> list[FollowUpSequence]:
    """HQ's sequences that are on, in their order."""
    names = ("id", "name", "starts_with", "about", "least", "steps", "is_on", "stops_with")
    rows = snapshot.rows(f"SELECT {', '.join(names)} FROM sequences WHERE is_on = 1 ORDER BY id")
    return [sequence_of(dict(zip(names, row, strict=True))) for row in rows]


def beginnings(
    snapshot: Snapshot, sequences: Iterable[FollowUpSequence], today: date, time_zone: str
) -> list[Beginning]:
    """Customers for whom a step may be due on that day; whether it is, is the rule's word."""
    found: dict[int, set[str]] = {}
    for sequence in sequences:
        for step in sequence.steps:
            for customer_id in _reached(snapshot, sequence, step, today, time_zone):
                names = found.setdefault(customer_id, set())
                if sequence.starts_with == "bought" and sequence.about is not None:
                    names.add(sequence.about)  # the question has found it among her lines
    return _known(snapshot, found, time_zone)


def _reached(
    snapshot: Snapshot, sequence: FollowUpSequence, step: Step, today: date, time_zone: str
) -> Iterator[int]:
    """Who began that sequence on a day on which the step is due now."""
    first, last = (today - timedelta(days=step.after_days + more) for more in (STAYS_DAYS, 0))
    span = [_midnight_ms(day, time_zone) for day in (first, last + timedelta(days=1))]
    values: list[Any]
    if sequence.starts_with == "audience":
        question, values = _JOINED, [sequence.id, first.isoformat(), last.isoformat()]
    elif sequence.starts_with == "left_in_cart":
        question, values = _CARTED, span
    elif sequence.starts_with in _BY_PURCHASE:
        more: dict[str, list[Any]] = {
            "big_purchase": [sequence.least],
            "bought": [sequence.about],
            "silence": [sequence.least],
        }
        question = f"{_BY_PURCHASE[sequence.starts_with]} ORDER BY v.at_ms"
        values = [*span, *more.get(sequence.starts_with, [])]
    else:
        return  # another version of HQ knows more kinds
    for (customer_id,) in snapshot.rows(f"{question} LIMIT {MOST_OF_A_STEP}", values):
        yield customer_id


def _known(snapshot: Snapshot, found: Mapping[int, set[str]], time_zone: str) -> list[Beginning]:
    asked = json.dumps(list(found))
    joined: dict[int, dict[str, date]] = {}
    for customer_id, sequence_id, began_on in snapshot.rows(
        "SELECT customer_id, sequence_id, max(began_on) FROM sequence_entries"
        " WHERE customer_id IN (SELECT value FROM json_each(?)) GROUP BY customer_id, sequence_id",
        (asked,),
    ):
        joined.setdefault(customer_id, {})[sequence_id] = date.fromisoformat(began_on)

    def day(at_ms: int | None) -> date | None:
        return None if at_ms is None else local_date(at_ms, time_zone)

    return [
        Beginning(
            number,
            Begun(
                None
                if at_ms is None
                else LatestPurchase(local_date(at_ms, time_zone), total, purchases, frozenset(found[number])),
                day(carted_ms),
                joined.get(number, {}),
            ),
            day(used_ms),
        )
        for number, at_ms, purchases, total, carted_ms, used_ms in snapshot.rows(_LATEST, (asked,))
    ]


def _midnight_ms(day: date, time_zone: str) -> int:
    return local_to_millis(f"{day.isoformat()}T00:00", time_zone)
