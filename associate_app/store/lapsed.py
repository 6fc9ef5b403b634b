"""Who has been away for longer than her own rhythm explains, of those who let us look at what they buy."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from associate_app.store import advice
from associate_app.store.customers import consents
from associate_app.store.reading import Snapshot
from shared.clock import DAY_MS
from shared.consent import Consent, may_use
from shared.lapsing import is_lapsing, rhythm_of

MOST_AWAY: Final = 2_000
"""The longest silences of those who have come more than twice; nobody calls more of them back."""

LEAST_AWAY_DAYS: Final = 10

_AWAY: Final = f"""
    SELECT customer_id FROM customer_visits WHERE at_ms BETWEEN ? AND ? ORDER BY at_ms LIMIT {MOST_AWAY}
"""
_VISITS: Final = """
    SELECT customer_id, at_ms FROM purchases WHERE customer_id IN (SELECT value FROM json_each(?))
"""


def lapsing(snapshot: Snapshot, now_ms: int, time_zone: str) -> list[int]:
    """By HQ's own rule for it; nobody before HQ has sent the fitted rhythm."""
    orders = advice.orders(snapshot)
    if orders.fit is None:
        return []
    settings = orders.rules["lapsing"].settings
    span = (now_ms - settings["within_days"] * DAY_MS, now_ms - LEAST_AWAY_DAYS * DAY_MS)
    away = may_be_used(snapshot, (row[0] for row in snapshot.rows(_AWAY, span)))
    visits = defaultdict(list)
    for customer_id, at_ms in snapshot.rows(_VISITS, (json.dumps(away),)):
        visits[customer_id].append(at_ms)
    below = settings["below_percent"] / 100
    return [
        key
        for key in away
        if (rhythm := rhythm_of(visits[key], now_ms, time_zone)) and is_lapsing(orders.fit, rhythm, below)
    ]


def may_be_used(snapshot: Snapshot, customer_ids: Iterable[int]) -> list[int]:
    """Those of them whose purchases may be used to choose them by."""
    wanted = list(customer_ids)
    said = defaultdict(list)
    rows = snapshot.rows(
        "SELECT customer_id, purpose, channel, granted, at_ms FROM consents"
        " WHERE customer_id IN (SELECT value FROM json_each(?))",
        (json.dumps(wanted),),
    )
    for customer_id, purpose, channel, granted, at_ms in rows:
        said[customer_id].append(Consent(purpose, channel, bool(granted), at_ms))
    for customer_id in snapshot.changed & set(wanted):  # what was just written here is not in the rows yet
        said[customer_id] = consents(snapshot, customer_id)
    return [key for key in wanted if may_use(said[key], "personalization").allowed]
