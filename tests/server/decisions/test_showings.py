"""What tablets showed is kept once per customer, offer and day, whatever it names."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.decisions.models import OfferDecision, OfferShowing
from server.privacy import erasure
from tests.server.decisions.deciding import BAKERY, DAIRY, live, show, shown
from tests.server.people import ELENA, MARCO
from tests.server.world import NOW_MS, Actors


@pytest.fixture
def two(session: Session, people: Actors) -> tuple[str, str]:
    """Two live promotions."""
    assert people
    return live(session, **BAKERY), live(session, **DAIRY)


def kept(session: Session) -> list[tuple[str, int, int]]:
    query = select(OfferShowing.promotion_id, OfferShowing.place, OfferShowing.chance)
    return [tuple(row) for row in session.execute(query.order_by(OfferShowing.place))]


def test_each_offer_of_a_decision_is_kept_with_its_place_and_chance(
    session: Session, two: tuple[str, str]
) -> None:
    show(session, shown(*two))
    assert kept(session) == [(two[0], 1, 1_000_000), (two[1], 2, 0)]


def test_what_arrives_again_or_from_a_second_tablet_on_the_same_day_is_one_showing(
    session: Session, two: tuple[str, str]
) -> None:
    first = shown(*two)
    show(session, first)
    show(session, first)
    show(session, shown(two[1], two[0]))
    assert kept(session) == [(two[0], 1, 1_000_000), (two[1], 2, 0)]
    assert session.scalar(select(func.count()).select_from(OfferDecision)) == 1


def test_a_new_offer_and_another_day_are_showings_of_their_own(
    session: Session, two: tuple[str, str]
) -> None:
    show(session, shown(two[0]), shown(two[0], two[1]), shown(two[0], day="2026-11-23"))
    assert [promotion for promotion, _place, _chance in kept(session)] == [two[0], two[0], two[1]]


def test_an_offer_that_nobody_knows_is_kept_in_the_decision_and_not_counted(
    session: Session, two: tuple[str, str]
) -> None:
    unknown = "0198f7a0-0000-7000-8000-00000000ffff"
    show(session, shown(two[0], unknown))
    assert [promotion for promotion, _place, _chance in kept(session)] == [two[0]]
    (offers,) = session.scalars(select(OfferDecision.offers))
    assert json.loads(offers)[1]["promotion_id"] == unknown


def operation(people: Actors, promotion_id: str) -> dict[str, Any]:
    return {
        "id": "0198f7a0-0000-7000-8000-0000000000aa", "sequence": 1, "kind": "offers_shown", "version": 4,
        "customer_id": ELENA, "associate_id": people.associate.actor.id, "at_ms": NOW_MS,
        "arguments": {
            "strategy": "learning", "day": "2026-11-22", "as_of": "2026-11-22", "size": 130,
            "offers": [{"promotion_id": promotion_id, "layout": "words", "fit": "any", "chance": 400_000}],
        },
    }  # fmt: skip


def test_a_tablet_tells_it_as_an_operation_that_is_applied(
    client: FlaskClient, session: Session, people: Actors, two: tuple[str, str]
) -> None:
    wire = operation(people, two[0])
    for _ in range(2):
        body = {"protocol": 1, "operations": [wire]}
        answer = client.post("/api/v1/sync/push", json=body, headers=people.device.headers)
        assert answer.status_code == 200, answer.json
    session.expire_all()
    (decision,) = session.scalars(select(OfferDecision))
    assert (decision.strategy, decision.size, decision.store_id) == ("learning", 130, "367")
    assert kept(session) == [(two[0], 1, 400_000)]


def test_who_is_erased_is_not_named_and_still_counts(session: Session, two: tuple[str, str]) -> None:
    show(session, shown(*two))
    erasure.erase_rows(session, ELENA, NOW_MS)
    session.expire_all()
    assert session.scalars(select(OfferShowing.customer_id)).all() == [None, None]
    assert session.scalars(select(OfferDecision.customer_id)).all() == [None]


def test_about_somebody_who_is_not_here_it_is_kept_without_her_and_nobody_is_told(
    client: FlaskClient, session: Session, people: Actors, two: tuple[str, str]
) -> None:
    body = {"protocol": 1, "operations": [operation(people, two[0]) | {"customer_id": MARCO}]}
    for _ in range(2):
        answer = client.post("/api/v1/sync/push", json=body, headers=people.device.headers)
        assert [each["verdict"] for each in answer.json["answers"]] == ["applied"]
    session.expire_all()
    assert session.scalars(select(OfferDecision.customer_id)).all() == [None]
    assert kept(session) == []
