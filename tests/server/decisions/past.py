"""Decisions of the last weeks, so that there is something to see where offers are put in order."""

from __future__ import annotations

import json

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.decisions.models import OfferDecision, OfferShowing
from shared.clock import DAY_MS
from shared.decisioning import CERTAIN, LAYOUTS
from tests.server.world import NOW_MS

MANY = 240
TAKEN_EVERY = 9


def remember(session: Session, promotion_id: str) -> None:
    """So many customers who were erased since were shown the offer; every ninth of them took it."""
    offers = [
        {"promotion_id": promotion_id, "layout": layout, "fit": "usual", "chance": CERTAIN // 2}
        for layout in LAYOUTS
    ]
    moments = [NOW_MS - (1 + nth % 30) * DAY_MS for nth in range(MANY)]
    session.execute(
        insert(OfferDecision),
        [
            {
                "id": f"past-{nth}", "customer_id": None, "store_id": "367", "associate_id": "a",
                "at_ms": at_ms, "received_ms": at_ms, "day": "2026-11-01", "strategy": "learning",
                "as_of": "2026-11-01",
                "size": 100, "offers": json.dumps([offers[nth % 2]]),
            }
            for nth, at_ms in enumerate(moments)
        ],
    )  # fmt: skip
    session.execute(
        insert(OfferShowing),
        [
            {
                "id": f"past-{nth}", "decision_id": f"past-{nth}", "customer_id": None, "store_id": "367",
                "promotion_id": promotion_id, "at_ms": at_ms, "place": 1, "layout": LAYOUTS[nth % 2],
                "fit": "usual",
                "chance": CERTAIN // 2, "redeemed_ms": None if nth % TAKEN_EVERY else at_ms + 60_000,
            }
            for nth, at_ms in enumerate(moments)
        ],
    )  # fmt: skip
