"""Whom purchases count for, counted where they lie: the rule of `shared.credit` as one statement.

A purchase counts once, for who was last in touch in the window before it; at one moment the nearer kind, then
the smaller id. `tests/cases/credit.json` holds both to it.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.clock import DAY_MS
from shared.credit import TOUCHES

_TABLES: Final = {
    "contact": "action_outcomes AS t WHERE t.outcome = 'done' AND t.channel IS NOT NULL",
    "redemption": "redemptions AS t WHERE t.customer_id IS NOT NULL",
    "hand_over": "handed_baskets AS t WHERE t.customer_id IS NOT NULL",
}
_TOUCHED: Final = " UNION ALL ".join(
    f"SELECT {place} AS nearness, t.customer_id, t.associate_id, t.store_id, t.at_ms FROM {_TABLES[kind]}"
    " AND t.at_ms >= :first_ms AND t.at_ms < :until_ms"
    for place, kind in enumerate(TOUCHES)
)

_CREDITED = text(
    f"WITH touched AS ({_TOUCHED}), ranked AS ("
    "SELECT p.id, p.total_minor, t.store_id, t.associate_id, ROW_NUMBER() OVER (PARTITION BY p.id"
    " ORDER BY t.at_ms DESC, t.nearness DESC, t.associate_id, t.store_id) AS place"
    " FROM touched AS t JOIN purchases AS p ON p.customer_id = t.customer_id"
    " AND p.at_ms >= t.at_ms AND p.at_ms < t.at_ms + :window_ms"
    " WHERE p.at_ms >= :since_ms AND p.at_ms < :until_ms AND p.total_minor > 0)"
    " SELECT store_id, associate_id, COUNT(*), SUM(total_minor) FROM ranked WHERE place = 1 GROUP BY 1, 2"
)

_IN_TOUCH = text(
    f"WITH touched AS ({_TOUCHED})"
    " SELECT store_id, associate_id, COUNT(DISTINCT customer_id) FROM touched GROUP BY 1, 2"
    " UNION ALL SELECT store_id, NULL, COUNT(DISTINCT customer_id) FROM touched GROUP BY 1"
    " UNION ALL SELECT NULL, NULL, COUNT(DISTINCT customer_id) FROM touched"
)

_SOLD = text(
    "SELECT store_id, SUM(total_minor) FROM purchases"
    " WHERE at_ms >= :since_ms AND at_ms < :until_ms GROUP BY 1"
)


class Credited(NamedTuple):
    """What counts for an associate in a store: the store is that of the touch, not of the purchase."""

    store_id: str
    associate_id: str
    purchases: int
    amount_minor: int


def credited(session: Session, since_ms: int, until_ms: int, window_days: int) -> list[Credited]:
    """Whom the purchases of that time count for, if a touch counts for so many days."""
    window_ms = window_days * DAY_MS
    span = {"since_ms": since_ms, "until_ms": until_ms, "window_ms": window_ms} | {
        "first_ms": since_ms - window_ms
    }
    rows = session.execute(_CREDITED, span)
    return [Credited(store, associate, many, int(amount)) for store, associate, many, amount in rows]


def in_touch(session: Session, since_ms: int, until_ms: int) -> dict[tuple[str | None, str | None], int]:
    """With how many customers somebody was in touch in that time, each counted once.

    By store and associate; with None for the associate the whole store's, with twice None all stores'.
    """
    rows = session.execute(_IN_TOUCH, {"first_ms": since_ms, "until_ms": until_ms})
    return {(store, associate): many for store, associate, many in rows}


def sold(session: Session, since_ms: int, until_ms: int) -> dict[str, int]:
    """What each store sold in that time on every channel, returns taken off."""
    rows = session.execute(_SOLD, {"since_ms": since_ms, "until_ms": until_ms})
    return {store: int(amount) for store, amount in rows}
