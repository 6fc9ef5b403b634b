"""A visitor is on one tablet for a day, with everything of hers, and on no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.customers import pins
from shared.clock import DAY_MS, FixedClock
from tests.server.people import ELENA, MARCO, customer
from tests.server.replication.conftest import HttpTablet
from tests.server.replication.test_replication_over_http import operation
from tests.server.world import NOW_MS, Actors, SignedIn

CARD = "4000999"


@pytest.fixture
def marcos_card(people: Actors, session: Session) -> str:
    """Marco, of the other store's book, has a card."""
    assert people
    session.execute(text(f"UPDATE customers SET loyalty_number = '{CARD}' WHERE id = {MARCO}"))
    session.commit()
    return CARD


def pin(address: str, who: SignedIn, card: str) -> Any:
    return requests.post(f"{address}/api/v1/sync/pins", json={"card": card}, headers=who.headers, timeout=10)


def marcos(tablet: HttpTablet) -> tuple[object, ...]:
    counts = [
        tablet.rows(f"SELECT COUNT(*) FROM {table} WHERE {column} = {MARCO}")[0][0]
        for table, column in (
            ("customers", "id"), ("purchases", "customer_id"), ("purchase_lines", "customer_id"),
            ("consents", "customer_id"),
        )
    ]  # fmt: skip
    return tuple(counts)


def test_a_visitor_comes_with_everything_and_goes_with_everything(
    tablet: HttpTablet, address: str, people: Actors, marcos_card: str, session: Session
) -> None:
    tablet.engine.round()
    assert marcos(tablet) == (0, 0, 0, 0)
    answer = pin(address, people.device, marcos_card)
    assert (answer.status_code, answer.json()) == (201, {"customer_id": MARCO, "until_ms": NOW_MS + DAY_MS})
    tablet.engine.round()
    assert marcos(tablet) == (1, 1, 1, 1)
    seen = "SELECT purpose, device_id FROM look_ups WHERE customer_id = :id"
    assert list(session.execute(text(seen), {"id": MARCO})) == [("pin", people.device.actor.id)]
    session.rollback()
    requests.delete(f"{address}/api/v1/sync/pins/{MARCO}", headers=people.device.headers, timeout=10)
    tablet.engine.round()
    assert marcos(tablet) == (0, 0, 0, 0)


def test_a_pin_ends_by_itself(
    tablet: HttpTablet, address: str, people: Actors, marcos_card: str, clock: FixedClock
) -> None:
    pin(address, people.device, marcos_card)
    tablet.engine.round()
    clock.advance(timedelta(days=1, milliseconds=-1))
    tablet.engine.round()
    assert marcos(tablet) == (1, 1, 1, 1)
    clock.advance(timedelta(milliseconds=1))
    tablet.engine.round()
    assert marcos(tablet) == (0, 0, 0, 0)


def test_no_other_tablet_holds_her(
    make_tablet: Callable[[SignedIn], HttpTablet], address: str, people: Actors, marcos_card: str
) -> None:
    pin(address, people.device_elsewhere, marcos_card)
    here = make_tablet(people.device)
    here.engine.round()
    assert marcos(here) == (0, 0, 0, 0)


def test_what_is_recorded_on_a_visitor_is_applied_while_she_is_pinned(
    tablet: HttpTablet, address: str, people: Actors, marcos_card: str
) -> None:
    pin(address, people.device, marcos_card)
    tablet.engine.round()
    operation(tablet, "note_added", {"text": "Visits his sister"}, customer=MARCO)
    tablet.engine.round()
    assert tablet.rows("SELECT text FROM interactions") == [("Visits his sister",)]
    assert tablet.outbox.counts().attention == 0


def test_only_a_card_that_somebody_has_pins(address: str, people: Actors, marcos_card: str) -> None:
    answer = pin(address, people.device, marcos_card[:-1])
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_tablet_holds_no_more_visitors_than_it_may(people: Actors, session: Session) -> None:
    device = people.device.actor.id
    for number in range(pins.MOST_PINS):
        row = customer(number + 1, "A", "Visitor")
        names = ", ".join(row)
        session.execute(text(f"INSERT INTO customers ({names}) VALUES (:{', :'.join(row)})"), row)
        pins.pin(session, device_id=device, customer_id=number + 1, now_ms=NOW_MS)
    with pytest.raises(pins.TooManyPins):
        pins.pin(session, device_id=device, customer_id=MARCO, now_ms=NOW_MS)
    again = pins.pin(session, device_id=device, customer_id=1, now_ms=NOW_MS + 5)
    assert again.until_ms == NOW_MS + 5 + pins.PIN_LIFE_MS
    later = pins.pin(session, device_id=device, customer_id=MARCO, now_ms=NOW_MS + pins.PIN_LIFE_MS)
    assert later.customer_id == MARCO
    assert ELENA
