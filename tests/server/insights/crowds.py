"""A promotion with a holdout and an experiment that many customers met, with effects that are known."""

from __future__ import annotations

import json
from random import Random
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from server.database import Base
from server.insights import service
from shared.clock import DAY_MS
from tests.server.world import NOW_MS

SOUP: Final = "0198f7a0-0000-7000-8000-0000000000e1"
ORDER: Final = "0198f7a0-0000-7000-8000-0000000000e2"
FIRST: Final = 500_000
TIERS: Final = ("Member", "Silver", "Gold", "VIP")


def run_soup(session: Session, **said: Any) -> None:
    """A promotion that half of its customers are held out of has been live for ten days in both stores."""
    row = {
        "id": SOUP, "code": "SOUP", "name": "Autumn soup", "text": "", "benefit_kind": "percent",
        "benefit_value": 10, "starts_local": "2026-11-12T00:00", "ends_local": "2026-11-30T00:00",
        "created_by": "marketer", "created_ms": NOW_MS - 12 * DAY_MS, "updated_ms": NOW_MS - 12 * DAY_MS,
        "published_ms": NOW_MS - 11 * DAY_MS, "status": "published", "holdout_percent": 50,
    } | said  # fmt: skip
    put(session, "promotions", [row])
    put(session, "promotion_stores", [{"promotion_id": SOUP, "store_id": s} for s in ("367", "406")])


def run_order(session: Session, **said: Any) -> None:
    """An experiment on the order of suggestions has run for ten days in one store."""
    variants = [
        {"key": "usual", "name": "As always", "weight": 5_000, "strategy": "model"},
        {"key": "due", "name": "Due again first", "weight": 5_000, "strategy": "repeat_first"},
    ]
    row = {
        "id": ORDER, "name": "What is due first", "surface": "recommendations", "metric": "revenue",
        "variants": json.dumps(variants), "control": "usual", "starts_local": "2026-11-12T00:00",
        "ends_local": "2026-11-30T00:00", "status": "running", "created_by": "marketer", "created_ms": 0,
        "updated_ms": 0, "edited_by": "marketer", "published_ms": NOW_MS - 11 * DAY_MS,
    } | said  # fmt: skip
    put(session, "experiments", [row])
    put(session, "experiment_stores", [{"experiment_id": ORDER, "store_id": "367"}])


def meet(
    session: Session,
    trial_id: str,
    arms: tuple[str, str],
    *,
    customers: int = 600,
    uplift: float = 0.0,
    returned: float = 0.0,
    share: float = 0.5,
    first: int = FIRST,
    seed: int = 1,
    days_ago: tuple[int, int] = (2, 9),
) -> None:
    """So many customers met the trial; those of the second arm spend so much more, or bring so much back.

    `share` of them are in the second arm. All had bought before, and what they spend goes with that.
    """
    draw = Random(seed)
    people, exposures, purchases, ratings = [], [], [], []
    for number in range(customers):
        who, is_treated = first + number, number < customers * share
        met_ms = NOW_MS - draw.randint(*days_ago) * DAY_MS - draw.randint(0, DAY_MS)
        usual = draw.uniform(20_00, 60_00)
        people.append(
            {"id": who, "given_name": "A", "family_name": "B", "tier": TIERS[number % 4], "attributes": "{}"}
        )
        exposures.append(
            {
                "id": f"{trial_id[-2:]}-{who}", "trial_id": trial_id, "customer_id": who,
                "variant": arms[is_treated], "surface": "offers", "store_id": ("367", "406")[number % 2],
                "associate_id": "ana", "at_ms": met_ms, "received_ms": met_ms + 60_000,
            }
        )  # fmt: skip
        before, after = usual * draw.uniform(0.8, 1.2), usual * draw.uniform(0.8, 1.2)
        if is_treated:
            after *= 1 + uplift
        purchases.append(purchase(who * 10, who, met_ms - 5 * DAY_MS, before))
        purchases.append(purchase(who * 10 + 1, who, met_ms + DAY_MS, after))
        if is_treated and draw.random() < returned:
            purchases.append(purchase(who * 10 + 2, who, met_ms + DAY_MS + 3_600_000, -after / 2))
        ratings.append(
            {
                "id": f"r{trial_id[-2:]}{who}", "customer_id": who, "store_id": "367", "associate_id": "ana",
                "rating": draw.choice((3, 4, 5)), "at_ms": met_ms + DAY_MS,
            }
        )  # fmt: skip
    for table, rows in (
        ("customers", people), ("exposures", exposures), ("purchases", purchases), ("visit_ratings", ratings),
    ):  # fmt: skip
        put(session, table, rows)


def remember(session: Session) -> None:
    """The promotion has run for nine days and was read on each; one tablet has been silent for three."""
    run_soup(session)
    run_order(session)
    for number, days in enumerate(range(8, 1, -1)):
        meet(
            session, SOUP, ("held_out", "offered"), customers=160, uplift=0.12, first=FIRST + number * 1_000,
            seed=number, days_ago=(days, days),
        )  # fmt: skip
        service.catch_up(session, NOW_MS - (days - 1) * DAY_MS)
    service.catch_up(session, NOW_MS - 3_600_000)
    meet(session, SOUP, ("held_out", "offered"), customers=30, first=FIRST + 9_000, seed=9, days_ago=(3, 3))
    session.execute(
        text("UPDATE devices SET seen_ms = :at WHERE store_id = '406'"), {"at": NOW_MS - 3 * DAY_MS}
    )


def purchase(number: int, who: int, at_ms: int, amount: float) -> dict[str, Any]:
    """A purchase's row; below zero it is a return."""
    return {
        "id": number, "customer_id": who, "store_id": "367", "channel": "store", "at_ms": at_ms,
        "total_minor": round(amount), "line_count": 1,
    }  # fmt: skip


def put(session: Session, table: str, rows: list[dict[str, Any]]) -> None:
    """The rows are there."""
    assert table in Base.metadata.tables
    names, marks = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
    session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), rows)
