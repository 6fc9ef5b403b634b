"""The customer-experience KPI: what stands counts, and chance is not called a change."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.experience import service
from server.promotions import service as promotions
from server.promotions.models import Redemption
from server.ratings import service as ratings
from shared.clock import DAY_MS
from tests.server.experience.visits import HOUR_MS, JON, MIA, fact, remember
from tests.server.people import ELENA, MARCO
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS, Actors

PROMOTION = "0198f7a0-0000-7000-8000-0000000000f1"


@pytest.fixture
def rated(people: Actors, session: Session) -> Actors:
    """Eight weeks of rated visits."""
    remember(session)
    session.commit()
    return people


def test_a_time_is_told_beside_as_long_a_time_before_it_with_what_was_sold(
    rated: Actors, session: Session
) -> None:
    assert rated
    view = service.view(session, days=28, now_ms=NOW_MS)
    whole = view.whole
    assert whole.rated.count == sum(each.rated.count for each in view.slices) == 69
    assert whole.before.count == 70
    assert whole.rated.average is not None
    assert whole.rated.average > 4.5
    assert whole.course == "better"
    assert whole.sales.amount_minor == sum(each.sales.amount_minor for each in view.slices)
    assert whole.sales_before.purchases > 0
    assert [len(service.view(session, days=days, now_ms=NOW_MS).slices) for days in (7, 30, 91)] == [
        7,
        30,
        13,
    ]
    assert service.overall(session, days=28, now_ms=NOW_MS) == whole


def test_a_store_is_called_better_only_where_chance_does_not_explain_it(
    rated: Actors, session: Session
) -> None:
    assert rated
    found = {each.store_id: each.figures for each in service.view(session, days=28, now_ms=NOW_MS).stores}
    assert found["367"].course == "better"
    assert found["406"].course == "same", "fourteen like the fourteen before say nothing"
    by_name = {each.name: each for each in service.view(session, days=28, now_ms=NOW_MS).associates}
    assert {name: each.associate_id for name, each in by_name.items()} == {"Mia Bauer": MIA, "Jon Weber": JON}
    assert by_name["Mia Bauer"].change is not None


def test_a_rating_that_was_taken_back_counts_no_more(people: Actors, session: Session) -> None:
    assert people
    ratings.add(
        session,
        [
            fact("wrong", 1, NOW_MS - 3 * HOUR_MS),
            fact("right", 5, NOW_MS - 2 * HOUR_MS, corrects="wrong"),
            fact("another's", None, NOW_MS - HOUR_MS, corrects="right", associate_id=JON),
        ],
    )
    whole = service.view(session, days=7, now_ms=NOW_MS).whole
    assert whole.rated.counts == (0, 0, 0, 0, 1), "nobody takes back what somebody else was told"
    assert whole.good_share == 1
    assert (whole.change, whole.course) == (None, "unknown")


def test_visits_on_which_a_promotion_was_redeemed_stand_beside_all_others(
    rated: Actors, session: Session
) -> None:
    promotions.create(session, DRAFT, by=rated.marketer.actor.id, now_ms=NOW_MS, new_id=PROMOTION)
    at_ms = NOW_MS - 2 * DAY_MS
    session.execute(
        insert(Redemption),
        [
            {"id": f"x{who}{place}", "promotion_id": PROMOTION, "customer_id": who, "store_id": "367",
             "associate_id": MIA, "at_ms": at_ms + place}
            for place, who in enumerate((ELENA, ELENA, MARCO))
        ],
    )  # fmt: skip
    ratings.add(
        session,
        [
            fact("with", 2, at_ms + HOUR_MS, customer_id=ELENA),
            fact("long after", 5, at_ms + 13 * HOUR_MS, customer_id=ELENA),
            fact("elsewhere", 5, at_ms + HOUR_MS, customer_id=ELENA, store_id="406"),
            fact("of another", 5, at_ms + HOUR_MS, customer_id=MARCO, store_id="406"),
        ],
    )
    view = service.view(session, days=7, now_ms=NOW_MS)
    (found,) = view.promotions
    assert (found.redemptions, found.rated.counts) == (3, (0, 1, 0, 0, 0)), "two redemptions, one visit"
    assert found.others.count == view.whole.rated.count - 1
    assert found.sales.purchases == 1, "what she bought on that visit counts once"
    assert found.difference is None, "one visit says nothing"
    alone = service.of_promotion(session, PROMOTION, since_ms=at_ms, now_ms=NOW_MS)
    assert alone == found.rated
    assert service.of_promotion(session, "another", since_ms=0, now_ms=NOW_MS).count == 0


def test_staff_read_it_over_rest(rated: Actors, client: FlaskClient) -> None:
    told = client.get("/api/v1/experience?days=7", headers=rated.reader.headers).json
    assert told["whole"]["rated"]["count"] == sum(each["rated"]["count"] for each in told["slices"])
    assert told["until_ms"] - told["since_ms"] == 7 * DAY_MS
    assert [each["store_id"] for each in told["stores"]] == ["367", "406"]
    assert told["whole"]["course"] in ("same", "better")
    wrong = client.get("/api/v1/experience?days=0", headers=rated.reader.headers)
    assert wrong.status_code == 422
