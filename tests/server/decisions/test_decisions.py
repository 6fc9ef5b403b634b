"""Push and pull by one call: what a customer is best offered, and whom a promotion is best made to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from server.decisions import counting, policy, service
from server.decisions.models import OfferOdds
from server.errors import Conflict
from server.experiments.models import ExperimentRecord, ExperimentStore
from shared.errors import InvalidInput
from tests.server.decisions.deciding import BAKERY, DAIRY, live, use
from tests.server.people import ELENA, HERE_SILENT, MARCO
from tests.server.world import NOW_MS, Actors

CUSTOMERS = "/api/v1/customers"
DECISIONS = "/api/v1/decisions"


@pytest.fixture
def two(session: Session, people: Actors) -> tuple[str, str]:
    """Two live promotions with counts of today: bread is worth more."""
    assert people
    made = live(session, **BAKERY), live(session, **DAIRY)
    counting.count(session, NOW_MS)
    for promotion_id, margin in zip(made, (500, 300), strict=True):
        chosen = update(OfferOdds).where(OfferOdds.promotion_id == promotion_id)
        session.execute(chosen.values(margin_minor=margin, cost_minor=100))
    session.commit()
    return made


def order(session: Session, customer_id: int = ELENA) -> list[str]:
    return [each.promotion_id for each in service.decide(session, customer_id, "367", NOW_MS).offers]


def test_what_is_worth_most_stands_first_with_the_reason(session: Session, two: tuple[str, str]) -> None:
    found = service.decide(session, ELENA, "367", NOW_MS)
    best, other = found.offers
    assert (found.strategy, found.as_of, found.day) == ("value", "2026-11-22", "2026-11-22")
    assert [best.promotion_id, other.promotion_id] == list(two)
    assert (best.title, best.is_best, best.reason) == (
        "Bread: 20% off Bakery", True, "She buys in Bakery.",
    )  # fmt: skip
    assert (other.is_best, other.reason) == (False, "")
    assert best.value_minor == pytest.approx(best.likely * (best.margin_minor - best.cost_minor))


def test_who_allows_nothing_is_offered_nothing(session: Session, two: tuple[str, str]) -> None:
    assert two
    assert order(session, HERE_SILENT) == []


def test_what_she_may_not_have_any_more_is_not_ranked(session: Session, two: tuple[str, str]) -> None:
    once = live(session, name="Once", customer_limit=1)
    assert once in order(session)
    use(session, once, NOW_MS - 1)
    assert set(order(session)) == set(two)


def test_the_way_of_the_chain_holds_until_an_experiment_says_otherwise(
    session: Session, two: tuple[str, str]
) -> None:
    policy.change(session, "newest", 30, version=0, by="ana", now_ms=NOW_MS)
    assert order(session) == [two[1], two[0]]
    variants = [{"key": key, "name": key, "weight": 5_000, "strategy": "value"} for key in ("one", "another")]
    session.execute(
        insert(ExperimentRecord).values(
            id="e1", name="Order", surface="offers", starts_local="2026-11-01T00:00",
            ends_local="2026-12-01T00:00", variants=json.dumps(variants), control="one", status="running",
            audience=json.dumps({"attribute": "tier", "operator": "in", "value": ["VIP"]}),
            created_by="ana", created_ms=NOW_MS, updated_ms=NOW_MS, edited_by="ana",
        )
    )  # fmt: skip
    session.execute(insert(ExperimentStore).values(experiment_id="e1", store_id="367"))
    found = service.decide(session, ELENA, "367", NOW_MS)
    assert (found.strategy, found.experiment_id) == ("value", "e1")
    assert found.variant in {"one", "another"}
    assert [each.promotion_id for each in found.offers] == list(two)


def test_a_policy_that_cannot_be_is_refused_and_two_who_change_it_do_not_meet(
    session: Session, people: Actors
) -> None:
    assert people
    with pytest.raises(InvalidInput) as refused:
        policy.change(session, "by the moon", 0, version=0, by="ana", now_ms=NOW_MS)
    assert set(refused.value.fields) == {"strategy", "margin_percent"}
    policy.change(session, "learning", 40, version=0, by="ana", now_ms=NOW_MS)
    with pytest.raises(Conflict):
        policy.change(session, "newest", 40, version=0, by="bob", now_ms=NOW_MS)
    assert policy.change(session, "newest", 40, version=1, by="bob", now_ms=NOW_MS).version == 2


def test_a_promotion_is_best_made_to_those_for_whom_it_stands_first(
    session: Session, two: tuple[str, str]
) -> None:
    found = service.first_for(session, two[1], "367", NOW_MS, most=10)
    assert (found.selected, found.looked_at) == (1, 1)
    (row,) = found.rows
    assert (row.customer_id, row.name, row.place, row.of) == (ELENA, "Elena García López", 2, 2)
    elsewhere = service.first_for(session, two[0], "406", NOW_MS, most=10)
    assert [(each.customer_id, each.place) for each in elsewhere.rows] == [(MARCO, 1)]
    nobody = live(
        session, name="Nobody", audience={"attribute": "tier", "operator": "in", "value": ["Silver"]}
    )
    assert service.first_for(session, nobody, "367", NOW_MS, most=10).rows == ()


def ask(client: FlaskClient, who: Any, address: str, **asked: object) -> Any:
    answer = client.get(address, query_string=asked, headers=who.headers)
    assert answer.status_code == 200, answer.json
    return answer.json


def test_push_and_pull_agree_over_rest_and_are_in_the_look_up_log(
    client: FlaskClient, session: Session, people: Actors, two: tuple[str, str]
) -> None:
    pulled = ask(client, people.associate, f"{CUSTOMERS}/{ELENA}/decision")
    assert [each["promotion_id"] for each in pulled["offers"]] == list(two)
    pushed = ask(client, people.marketer, f"/api/v1/promotions/{two[0]}/first", store_id="367")
    assert pushed["customers"][0]["value_minor"] == pytest.approx(pulled["offers"][0]["value_minor"])
    assert pushed["customers"][0]["reason"] == pulled["offers"][0]["reason"]
    logged = session.execute(text("SELECT COUNT(*) FROM look_ups WHERE purpose = 'offers'")).scalar()
    assert logged == 2


def test_staff_without_a_store_name_one_where_the_customer_has_none(
    client: FlaskClient, session: Session, people: Actors
) -> None:
    session.execute(text("UPDATE customers SET home_store_id = NULL"))
    session.commit()
    answer = client.get(f"{CUSTOMERS}/{ELENA}/decision", headers=people.marketer.headers)
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert ask(client, people.marketer, f"{CUSTOMERS}/{ELENA}/decision", store_id="367")["offers"] == []


def test_the_policy_is_read_changed_and_counted_over_rest(
    client: FlaskClient, people: Actors, two: tuple[str, str]
) -> None:
    assert two
    before = ask(client, people.reader, f"{DECISIONS}/policy")
    assert (before["strategy"], before["margin_percent"], before["version"]) == ("value", 30, 0)
    wanted = {"strategy": "learning", "margin_percent": 25, "version": 0}
    answer = client.put(f"{DECISIONS}/policy", json=wanted, headers=people.marketer.headers)
    assert (answer.status_code, answer.json["version"]) == (200, 1)
    counted = client.post(f"{DECISIONS}/counts", headers=people.marketer.headers)
    assert counted.json == {"day": "2026-11-22", "promotions": 2, "showings": 0, "redeemed": 0}
