"""What was published travels as terms; older tablets hear only of what they read as it is meant."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.next_actions import service as next_actions
from server.promotions import service
from server.promotions.models import PlainPromotionStore, PromotionRecord, PromotionStore, PromotionTerms
from server.promotions.open_offers import open_offers
from server.replication.collections import COLLECTIONS, GROUPINGS
from shared.assignment import EVERYTHING, PER_CENT, bucket, is_held_out
from shared.clock import DAY_MS
from shared.next_action import DEFAULTS
from shared.next_action.facts import Outcome
from shared.next_action.rules import Rule
from shared.promotions import OfferPolicy
from shared.redemption import StandsOn, quota_id
from tests.server.people import ELENA, MARCO
from tests.server.test_quotas import granted, held, redeem, renew
from tests.server.test_redemption import counted, publish, rejected, row
from tests.server.world import NOW_MS, Actors

on_one_database = pytest.mark.parametrize("tables_url", ["sqlite"], indirect=True)

NEWER: list[dict[str, Any]] = [
    {"benefit_kind": "n_for_m", "benefit_value": 0, "benefit": {"take": 3, "pay": 2}},
    {"benefit_kind": "points", "benefit_value": 10},
    {"conditions": {"min_items": 2}},
    {"stacking": "exclusive"},
    {"store_limit": 5},
    {"frequency": {"most": 1, "days": 7, "counts": "redeemed"}},
    {"holdout_percent": 10},
    {"audience": {"any": [{"attribute": "tier", "operator": "in", "value": ["Gold"]}]}},
]


def plain_stores(session: Session, promotion_id: str) -> set[str]:
    query = select(PlainPromotionStore.store_id).where(PlainPromotionStore.promotion_id == promotion_id)
    return set(session.scalars(query))


def test_what_older_tablets_know_travels_to_them_too(session: Session, people: Actors) -> None:
    live = publish(session)
    runs_in = set(session.scalars(select(PromotionStore.store_id)))
    assert plain_stores(session, live) == runs_in == {"367", "406"}
    terms = session.get_one(PromotionTerms, live)
    assert (terms.status, json.loads(terms.variants)) == ("published", [])
    service.stop(session, live, now_ms=NOW_MS, by=people.marketer.actor.id)
    assert terms.status == session.get_one(PromotionRecord, live).status == "stopped"


@on_one_database
@pytest.mark.parametrize("newer", NEWER, ids=lambda newer: next(iter(newer)))
def test_older_tablets_hear_nothing_of_what_they_would_misread(
    session: Session, people: Actors, newer: dict[str, Any]
) -> None:
    assert people.marketer
    live = publish(session, **newer)
    assert plain_stores(session, live) == set()
    assert session.get_one(PromotionTerms, live).name == "Fresh start"


def test_older_tablets_read_one_collection_and_newer_ones_the_other() -> None:
    (old,) = [each for each in COLLECTIONS if each.name == "promotions"]
    (new,) = [each for each in COLLECTIONS if each.name == "promotion_terms"]
    tables = {each.name: each.table for each in GROUPINGS}
    assert tables[str(old.grouping)] == "plain_promotion_stores"
    assert tables[str(new.grouping)] == "promotion_stores"
    assert set(old.columns) < set(new.columns)
    assert set(new.columns) == set(PromotionTerms.__table__.columns.keys())


def hold_out(session: Session, percent: int) -> None:
    guard = DEFAULTS["contact"]
    rule = Rule(guard.kind, True, 0, 0, {**guard.settings, "holdout_percent": percent})
    next_actions.change(session, rule, by="tests", now_ms=NOW_MS, new_id=f"change {percent}")


def test_a_holdout_from_everything_takes_back_what_older_tablets_hold(
    session: Session, people: Actors
) -> None:
    assert people.marketer
    live = publish(session)
    hold_out(session, 5)
    assert plain_stores(session, live) == set()
    assert plain_stores(session, publish(session)) == set()


def test_who_is_held_out_is_refused_in_words_that_do_not_tell_it(session: Session, people: Actors) -> None:
    assert people.marketer
    live = publish(session, holdout_percent=50)
    while not is_held_out(live, ELENA, 50):
        live = publish(session, holdout_percent=50)
    assert rejected(session, row(live)) == "not_in_audience"
    answer = service.redeem(session, row(live), NOW_MS)
    assert answer.sentence == "This offer is not for this customer."
    policy = OfferPolicy()
    assert live not in {
        each.promotion_id for each in open_offers(session, ELENA, "367", NOW_MS, policy=policy)
    }


@on_one_database
def test_the_holdout_from_everything_holds_at_hq_too(session: Session, people: Actors) -> None:
    assert people.marketer
    live = publish(session)
    everybody = OfferPolicy(holdout_percent=bucket(EVERYTHING, ELENA) // PER_CENT + 1)
    assert open_offers(session, ELENA, "367", NOW_MS, policy=everybody) == ()
    (offer,) = open_offers(session, ELENA, "367", NOW_MS, policy=OfferPolicy())
    assert offer.promotion_id == live


@on_one_database
def test_who_has_let_enough_offers_pass_is_made_none(session: Session, people: Actors) -> None:
    assert people.marketer
    publish(session)
    passed = [Outcome("offer", f"p{n}", "later", None, NOW_MS - DAY_MS) for n in range(3)]
    tired = OfferPolicy(most_offers=3, offer_days=7)
    assert open_offers(session, ELENA, "367", NOW_MS, outcomes=passed, policy=tired) == ()
    assert open_offers(session, ELENA, "367", NOW_MS, outcomes=passed[:2], policy=tired)


def test_hq_counts_how_often_she_had_it_lately(session: Session, people: Actors) -> None:
    assert people.marketer
    weekly = {"most": 1, "days": 7, "counts": "redeemed"}
    live = publish(session, customer_limit=None, frequency=weekly)
    assert service.redeem(session, row(live, at_ms=NOW_MS - 7 * DAY_MS), NOW_MS).code == "not_started"
    assert service.redeem(session, row(live, at_ms=NOW_MS - DAY_MS), NOW_MS).applied
    assert rejected(session, row(live)) == "often_enough"
    assert service.redeem(session, row(live, customer_id=MARCO, store_id="406"), NOW_MS).applied


@pytest.mark.parametrize(
    "kind",
    [
        {"benefit_kind": "gift", "benefit_value": 0, "benefit": {"product_id": 7, "cost_minor": 300}},
        {"benefit_kind": "percent", "benefit_value": 20, "benefit": {"most_minor": 300}},
    ],
    ids=lambda kind: str(kind["benefit_kind"]),
)
def test_a_budget_of_any_kind_is_leased_by_what_one_costs_at_most_and_never_overspent(
    session: Session, people: Actors, kind: dict[str, Any]
) -> None:
    unlimited = {"customer_limit": None, "total_limit": None, "department": None}
    live = publish(session, budget_minor=1_000, store_ids=["367"], **unlimited, **kind)
    lease = renew(session, people.device).lease
    assert held(session, f"p:{live}/b") == 900
    assert redeem(session, live, lease=None) == "held_elsewhere"
    done = [redeem(session, live, "budget", lease=lease) for _ in range(4)]
    assert done == [None, None, None, "sold_out"]
    assert counted(session) == 3


def test_a_stores_units_are_leased_to_its_own_tablets_and_never_given_twice(
    session: Session, people: Actors
) -> None:
    live = publish(session, total_limit=None, customer_limit=None, store_limit=2)
    here, there = renew(session, people.device), renew(session, people.device_elsewhere)
    ours, theirs = (quota_id(live, "store", store_id=store) for store in ("367", "406"))
    assert granted(here) == {ours: 2}
    assert granted(there) == {theirs: 2}
    assert redeem(session, live, lease=None) == "held_elsewhere", "its tablet may be giving them offline"
    stolen = redeem(session, live, "store", lease=there.lease)
    assert stolen == "held_elsewhere", "a lease of another store"
    assert redeem(session, live, "store", lease=here.lease) is None
    assert redeem(session, live, "store", lease=here.lease) is None
    assert redeem(session, live, "store", lease=here.lease) == "store_limit"
    assert redeem(session, live, lease=None) == "store_limit"
    elsewhere = {"store_id": "406", "customer_id": MARCO}
    assert redeem(session, live, "store", lease=there.lease, **elsewhere) is None, (
        "the other store's are its own"
    )
    assert counted(session) == 3


def test_what_a_store_may_not_give_any_more_gives_its_other_units_back(
    session: Session, people: Actors
) -> None:
    live = publish(session, total_limit=10, customer_limit=None, store_limit=1)
    lease = renew(session, people.device).lease
    assert redeem(session, live, "total", "store", lease=lease) is None
    before = held(session, f"p:{live}")
    stands_on = StandsOn("lease", lease, ("total", "store"))
    assert service.redeem(session, row(live), NOW_MS, stands_on).code == "store_limit"
    session.commit()
    assert held(session, f"p:{live}") == before - 1, "released: free again, not this lease's"
