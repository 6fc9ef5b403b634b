"""Power and duration are told before the start, from what the audience really did in the last 90 days."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from server.customers.models import ClientBookEntry, ConsentRecord, Customer
from server.experiments import planning
from server.promotions import service as promotions
from server.promotions.models import Redemption
from server.purchases.models import Purchase
from shared.clock import DAY_MS
from shared.ids import scoped_id
from tests.server.experiments.trying import TRIED
from tests.server.publishing import put_live
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS, Actors

CONTENT: dict[str, Any] = {
    "audience": {}, "store_ids": None, "metric": "revenue", "smallest_effect": 1000, **TRIED,
}  # fmt: skip
CROWD = [scoped_id(7, n) for n in range(400)]
SOUP = "0198f7a0-0000-7000-8000-0000000000a1"


def spent(n: int, visit: int) -> int:
    """Lately she spends by her number; before, something that hardly tells of it."""
    return 2000 + (n if visit < 3 else n * 37 % 400) * 10


@pytest.fixture
def crowd(session: Session, people: Actors) -> Session:
    """400 who agreed; each came every 30 days, the n-th on another day, and spent 20 to 59 dollars."""
    assert people
    session.execute(
        insert(Customer),
        [{"id": who, "given_name": "A", "family_name": "B", "tier": "Silver"} for who in CROWD],
    )
    session.execute(insert(ClientBookEntry), [{"store_id": "367", "customer_id": who} for who in CROWD])
    consent = {
        "purpose": "personalization",
        "channel": "any",
        "granted": 1,
        "at_ms": 1,
        "wording": "y",
        "source": "t",
    }
    session.execute(insert(ConsentRecord), [{"customer_id": who, **consent} for who in CROWD])
    session.execute(
        insert(Purchase),
        [
            {
                "id": scoped_id(7, 10_000 + n * 10 + visit), "customer_id": who, "store_id": "367",
                "line_count": 1,
                "at_ms": NOW_MS - (visit * 30 + n % 30) * DAY_MS - 1, "total_minor": spent(n, visit),
            }
            for n, who in enumerate(CROWD)
            for visit in range(6)
        ],
    )  # fmt: skip
    return session


SILVER = {"audience": {"attribute": "tier", "operator": "in", "value": ["Silver"]}}


def test_what_is_told_is_of_the_audience_and_of_its_last_days(crowd: Session) -> None:
    told = planning.told(crowd, CONTENT | SILVER, NOW_MS)
    assert told.customers == 400
    came = [spent(n, 0) for n in range(400) if n % 30 < 28]
    assert told.base == pytest.approx(sum(came) / len(came)), "what they spend in 28 days, one visit"
    assert told.needed is not None
    assert sum(told.of_arms) == told.needed
    assert (told.days, told.expected) == (28, 372), "all but the 28 who come on the last two days of thirty"
    assert told.as_json()["of_arms"] == list(told.of_arms)


def test_a_larger_effect_needs_fewer_customers_and_one_that_is_long_enough_says_so(crowd: Session) -> None:
    small, large = (
        planning.told(crowd, CONTENT | SILVER | {"smallest_effect": effect}, NOW_MS) for effect in (500, 5000)
    )
    assert small.needed is not None
    assert large.needed is not None
    assert small.needed > large.needed
    about = planning.told(
        crowd, CONTENT | SILVER | {"smallest_effect": math.ceil((small.finds or 0) * 10_000)}, NOW_MS
    )
    assert about.needed == pytest.approx(about.expected, rel=0.02), "both are told of the same variance"
    assert large.is_enough
    assert "enough" in large.sentence
    assert not planning.told(crowd, CONTENT | SILVER | {"smallest_effect": 100}, NOW_MS).is_enough


def test_of_three_arms_what_it_finds_is_at_the_stricter_level_at_which_it_is_planned(crowd: Session) -> None:
    arms = [{"key": key, "name": key, "weight": 1, "strategy": "model"} for key in "abc"]
    thirds = [each | {"weight": weight} for each, weight in zip(arms, (3334, 3333, 3333), strict=True)]
    content = CONTENT | SILVER | {"variants": thirds}
    finds = planning.told(crowd, content, NOW_MS).finds
    assert finds is not None
    about = planning.told(crowd, content | {"smallest_effect": math.ceil(finds * 10_000)}, NOW_MS)
    assert about.needed == pytest.approx(about.expected, rel=0.02)


def test_what_it_needs_is_by_what_customers_spend_while_it_runs(crowd: Session) -> None:
    """They come every 30 days: in 28 she who comes, comes once; in 90 each three times, the third untold."""
    crowd.execute(update(Purchase).where(Purchase.at_ms < NOW_MS - 30 * DAY_MS).values(total_minor=4000))
    month, quarter = (
        planning.told(crowd, CONTENT | SILVER | {"ends_local": ends, "smallest_effect": 2000}, NOW_MS)
        for ends in ("2026-12-18T09:00", "2027-02-18T09:00")
    )
    assert (month.days, quarter.days) == (28, 90)
    assert quarter.base == pytest.approx(8000 + 2000 + 199.5 * 10)
    assert month.needed is not None
    assert quarter.needed is not None
    assert month.is_enough
    assert quarter.is_enough
    assert month.needed > 5 * quarter.needed, "the same spread, of a third of the money: nine times the need"


def test_one_that_is_too_short_is_told_of_the_spending_of_a_run_that_is_long_enough(crowd: Session) -> None:
    content = CONTENT | SILVER | {"ends_local": "2026-11-27T09:00", "smallest_effect": 500}
    told = planning.told(crowd, content, NOW_MS)
    assert told.days == 7
    assert not told.is_enough
    assert told.needed_days is not None
    assert told.needed_days > 7
    ends = datetime.fromisoformat("2026-11-20T09:00") + timedelta(days=told.needed_days)
    long = planning.told(crowd, content | {"ends_local": ends.isoformat(timespec="minutes")}, NOW_MS)
    assert long.is_enough


def test_of_a_run_in_whose_days_hardly_anybody_came_nothing_is_foretold(crowd: Session) -> None:
    crowd.execute(delete(Purchase).where(Purchase.at_ms > NOW_MS - 3 * DAY_MS))
    told = planning.told(crowd, CONTENT | SILVER | {"ends_local": "2026-11-22T09:00"}, NOW_MS)
    assert told.customers == 400
    assert told.sentence.startswith("Too few of this audience came in the last 2 days")


def test_one_that_can_never_be_found_and_one_that_is_too_short_say_what_they_find(crowd: Session) -> None:
    never = planning.told(crowd, CONTENT | SILVER | {"smallest_effect": 1}, NOW_MS)
    assert "never finds an uplift of 0.01 %" in never.sentence
    short = CONTENT | SILVER | {"ends_local": "2026-11-22T09:00", "smallest_effect": 2500}
    told = planning.told(crowd, short, NOW_MS)
    assert told.days == 2
    assert "too short" in told.sentence
    long = planning.told(crowd, CONTENT | SILVER | {"ends_local": "2027-11-20T09:00"}, NOW_MS)
    assert (long.days, long.expected) == (365, 400)


def test_the_share_who_come_again_and_who_use_an_offer_are_told_likewise(crowd: Session) -> None:
    again = planning.told(crowd, CONTENT | SILVER | {"metric": "purchase_rate"}, NOW_MS)
    assert again.base == pytest.approx(374 / 400), "in 28 days, all but the 26 of the two days before"
    promotions.create(crowd, DRAFT, by="writer", now_ms=NOW_MS, new_id=SOUP)
    put_live(crowd, SOUP)
    crowd.execute(
        insert(Redemption),
        [
            {"id": f"r{n}", "promotion_id": SOUP, "customer_id": who, "store_id": "367", "associate_id": "a",
             "at_ms": NOW_MS - DAY_MS}
            for n, who in enumerate(CROWD[:100])
        ],
    )  # fmt: skip
    used = planning.told(crowd, CONTENT | SILVER | {"metric": "redemption_rate"}, NOW_MS)
    assert used.base == pytest.approx(100 / 374)


def test_of_nobody_nothing_is_foretold(crowd: Session) -> None:
    gold = {"audience": {"attribute": "tier", "operator": "in", "value": ["Gold"]}}
    told = planning.told(crowd, CONTENT | gold, NOW_MS)
    assert (told.needed, told.is_enough) == (None, False)
    assert told.sentence.startswith("Nobody of this audience came")
