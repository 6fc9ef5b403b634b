"""What of an associate's day lies in rows about customers: promises due, purchases that begin sequences."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from associate_app.store.reading import Snapshot
from shared.automatic_tasks import Promised
from shared.clock import local_date, local_to_millis
from shared.merge import Place, Row, lay_over
from shared.next_action.actions import DONE
from shared.operation_selling import ASIDE
from shared.sequences import STAYS_DAYS, FollowUpSequence, LatestPurchase, sequence_of

MOST_PROMISES: Final = 20
LATEST_DAYS: Final = 90
"""A promise that nobody has kept for so long stands on her own screen only."""

MOST_OF_A_STEP: Final = 12
"""Customers that each step may bring: more than the day shows of all steps together."""

_BEGINNINGS: Final = {
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


class Aside(NamedTuple):
    """Things that wait for a customer until that day (ISO) is over, by product and quantity."""

    id: str
    customer_id: int
    until_on: str
    lines: tuple[Mapping[str, int], ...]


class Begun(NamedTuple):
    """A customer's latest purchase, as sequences ask of it."""

    customer_id: int
    latest: LatestPurchase


def due_promises(snapshot: Snapshot, today: date, until: date) -> list[Promised]:
    """What was promised here until a day and not kept yet, the longest overdue first, pending ones too."""
    first, last = (today - timedelta(days=LATEST_DAYS)).isoformat(), until.isoformat()
    rows = snapshot.rows(
        "SELECT f.id, f.customer_id, f.text, f.due_on FROM follow_ups f"
        " WHERE f.due_on BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM action_outcomes o"
        " WHERE o.customer_id = f.customer_id AND o.action = 'follow_up' AND o.subject = f.id"
        f" AND o.outcome = '{DONE}') ORDER BY f.due_on, f.id LIMIT {MOST_PROMISES}",
        (first, last),
    )
    pending = [
        Promised(row["id"], row["customer_id"], row["text"], row["due_on"])
        for row in snapshot.pending("follow_ups")
        if row["due_on"] <= last
    ]
    return [*(Promised(*row) for row in rows), *pending]


def ending_asides(snapshot: Snapshot, today: date) -> list[Aside]:
    """What is put aside in this store until today or tomorrow and still waits, with the pending work."""
    first, last = today.isoformat(), (today + timedelta(days=1)).isoformat()
    effects = [effect for effect in snapshot.effects if effect.place[0] == ASIDE]
    stored = _asides(
        snapshot,
        "store_id = ? AND until_on BETWEEN ? AND ? AND ended_ms IS NULL",
        snapshot.store_id,
        first,
        last,
    )
    if effects:
        ids = json.dumps([effect.place[1][0] for effect in effects])
        stored |= _asides(snapshot, "id IN (SELECT value FROM json_each(?))", ids)
        stored = lay_over(stored, effects).rows
    return [
        Aside(row["id"], row["customer_id"], row["until_on"], tuple(json.loads(row["lines"])))
        for (name, _key), row in stored.items()
        if name == ASIDE and row["ended_ms"] is None and row["store_id"] == snapshot.store_id
        and first <= row["until_on"] <= last
    ]  # fmt: skip


def _asides(snapshot: Snapshot, where: str, *values: str) -> dict[Place, Row]:
    names = ("id", "customer_id", "store_id", "until_on", "lines", "outcome", "ended_ms")
    rows = snapshot.rows(f"SELECT {', '.join(names)} FROM {ASIDE} WHERE {where}", values)
    return {(ASIDE, (row[0],)): dict(zip(names, row, strict=True)) for row in rows}


def sequences(snapshot: Snapshot) -> list[FollowUpSequence]:
    """HQ's sequences that are on, in their order."""
    names = ("id", "name", "starts_with", "about", "least", "steps", "is_on")
    rows = snapshot.rows(f"SELECT {', '.join(names)} FROM sequences WHERE is_on = 1 ORDER BY id")
    return [sequence_of(dict(zip(names, row, strict=True))) for row in rows]


def begun(
    snapshot: Snapshot, sequences: Iterable[FollowUpSequence], today: date, time_zone: str
) -> list[Begun]:
    """Customers for whom a step may be due on that day; whether it is, is the rule's word."""
    found: dict[int, set[str]] = {}
    for sequence in sequences:
        question = _BEGINNINGS.get(sequence.starts_with)
        if question is None:  # another version of HQ knows more kinds
            continue
        more: dict[str, list[Any]] = {
            "big_purchase": [sequence.least],
            "bought": [sequence.about],
            "silence": [sequence.least],
        }
        for step in sequence.steps:
            first, last = step.after_days + STAYS_DAYS, step.after_days - 1
            span = [_midnight_ms(today - timedelta(days=days), time_zone) for days in (first, last)]
            rows = snapshot.rows(
                f"{question} ORDER BY v.at_ms LIMIT {MOST_OF_A_STEP}",
                [*span, *more.get(sequence.starts_with, [])],
            )
            for (customer_id,) in rows:
                names = found.setdefault(customer_id, set())
                if sequence.starts_with == "bought" and sequence.about is not None:
                    names.add(sequence.about)  # the question has found it among her lines
    return _latest(snapshot, found, time_zone)


def _latest(snapshot: Snapshot, found: Mapping[int, set[str]], time_zone: str) -> list[Begun]:
    rows = snapshot.rows(
        "SELECT v.customer_id, v.at_ms,"
        " (SELECT count(*) FROM purchases p WHERE p.customer_id = v.customer_id),"
        " (SELECT sum(p.total_minor) FROM purchases p"
        " WHERE p.customer_id = v.customer_id AND p.at_ms = v.at_ms)"
        " FROM json_each(?) a JOIN customer_visits v ON v.customer_id = a.value",
        (json.dumps(list(found)),),
    )
    return [
        Begun(
            number,
            LatestPurchase(local_date(at_ms, time_zone), total, purchases, frozenset(found[number])),
        )
        for number, at_ms, purchases, total in rows
    ]


def _midnight_ms(day: date, time_zone: str) -> int:
    return local_to_millis(f"{day.isoformat()}T00:00", time_zone)
