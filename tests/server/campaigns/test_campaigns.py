"""What campaigns of the past did, worked out by hand on a few customers."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from server.campaigns import results, service
from server.campaigns.models import Campaign
from server.campaigns.results import Department, Tier, Week
from server.campaigns.service import Totals
from server.errors import NotFound
from server.purchases.models import Purchase, PurchaseLine
from tests.server.campaigns.past import AUTUMN, COFFEE, DAIRY_COUPON, JAM_COUPON, campaign, remember
from tests.server.world import Actors

CAMPAIGNS = "/api/v1/campaigns"


@pytest.fixture
def past(people: Actors, session: Session) -> Session:
    """A session on a record with two campaigns."""
    assert people
    remember(session)
    return session


def test_campaigns_are_listed_with_what_came_of_them_the_latest_first(past: Session) -> None:
    coffee, autumn = service.campaigns(past)
    assert (autumn.customers, autumn.coupons, autumn.redemptions, autumn.redeemers) == (3, 3, 3, 2)
    assert autumn.rate == pytest.approx(2 / 3)
    assert (coffee.customers, coffee.coupons, coffee.redemptions, coffee.rate) == (1, 0, 0, 0)
    assert service.totals(past) == Totals(campaigns=2, customers=3, redemptions=3, redeemers=2)


def test_a_campaign_that_nobody_received_divides_by_nothing(past: Session) -> None:
    past.execute(insert(Campaign), [campaign(7, "Empty", "2026-01-01", "2026-01-31")])
    assert service.get(past, 7).rate == 0
    with pytest.raises(NotFound):
        service.get(past, 8)


def test_weeks_without_a_redemption_are_there_too(past: Session) -> None:
    found = results.results(past, AUTUMN)
    assert found.weeks == (Week("2026-11-01", "2026-11-07", 2), Week("2026-11-08", "2026-11-14", 1))
    running = results.results(past, COFFEE)
    assert [week.redemptions for week in running.weeks] == [0]
    assert running.weeks[-1].last_day == "2026-11-17", "the record ends on that day"


def test_tiers_say_who_received_it_and_who_used_it(past: Session) -> None:
    assert results.results(past, AUTUMN).tiers == (
        Tier("VIP", customers=2, redeemers=2, redemptions=3), Tier("Gold", 1, 0, 0),
    )  # fmt: skip


def test_a_coupon_belongs_to_the_department_of_most_of_its_products(past: Session) -> None:
    found = results.results(past, AUTUMN)
    assert found.departments == (
        Department("Bakery", coupons=1, redemptions=2), Department("Dairy", 1, 1),
        Department("Not in the catalogue", 1, 0),
    )  # fmt: skip
    assert [(use.coupon_upc, use.products, use.redemptions) for use in found.coupons] == [
        (JAM_COUPON, 3, 2), (DAIRY_COUPON, 2, 1),
    ]  # fmt: skip


def test_customers_of_another_campaign_at_the_same_time_are_counted(past: Session) -> None:
    assert results.results(past, AUTUMN).also_elsewhere == 1
    assert results.results(past, COFFEE).also_elsewhere == 1


def test_spending_before_and_during_is_that_of_as_many_whole_days(past: Session) -> None:
    found = results.results(past, AUTUMN).spending
    assert found is not None
    assert (found.days_before, found.days_during) == (14, 14)
    used, unused, outside = found.groups
    # Elena: 3249 a purchase 40, 30 and 20 days ago, 249 10 days ago; 30 days ago is 23 October
    assert (used.customers, used.before.amount_minor, used.during.amount_minor) == (
        2, 3249 + 1000, 3249 + 249 + 700 + 800,
    )  # fmt: skip
    assert (used.before.buyers, used.before.purchases, used.during.purchases) == (2, 2, 4)
    assert (unused.customers, unused.before.amount_minor, unused.during.amount_minor) == (1, 0, 200)
    assert (outside.customers, outside.before.amount_minor, outside.during.amount_minor) == (2, 100, 450)


def test_too_few_recorded_days_are_not_compared(past: Session) -> None:
    assert results.results(past, COFFEE).spending is None, "four days of it are recorded"
    past.execute(delete(PurchaseLine))
    past.execute(delete(Purchase))
    found = results.results(past, AUTUMN)
    assert (found.spending, found.recorded_from) == (None, None)
    assert [week.redemptions for week in found.weeks] == [2, 1]


def test_a_campaign_from_before_the_record_begins_with_it(past: Session) -> None:
    past.execute(insert(Campaign), [campaign(7, "Old", "2025-09-01", "2025-11-30")])
    found = results.results(past, 7)
    assert found.recorded_from == "2025-10-18"
    assert found.weeks[0].first_day == "2025-10-18"
    assert found.spending is None


def test_a_campaign_over_before_the_record_has_no_weeks(past: Session) -> None:
    past.execute(insert(Campaign), [campaign(7, "Older", "2025-01-01", "2025-02-01")])
    found = results.results(past, 7)
    assert (found.weeks, found.spending, found.tiers, found.departments) == ((), None, (), ())


def test_staff_read_them_over_rest(past: Session, client: FlaskClient, people: Actors) -> None:
    assert past
    listed: dict[str, Any] = client.get(CAMPAIGNS, headers=people.reader.headers).json
    assert listed["totals"]["redemptions"] == 3
    assert [each["name"] for each in listed["campaigns"]] == ["Coffee", "Autumn"]
    read = client.get(f"{CAMPAIGNS}/{AUTUMN}", headers=people.reader.headers).json
    assert read["campaign"]["rate"] == pytest.approx(2 / 3)
    assert read["spending"]["groups"][0]["during"]["purchases"] == 4
    assert client.get(f"{CAMPAIGNS}/1", headers=people.reader.headers).status_code == 404
