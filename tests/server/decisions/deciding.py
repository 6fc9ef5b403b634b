"""Live promotions and decisions of tablets, for tests of what offers are put in order by."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.decisions import showings
from server.promotions import service as promotions
from server.promotions.models import Redemption
from shared.ids import uuid7
from tests.server.people import ELENA
from tests.server.publishing import put_live
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS, counted_bytes

DRAW = counted_bytes("decisions")
BAKERY = {"name": "Bread", "department": "Bakery"}
DAIRY = {"name": "Milk", "department": "Dairy", "starts_local": "2026-11-21T09:00"}


def live(session: Session, **says: Any) -> str:
    """A live promotion in all stores; its id."""
    values = DRAFT | {"total_limit": None, "customer_limit": None} | says
    made = promotions.create(session, values, by="tests", now_ms=NOW_MS, new_id=uuid7(NOW_MS, DRAW))
    put_live(session, made.id)
    session.commit()
    return made.id


def shown(*promotion_ids: str, **more: Any) -> dict[str, Any]:
    """A decision as a tablet records it: those offers in that order, the first one sure."""
    offers = [
        {"promotion_id": each, "layout": "words", "fit": "usual", "chance": 0 if place else 1_000_000}
        for place, each in enumerate(promotion_ids)
    ]
    row = {
        "id": uuid7(NOW_MS, DRAW), "customer_id": ELENA, "store_id": "367", "associate_id": "mia",
        "at_ms": NOW_MS, "strategy": "value", "day": "2026-11-22", "as_of": None, "size": 100,
        "offers": json.dumps(offers),
    }  # fmt: skip
    return row | more


def show(session: Session, *rows: dict[str, Any]) -> None:
    """Tablets told of these decisions."""
    showings.take_in(session, rows, NOW_MS)
    session.commit()


def use(session: Session, promotion_id: str, at_ms: int, customer_id: int = ELENA) -> None:
    """She used the offer then."""
    session.execute(
        insert(Redemption).values(
            id=uuid7(at_ms, DRAW), promotion_id=promotion_id, customer_id=customer_id, store_id="367",
            associate_id="mia", at_ms=at_ms,
        )
    )  # fmt: skip
    session.commit()
