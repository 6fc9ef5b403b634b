"""A promotion that some were held out of by lot, met by many, and known to earn four dollars a customer."""

from __future__ import annotations

from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.customers.models import Customer
from server.experiments.models import Exposure
from server.promotions import service as promotions
from server.purchases.models import Purchase
from shared.clock import DAY_MS
from shared.ids import scoped_id
from tests.server.people import customer
from tests.server.publishing import put_live
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS

COMPARED = "0198f7a0-0000-7000-8000-0000000000c1"
MANY = 240
EARNED_MINOR = 400


def met(session: Session, associates: dict[str, str], *, each: int = EARNED_MINOR, many: int = MANY) -> None:
    """Every third customer is held out; all met it three weeks ago and came back on the next day.

    `associates` are by store: whom they met. Needs `world.Cast`; the draft is published.
    """
    draft = DRAFT | {"name": "Held out by lot", "holdout_percent": 33, "starts_local": "2026-10-20T09:00"}
    promotions.create(session, draft, by="marketer", now_ms=NOW_MS, new_id=COMPARED)
    put_live(session, COMPARED)
    stores, at_ms = sorted(associates), NOW_MS - 21 * DAY_MS
    people = [scoped_id(1, 20_000 + place) for place in range(many)]
    session.execute(insert(Customer), [customer(key, "Kim", f"Number {key}") for key in people])
    exposures, sales = [], []
    for place, key in enumerate(people):
        store, is_held = stores[place // 3 % len(stores)], place % 3 == 0
        exposures.append(
            {
                "id": f"e{place}", "trial_id": COMPARED, "customer_id": key, "surface": "offers",
                "variant": "held_out" if is_held else "offered", "store_id": store,
                "associate_id": associates[store], "at_ms": at_ms, "received_ms": at_ms,
            }
        )  # fmt: skip
        spent = 2_000 + 100 * (place // 3 % 7) + (0 if is_held else each)
        sales.append(
            {
                "id": scoped_id(1, 30_000 + place), "customer_id": key, "store_id": store, "channel": "store",
                "at_ms": at_ms + DAY_MS, "total_minor": spent, "line_count": 0,
            }
        )  # fmt: skip
    session.execute(insert(Exposure), exposures)
    session.execute(insert(Purchase), sales)
