"""Events and stock over REST: kept once, what cannot be is told, what was sold out and is back is known."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.catalogue import stocking
from server.next_actions import advising
from tests.server.people import BREAD, ELENA
from tests.server.world import NOW_MS, Actors

EVENTS, STOCK = "/api/v1/behaviour/events", "/api/v1/stock"
CARTED = {"id": "e1", "kind": "carted", "customer_id": ELENA, "product_id": BREAD, "at_ms": NOW_MS - 5_000}
ARRIVED = {"id": "e2", "kind": "arrived", "customer_id": ELENA, "store_id": "367", "at_ms": NOW_MS - 1_000}


def tell(client: FlaskClient, people: Actors, *events: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(EVENTS, json={"events": events}, headers=people.marketer.headers)
    assert answer.status_code == 200, answer.json
    return dict(answer.json)


def test_what_is_sent_twice_is_kept_once(client: FlaskClient, people: Actors, session: Session) -> None:
    assert tell(client, people, CARTED, ARRIVED, CARTED) == {"kept": 2, "known": 1, "refused": []}
    assert tell(client, people, CARTED, ARRIVED) == {"kept": 0, "known": 2, "refused": []}
    assert session.execute(text("SELECT count(*) FROM arrivals")).scalar() == 1


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"customer_id": 999_999}, "Nobody here has this number."),
        ({"product_id": 999_999}, "There is no such product."),
        ({"product_id": None}, "There is no such product."),
        ({"kind": "arrived", "store_id": "9"}, "There is no such store."),
        ({"at_ms": NOW_MS + 600_000}, "It has not happened yet: look at the clock of its source."),
    ],
)
def test_one_that_cannot_be_kept_says_why_and_stops_no_other(
    client: FlaskClient, people: Actors, wrong: dict[str, Any], reason: str
) -> None:
    found = tell(client, people, CARTED | wrong, ARRIVED)
    assert found == {"kept": 1, "known": 0, "refused": [{"id": "e1", "reason": reason}]}


def test_a_kind_that_nobody_knows_is_refused(client: FlaskClient, people: Actors) -> None:
    answer = client.post(
        EVENTS, json={"events": [CARTED | {"kind": "dreamed"}]}, headers=people.marketer.headers
    )
    assert answer.status_code == 422


def test_whoever_comes_in_is_advised_so(client: FlaskClient, people: Actors, session: Session) -> None:
    session.execute(text("DELETE FROM consents"))
    agreed = "INSERT INTO consents (customer_id, purpose, channel, granted, at_ms, wording, source)"
    session.execute(text(f"{agreed} VALUES ({ELENA}, 'personalization', 'any', 1, 0, '', 'tests')"))
    session.execute(text(f"DELETE FROM purchases WHERE customer_id = {ELENA} AND at_ms >= {NOW_MS - 9_000}"))
    session.commit()
    tell(client, people, ARRIVED)
    found = advising.advise(session, ELENA, store_id="367", now_ms=NOW_MS)
    assert "in_store" in [each.kind for each in found.actions]


def levels(client: FlaskClient, people: Actors, quantity: int, **more: Any) -> Any:
    body = {"store_id": "367", "levels": [{"product_id": BREAD, "quantity": quantity}]} | more
    return client.post(STOCK, json=body, headers=people.marketer.headers)


def test_what_was_sold_out_and_is_there_again_is_known_and_nothing_else(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    session.execute(text("DELETE FROM stock"))
    session.commit()
    assert levels(client, people, 0, at_ms=NOW_MS - 3_000).json == {"back": []}
    assert levels(client, people, 4, at_ms=NOW_MS - 2_000).json == {"back": [BREAD]}
    assert levels(client, people, 9).json == {"back": []}, "there was some already"
    assert levels(client, people, 0, at_ms=NOW_MS - 9_000).json == {"back": []}, "that is old news"
    assert stocking.back_since(session, "367", [BREAD], 0) == {BREAD: NOW_MS - 2_000}
    session.rollback()
    levels(client, people, 0)
    assert stocking.back_since(session, "367", [BREAD], 0) == {}, "it is sold out again"


def test_stock_of_what_is_not_there_is_refused(client: FlaskClient, people: Actors) -> None:
    assert levels(client, people, 4, store_id="9").status_code == 404
    unknown = levels(client, people, 4, levels=[{"product_id": 999_999, "quantity": 1}])
    assert (unknown.status_code, "levels" in unknown.json["fields"]) == (422, True)
