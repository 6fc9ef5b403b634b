"""What came of promotions: reach and redemptions, counted for many at once, on both databases."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from server.database import db
from server.devices import service as devices
from server.devices.models import Device
from server.promotions import arrivals, results, service
from server.promotions.models import Redemption
from server.promotions.results import Reached, StoreResult
from server.replication import service as replication
from server.replication.collections import GLOBAL, device_scope, store_scope
from server.replication.freshness import up_to_date
from shared.clock import DAY_MS
from sync.source import changelog, scopes
from tests.server.people import ELENA, MARCO
from tests.server.publishing import put_live
from tests.server.world import NOW_MS, Actors

VALUES = {
    "name": "Autumn soup week", "benefit_kind": "percent", "benefit_value": 20,
    "starts_local": "2026-11-20T08:00", "ends_local": "2026-11-29T22:00",
}  # fmt: skip


@pytest.fixture
def published(app: Flask, people: Actors, session: Session) -> str:
    """A promotion for all stores, published after both tablets had begun to load, its change numbered."""
    with session.begin():
        tablets = session.scalars(select(Device)).all()
        mine = [GLOBAL, *(store_scope(t.store_id) for t in tablets), *(device_scope(t.id) for t in tablets)]
        scopes.activate(session.connection(), mine)
        made = service.create(session, VALUES, by="tests", now_ms=NOW_MS, new_id="promotion-1")
        put_live(session, made.id)
    with app.app_context():
        replication.give_numbers(db.engine)
    assert people.device
    return made.id


def acknowledge(session: Session, device_id: str) -> None:
    """That tablet shows everything there is so far."""
    with session.begin():
        state = changelog.state_of(session.connection())
        session.execute(
            update(Device)
            .where(Device.id == device_id)
            .values(acknowledged_epoch=state.epoch, acknowledged_stamp=state.stamp, acknowledged_ms=NOW_MS)
        )


def fresh(session: Session) -> list[str]:
    """The tablets that are up to date."""
    with session.begin():
        return [key for key, is_fresh in up_to_date(session, devices.fleet(session)).items() if is_fresh]


def test_a_tablet_is_reached_once_it_has_acknowledged_the_change(
    session: Session, people: Actors, published: str
) -> None:
    with session.begin():
        assert results.reach(session, [published]) == {published: Reached(0, 2)}
    acknowledge(session, people.device.actor.id)
    with session.begin():
        assert results.reach(session, [published, "unknown"]) == {published: Reached(1, 2)}
        delivered = {row.device_id for row in service.delivery(session, published) if row.has_it}
    assert delivered == {people.device.actor.id}


def test_a_stop_must_reach_the_tablets_anew(
    app: Flask, session: Session, people: Actors, published: str
) -> None:
    acknowledge(session, people.device.actor.id)
    with session.begin():
        service.stop(session, published, by="tests", now_ms=NOW_MS)
    with session.begin():
        assert results.reach(session, [published]) == {published: Reached(0, 2)}, "not even numbered yet"
    with app.app_context():
        replication.give_numbers(db.engine)
    with session.begin():
        assert results.reach(session, [published]) == {published: Reached(0, 2)}
    acknowledge(session, people.device.actor.id)
    with session.begin():
        assert results.reach(session, [published]) == {published: Reached(1, 2)}


def test_an_acknowledgement_of_another_epoch_counts_for_nothing(
    session: Session, people: Actors, published: str
) -> None:
    acknowledge(session, people.device.actor.id)
    with session.begin():
        changelog.change_epoch(session.connection())
    with session.begin():
        assert results.reach(session, [published]) == {published: Reached(0, 2)}
    assert fresh(session) == []


def test_a_tablet_is_up_to_date_until_something_changes_for_it(
    app: Flask, session: Session, people: Actors, published: str
) -> None:
    assert published
    assert fresh(session) == []
    acknowledge(session, people.device.actor.id)
    assert fresh(session) == [people.device.actor.id]
    with session.begin():
        session.execute(text("UPDATE customers SET tier = 'Gold' WHERE id = :id"), {"id": ELENA})
    assert fresh(session) == [], "a change that waits for its number has reached nobody"
    with app.app_context():
        replication.give_numbers(db.engine)
    assert fresh(session) == []
    acknowledge(session, people.device.actor.id)
    assert fresh(session) == [people.device.actor.id]


def test_nothing_is_reached_while_there_is_no_tablet(session: Session) -> None:
    assert results.reach(session, ["promotion-1"]) == {}


def test_redemptions_are_counted_by_time_and_by_store(session: Session, published: str) -> None:
    made = [("a", "367", ELENA, 1), ("b", "367", ELENA, 3), ("c", "406", MARCO, 9)]
    with session.begin():
        for key, store_id, customer_id, days in made:
            at_ms = NOW_MS - days * DAY_MS
            session.add(
                Redemption(
                    id=key, promotion_id=published, customer_id=customer_id, store_id=store_id,
                    associate_id="x", at_ms=at_ms,
                )
            )  # fmt: skip
    with session.begin():
        assert results.redemptions_since(session, NOW_MS - 7 * DAY_MS) == 2
        by_store = results.redemptions_by_store(session, published, limit=10)
    assert by_store == [
        StoreResult("367", 2, NOW_MS - DAY_MS),
        StoreResult("406", 1, NOW_MS - 9 * DAY_MS),
    ]


def test_the_last_promotion_of_each_tablet_is_the_newest_it_has(
    app: Flask, session: Session, people: Actors, published: str
) -> None:
    acknowledge(session, people.device.actor.id)
    with session.begin():
        assert last_names(session) == {people.device.actor.id: ("Autumn soup week", False, 0)}
        newer = service.create(session, VALUES | {"name": "Tea"}, by="x", now_ms=NOW_MS, new_id="promotion-2")
        put_live(session, newer.id, NOW_MS + 1)
    with app.app_context():
        replication.give_numbers(db.engine)
    with session.begin():
        assert last_names(session) == {people.device.actor.id: ("Autumn soup week", False, 1)}, (
            "the newer waits"
        )
    acknowledge(session, people.device.actor.id)
    with session.begin():
        service.stop(session, published, by="x", now_ms=NOW_MS + 2)
    with app.app_context():
        replication.give_numbers(db.engine)
    acknowledge(session, people.device.actor.id)
    with session.begin():
        assert last_names(session) == {people.device.actor.id: ("Autumn soup week", True, 0)}


def last_names(session: Session) -> dict[str, tuple[str, bool, int]]:
    """What each tablet got last: its name, whether it was a stop, and how many more it waits for."""
    found = arrivals.last_promotions(session, devices.fleet(session))
    return {tablet: (each.name, each.is_stop, each.waiting) for tablet, each in found.items()}
