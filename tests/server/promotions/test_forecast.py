"""What a promotion may cost: from past campaigns and what such customers spend, under its own caps."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from server.promotions.forecast import Each, Forecast, Rates, forecast, past_rates
from shared.promotions import Promotion
from tests.server.campaigns.past import remember
from tests.server.people import BREAD, FUEL, MILK
from tests.server.world import NOW_MS, Actors

PLAN = Promotion(
    id="planned", name="Soup week", text="", benefit_kind="percent", benefit_value=20,
    starts_local="2026-11-24T08:00", ends_local="2026-11-30T22:00", department="Dairy",
)  # fmt: skip


@pytest.fixture(autouse=True)
def few_tell(people: Actors, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Customers with purchases; one small campaign of the past is enough to learn from."""
    assert people.marketer
    monkeypatch.setattr("server.promotions.forecast.FEWEST", 3)
    remember(session)


def told(session: Session, count: int = 300, stores: int = 2, **changed: Any) -> Forecast:
    """The forecast of the plan with those changes."""
    return forecast(session, replace(PLAN, **changed), None, count, stores, NOW_MS)


def off(session: Session, **changed: Any) -> int | None:
    """What one redemption takes off on average, in whole cents."""
    found = told(session, **changed).each
    return None if found is None else round(found.minor)


def test_rates_are_those_of_campaigns_that_reached_enough(session: Session) -> None:
    assert past_rates(session) == Rates(
        1, pytest.approx(2 / 3), pytest.approx(2 / 3), pytest.approx(2 / 3), 1.5
    )


def test_those_who_may_have_it_redeem_as_past_customers_did_at_what_they_spend(session: Session) -> None:
    """Elena spent 4.98 on milk, Marco 2.49 and 2.00; of 300 two thirds redeem, each once."""
    found = told(session)
    assert found.each == Each(pytest.approx(0.2 * 947 / 3), pytest.approx(947 / 3), 3)
    assert found.redemptions == (200, 200, 200)
    assert found.cost_minor == (12_627,) * 3
    assert found.capped_by is None


def test_whoever_may_have_it_more_often_redeems_as_often_as_then(session: Session) -> None:
    assert told(session, customer_limit=None).redemptions[1] == 300
    assert told(session, customer_limit=2).redemptions[1] == 300


def test_those_held_out_cost_nothing(session: Session) -> None:
    assert told(session, holdout_percent=10).redemptions[1] == 180


@pytest.mark.parametrize(
    ("changed", "redemptions", "cap"),
    [
        ({"total_limit": 50}, 50, "total_limit"),
        ({"store_limit": 20}, 40, "store_limit"),
        ({"benefit_kind": "amount", "benefit_value": 100, "budget_minor": 3_000}, 30, "budget_minor"),
        ({"total_limit": 200}, 200, None),
    ],
)
def test_a_cap_that_is_reached_ends_it_and_is_named(
    session: Session, changed: dict[str, Any], redemptions: int, cap: str | None
) -> None:
    found = told(session, **changed)
    assert (found.redemptions[1], found.capped_by) == (redemptions, cap)


@pytest.mark.parametrize(
    ("changed", "cents"),
    [
        ({"benefit_kind": "amount", "benefit_value": 150}, 150),
        ({"benefit_kind": "price", "benefit_value": 200}, round((947 / 4 - 200) * 4 / 3)),
        ({"benefit_kind": "n_for_m", "benefit_value": 0, "benefit": {"take": 3, "pay": 2}}, round(947 / 4)),
        ({"benefit_kind": "gift", "benefit_value": 0, "benefit": {"product_id": MILK, "cost_minor": 90}}, 90),
        ({"benefit_kind": "gift", "benefit_value": 0, "benefit": {"product_id": MILK}}, None),
        ({"benefit_kind": "points", "benefit_value": 50}, 0),
        ({"benefit": {"most_minor": 40}}, 40),
        ({"department": "Books"}, None),
        ({"conditions": {"min_spend_minor": 240}}, round(0.2 * 747 / 2)),
        ({"conditions": {"min_items": 2}}, round(0.2 * 947 / 3)),
    ],
)
def test_each_kind_of_benefit_is_taken_off_what_it_covers(
    session: Session, changed: dict[str, Any], cents: int | None
) -> None:
    assert off(session, **changed) == cents


def test_a_bundle_takes_off_what_its_parts_cost_more(session: Session) -> None:
    parts = [{"of": {"product": [BREAD]}, "quantity": 1}, {"of": {"product": [MILK]}, "quantity": 2}]
    whole = {"benefit_kind": "bundle", "benefit_value": 500, "department": None}
    assert off(session, **whole, benefit={"parts": parts}) == round(249 + 2 * 947 / 4 - 500)
    nobody = [{"of": {"product": [FUEL]}, "quantity": 1}, {"of": {"department": ["Books"]}, "quantity": 1}]
    assert off(session, **whole, benefit={"parts": nobody}) is None


def test_without_customers_or_past_campaigns_there_is_no_forecast(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(session, count=0).each is None
    assert told(session, count=0).cost_minor == (0, 0, 0)
    monkeypatch.setattr("server.promotions.forecast.FEWEST", 5)
    assert told(session).rates is None
