"""Redemptions: within every limit, once, judged by when they were made."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from server.customers.models import ConsentRecord
from server.database import db
from server.promotions import service
from server.promotions.models import PromotionRecord, Redemption
from shared.clock import DAY_MS
from shared.ids import uuid7
from tests.server.people import ELENA, HERE_SILENT
from tests.server.publishing import put_live
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS, Actors, counted_bytes

HOUR_MS = 3_600_000
DRAW = counted_bytes("redemptions")


def publish(session: Session, **more: Any) -> str:
    values = DRAFT | more
    made = service.create(session, values, by="tests", now_ms=NOW_MS, new_id=uuid7(NOW_MS, DRAW))
    put_live(session, made.id)
    session.commit()
    return made.id


def row(promotion_id: str, **more: Any) -> dict[str, Any]:
    made = {
        "id": uuid7(NOW_MS, DRAW), "promotion_id": promotion_id, "customer_id": ELENA, "store_id": "367",
        "associate_id": "a", "at_ms": NOW_MS,
    }  # fmt: skip
    return made | more


def counted(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Redemption)) or 0


@pytest.fixture
def live(session: Session, people: Actors) -> str:
    assert people.marketer
    return publish(session)


def test_a_redemption_is_counted_once_however_often_it_arrives(session: Session, live: str) -> None:
    once = row(live)
    assert service.redeem(session, once, NOW_MS).applied
    assert service.redeem(session, once, NOW_MS).applied
    assert counted(session) == 1


def rejected(session: Session, made: dict[str, Any], now_ms: int = NOW_MS) -> str | None:
    before = counted(session)
    outcome = service.redeem(session, made, now_ms)
    assert not outcome.applied
    assert outcome.sentence
    assert counted(session) == before
    return outcome.code


def test_a_customer_uses_an_offer_as_often_as_it_allows(session: Session, live: str) -> None:
    service.redeem(session, row(live), NOW_MS)
    assert rejected(session, row(live)) == "customer_limit"


def test_an_offer_is_sold_out_at_its_total(session: Session, people: Actors) -> None:
    assert people.marketer
    live = publish(session, total_limit=2, customer_limit=None)
    assert service.redeem(session, row(live), NOW_MS).applied
    assert service.redeem(session, row(live), NOW_MS).applied
    assert rejected(session, row(live)) == "sold_out"


def test_one_made_before_the_stop_counts_and_one_made_after_does_not(session: Session, live: str) -> None:
    service.stop(session, live, by="tests", now_ms=NOW_MS)
    assert rejected(session, row(live, at_ms=NOW_MS + 1), NOW_MS + HOUR_MS) == "stopped"
    assert service.redeem(session, row(live, at_ms=NOW_MS), NOW_MS + HOUR_MS).applied


def test_it_is_judged_by_when_it_was_made(session: Session, live: str) -> None:
    later = NOW_MS + 30 * DAY_MS
    assert service.redeem(session, row(live), later).applied
    assert rejected(session, row(live, at_ms=later), later) == "ended"
    assert rejected(session, row(live, at_ms=NOW_MS - 5 * DAY_MS)) == "not_started"


def test_a_clock_that_runs_ahead_is_not_believed(session: Session, live: str) -> None:
    assert service.redeem(session, row(live, at_ms=NOW_MS + 30 * DAY_MS), NOW_MS).applied


def test_a_draft_another_store_and_an_unknown_offer_are_refused(session: Session, people: Actors) -> None:
    assert people.marketer
    draft = service.create(session, DRAFT, by="t", now_ms=NOW_MS, new_id=uuid7(NOW_MS, DRAW))
    assert rejected(session, row(draft.id)) == "other_store"
    there = publish(session, store_ids=["406"])
    assert rejected(session, row(there)) == "other_store"
    assert rejected(session, row(uuid7(NOW_MS, DRAW))) == "unknown_promotion"


def test_who_is_not_meant_does_not_get_it(session: Session, people: Actors) -> None:
    assert people.marketer
    gold = publish(session, audience={"all": [{"attribute": "tier", "operator": "in", "value": ["Gold"]}]})
    assert rejected(session, row(gold)) == "not_in_audience"
    bakers = {"all": [{"attribute": "departments", "operator": "in", "value": ["Bakery"]}]}
    assert service.redeem(session, row(publish(session, audience=bakers)), NOW_MS).applied
    assert rejected(session, row(publish(session), customer_id=HERE_SILENT)) == "no_consent"
    assert rejected(session, row(publish(session), customer_id=77)) == "customer_not_here"
    session.execute(delete(ConsentRecord))
    assert rejected(session, row(publish(session))) == "no_consent"


def test_ten_at_once_never_exceed_the_total(app: Flask, session: Session, people: Actors) -> None:
    assert people.marketer
    live = publish(session, total_limit=3, customer_limit=None)
    with app.app_context():
        engine = db.engine

    def redeem_one(made: dict[str, Any]) -> bool:
        with Session(engine) as own, own.begin():
            return service.redeem(own, made, NOW_MS).applied

    with ThreadPoolExecutor(10) as pool:
        applied = list(pool.map(redeem_one, [row(live) for _ in range(10)]))
    assert sum(applied) == counted(session) == 3
    assert session.get_one(PromotionRecord, live).status == "published"
