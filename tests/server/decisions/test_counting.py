"""What HQ counts of offers: once a day, what was shown first and taken, and what a redemption is worth."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.decisions import counting, policy, reading
from server.decisions.models import CountedOdds, OfferShowing
from server.promotions import service as promotions
from shared.clock import DAY_MS
from shared.decisioning import Tally
from tests.server.decisions.deciding import BAKERY, DAIRY, live, show, shown, use
from tests.server.people import MARCO
from tests.server.world import NOW_MS, Actors

HOUR_MS = 3_600_000


@pytest.fixture
def two(session: Session, people: Actors) -> tuple[str, str]:
    """Two live promotions."""
    assert people
    return live(session, **BAKERY), live(session, **DAIRY)


def noted(session: Session) -> list[int | None]:
    counting.note_redemptions(session, NOW_MS)
    session.expire_all()
    return list(session.scalars(select(OfferShowing.redeemed_ms).order_by(OfferShowing.at_ms)))


def test_a_redemption_belongs_to_the_showing_before_it(session: Session, two: tuple[str, str]) -> None:
    days = [NOW_MS - days * DAY_MS for days in (5, 2)]
    show(session, *(shown(two[0], at_ms=at_ms, day=f"day {at_ms}") for at_ms in days))
    use(session, two[0], days[1] + HOUR_MS)
    use(session, two[1], days[1] + HOUR_MS)
    use(session, two[0], days[1] + HOUR_MS, customer_id=MARCO)
    assert noted(session) == [None, days[1] + HOUR_MS]


def test_what_was_used_before_or_long_after_is_not_because_of_it(
    session: Session, two: tuple[str, str]
) -> None:
    at_ms = NOW_MS - 20 * DAY_MS
    show(session, shown(two[0], at_ms=at_ms))
    use(session, two[0], at_ms - HOUR_MS)
    use(session, two[0], at_ms + 8 * DAY_MS)
    assert noted(session) == [None]


def test_odds_say_how_often_what_stood_first_was_taken_and_what_that_is_worth(
    session: Session, two: tuple[str, str]
) -> None:
    at_ms = NOW_MS - 8 * DAY_MS
    show(session, shown(two[0], two[1], at_ms=at_ms), shown(two[0], at_ms=at_ms, customer_id=MARCO))
    use(session, two[0], at_ms + HOUR_MS)
    done = counting.count(session, NOW_MS)
    assert (done.day, done.promotions, done.redeemed) == ("2026-11-22", 2, 1)
    found = reading.odds(session)
    bread = found[two[0]]
    assert bread.tallies == {("words", "usual"): Tally(2, 1)}
    assert (bread.margin_minor, bread.cost_minor, bread.scales) == (75, 50, True)
    assert bread.basket_minor == 2_099
    assert bread.rate == (100 * 50_000 + 1_000_000) // 103
    assert bread.strategy == "value"


def test_a_day_is_counted_once_and_stays_as_it_was(session: Session, two: tuple[str, str]) -> None:
    counting.count(session, NOW_MS)
    show(session, shown(two[0], at_ms=NOW_MS - 8 * DAY_MS))
    counting.count(session, NOW_MS + HOUR_MS)
    assert reading.odds(session)[two[0]].tallies == {}
    counting.count(session, NOW_MS + DAY_MS)
    assert reading.odds(session)[two[0]].tallies == {("words", "usual"): Tally(1, 0)}
    former = reading.Former(session, [two[0]])
    assert former.on(two[0], "2026-11-22").tallies == {}
    assert former.on(two[0], "2026-12-01").tallies == {("words", "usual"): Tally(1, 0)}
    for before in ("2026-11-21", None):
        unknown = former.on(two[0], before)
        assert (unknown.margin_minor, unknown.rate, unknown.tallies) == (75, 50_000, {})
    assert former.on("nobody's", "2026-11-22") is None


def test_what_may_still_be_taken_is_no_refusal_and_what_was_taken_soon_no_better(
    session: Session, two: tuple[str, str]
) -> None:
    at_ms = NOW_MS - counting.TAKEN_WITHIN_MS
    show(
        session, shown(two[0], at_ms=at_ms), shown(two[0], at_ms=at_ms + 1, customer_id=MARCO),
        shown(two[1], at_ms=NOW_MS - 60_000), shown(two[1], at_ms=NOW_MS - 60_000, customer_id=MARCO),
    )  # fmt: skip
    use(session, two[1], NOW_MS - 30_000)
    done = counting.count(session, NOW_MS)
    assert (done.showings, done.redeemed) == (1, 0)
    found = reading.odds(session)
    assert found[two[0]].tallies == {("words", "usual"): Tally(1, 0)}
    assert found[two[1]].tallies == {}, "it is as good as any other until its first week is over"


def test_what_is_over_or_stopped_has_no_odds_any_more(session: Session, two: tuple[str, str]) -> None:
    counting.count(session, NOW_MS)
    promotions.stop(session, two[0], by="tests", now_ms=NOW_MS)
    counting.count(session, NOW_MS + DAY_MS)
    assert set(reading.odds(session)) == {two[1]}
    counting.count(session, NOW_MS + 30 * DAY_MS)
    assert reading.odds(session) == {}
    assert session.scalar(select(func.count()).select_from(CountedOdds)) == 3


def test_where_nothing_tells_what_it_is_worth_that_is_left_open(session: Session, people: Actors) -> None:
    assert people
    gift = live(
        session, department=None, benefit_kind="gift", benefit_value=0,
        benefit={"product_id": 7, "of": {"brand": ["Nobody's"]}},
    )  # fmt: skip
    counting.count(session, NOW_MS)
    found = reading.odds(session, [gift])[gift]
    assert (found.margin_minor, found.cost_minor, found.scales) == (None, None, False)


def test_the_way_of_the_chain_travels_with_the_odds_at_once(session: Session, two: tuple[str, str]) -> None:
    counting.count(session, NOW_MS)
    policy.change(session, "learning", 40, version=0, by="ana", now_ms=NOW_MS)
    session.expire_all()
    assert {each.strategy for each in reading.odds(session).values()} == {"learning"}
    assert reading.odds(session)[two[0]].margin_minor == 75
    counting.count(session, NOW_MS + DAY_MS)
    assert reading.odds(session)[two[0]].margin_minor == 100
    told = session.scalars(select(CountedOdds.tallies)).all()
    assert all(json.loads(each) == [] for each in told)
