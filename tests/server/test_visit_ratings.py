"""How visits were rated: what a period says of stores and associates, and who is told what."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from server.database import db
from server.privacy import erasure
from server.ratings import service
from server.staff.models import Associate
from shared.clock import DAY_MS
from tests.server.people import ELENA
from tests.server.world import NOW_MS, Actors
from tests.shared.cases import load

CASES = load("visit_ratings")["cases"]
ADDRESS = "/api/v1/visit-ratings"


def fact(number: int, rating: int | None, **more: Any) -> dict[str, Any]:
    return {
        "id": f"r{number}", "customer_id": None, "store_id": "367", "associate_id": "mia", "rating": rating,
        "corrects": None, "at_ms": NOW_MS - DAY_MS,
    } | more  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_figures_of_a_period_are_those_of_the_case(
    people: Actors, session: Session, case: dict[str, Any]
) -> None:
    assert people
    known = {None: None, 900: ELENA}
    rows = [each | {"store_id": "367", "customer_id": known[each["customer_id"]]} for each in case["facts"]]
    if rows:
        service.add(session, rows)
    found = service.figures(session, since_ms=case["since_ms"], until_ms=case["until_ms"])
    assert [list(each.figures.counts) for each in found] == ([case["store"]] if any(case["store"]) else [])
    told = {one.associate_id: list(one.figures.counts) for each in found for one in each.associates}
    assert told == case["associates"]
    assert [each.figures.average for each in found] == ([case["average"]] if any(case["store"]) else [])


def test_a_rating_that_arrives_again_is_kept_once(people: Actors, session: Session) -> None:
    assert people
    for _ in range(2):
        service.keep(session, fact(1, 5))
    assert session.execute(text("SELECT COUNT(*) FROM visit_ratings")).scalar() == 1


@pytest.fixture
def rated(people: Actors, session: Session) -> Actors:
    """Two associates and two stores have ratings; the oldest is of the month before last."""
    own, other = people.associate.actor.id, people.elsewhere.actor.id
    rows = [
        fact(1, 5, associate_id=own), fact(2, 3), fact(3, 4, store_id="406", associate_id=other),
        fact(4, 1, at_ms=NOW_MS - 60 * DAY_MS),
    ]  # fmt: skip
    service.add(session, rows)
    session.commit()
    return people


def shown(client: FlaskClient, who: Any, **asked: object) -> list[tuple[str, int, list[str]]]:
    answer = client.get(ADDRESS, query_string=asked, headers=who.headers).json
    return [
        (each["store_id"], each["figures"]["count"], [one["associate_id"] for one in each["associates"]])
        for each in answer["stores"]
    ]


def test_staff_see_every_store_and_a_store_sees_itself(client: FlaskClient, rated: Actors) -> None:
    own, other = rated.associate.actor.id, rated.elsewhere.actor.id
    both = sorted((own, "mia"))
    assert shown(client, rated.reader) == [("367", 2, both), ("406", 1, [other])]
    assert shown(client, rated.reader, store_id="406") == [("406", 1, [other])]
    assert shown(client, rated.device) == [("367", 2, both)]
    answer = client.get(ADDRESS, query_string={"store_id": "406"}, headers=rated.associate.headers)
    assert answer.status_code == 403


def test_of_the_associates_a_manager_sees_all_and_everybody_else_herself(
    client: FlaskClient, rated: Actors, session: Session
) -> None:
    own = rated.associate.actor.id
    assert shown(client, rated.associate) == [("367", 2, [own])]
    session.get_one(Associate, own).role = "manager"
    session.commit()
    assert shown(client, rated.associate) == [("367", 2, sorted((own, "mia")))]


def test_the_time_is_as_asked_and_one_that_ends_before_it_begins_is_told(
    client: FlaskClient, rated: Actors
) -> None:
    long_ago = {"since_ms": NOW_MS - 61 * DAY_MS, "until_ms": NOW_MS - 59 * DAY_MS}
    assert shown(client, rated.reader, **long_ago) == [("367", 1, ["mia"])]
    turned = {"since_ms": long_ago["until_ms"], "until_ms": long_ago["since_ms"]}
    answer = client.get(ADDRESS, query_string=turned, headers=rated.reader.headers)
    assert (answer.status_code, answer.json["fields"]) == (422, {"until_ms": "before since_ms"})


def test_an_erased_customers_rating_still_counts_and_names_nobody(
    people: Actors, session: Session, client: FlaskClient
) -> None:
    with client.application.app_context():
        engine: Engine = db.engine
    service.add(session, [fact(1, 2, customer_id=ELENA)])
    session.commit()
    erasure.erase(engine, ELENA, NOW_MS)
    assert session.execute(text("SELECT customer_id, rating FROM visit_ratings")).all() == [(None, 2)]
    session.rollback()
    assert shown(client, people.reader) == [("367", 1, ["mia"])]
