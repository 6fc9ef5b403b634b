"""Which tablets have a promotion: an older app has it only in the form that it reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.database import db
from server.devices import service as devices
from server.devices.models import Device
from server.promotions import arrivals, results, service, terms
from server.promotions.receiving import reads_terms
from server.promotions.results import Reached
from server.replication import service as replication
from server.replication.collections import GLOBAL, device_scope, store_scope
from sync.source import changelog, scopes
from tests.server.publishing import put_live
from tests.server.world import NOW_MS, Actors

PLAIN = {
    "name": "Autumn soup week", "benefit_kind": "percent", "benefit_value": 20,
    "starts_local": "2026-11-20T08:00", "ends_local": "2026-11-29T22:00", "store_ids": ["367"],
}  # fmt: skip
NOT_PLAIN = PLAIN | {"name": "Three for two", "benefit_kind": "n_for_m", "benefit_value": 0,
                     "benefit": {"take": 3, "pay": 2}}  # fmt: skip

Publish = Callable[[dict[str, Any]], str]


@pytest.fixture
def publish(app: Flask, people: Actors, session: Session) -> Publish:
    """Publishes for store 367, whose tablet acknowledges everything there is."""
    with session.begin():
        tablets = session.scalars(select(Device)).all()
        mine = [GLOBAL, *(store_scope(t.store_id) for t in tablets), *(device_scope(t.id) for t in tablets)]
        scopes.activate(session.connection(), mine)

    def live(values: dict[str, Any]) -> str:
        with session.begin():
            made = service.create(session, values, by="tests", now_ms=NOW_MS, new_id=values["name"])
            put_live(session, made.id)
        settle(app, session, people.device.actor.id)
        return made.id

    return live


def settle(app: Flask, session: Session, device_id: str) -> None:
    """Every change has its number, and that tablet has said that it has them all."""
    with app.app_context():
        replication.give_numbers(db.engine)
    with session.begin():
        state = changelog.state_of(session.connection())
        session.execute(
            update(Device)
            .where(Device.id == device_id)
            .values(acknowledged_epoch=state.epoch, acknowledged_stamp=state.stamp, acknowledged_ms=NOW_MS)
        )


def runs(session: Session, people: Actors, version: str) -> None:
    """The tablet of store 367 runs that version."""
    with session.begin():
        whose = update(Device).where(Device.id == people.device.actor.id)
        session.execute(whose.values(app_version=version))


def told(session: Session, promotion_id: str) -> tuple[bool, bool]:
    """Whether the tablet reads the promotion, and whether it has it."""
    with session.begin():
        (row,) = service.delivery(session, promotion_id)
        (reached,) = results.reach(session, [promotion_id]).values()
    assert reached == Reached(int(row.has_it), 1), "the list and the page say the same"
    return row.can_read, row.has_it


def test_an_older_app_that_acknowledged_everything_has_only_what_it_reads(
    session: Session, people: Actors, publish: Publish
) -> None:
    plain, other = publish(PLAIN), publish(NOT_PLAIN)
    runs(session, people, "0.4.0")
    assert (told(session, plain), told(session, other)) == ((True, True), (True, True))
    runs(session, people, "0.3.0")
    assert (told(session, plain), told(session, other)) == ((True, True), (False, False))


def test_an_older_app_reads_nothing_once_customers_are_held_out_of_everything(
    app: Flask, session: Session, people: Actors, publish: Publish
) -> None:
    plain = publish(PLAIN)
    runs(session, people, "0.3.0")
    with session.begin():
        terms.keep_from_older(session)
    settle(app, session, people.device.actor.id)
    assert told(session, plain) == (False, False)


def test_a_stop_waits_for_no_tablet_that_does_not_read_the_promotion(
    session: Session, people: Actors, publish: Publish
) -> None:
    other = publish(NOT_PLAIN)
    runs(session, people, "0.3.0")
    with session.begin():
        service.stop(session, other, by="tests", now_ms=NOW_MS)
        assert results.reach(session, [other]) == {other: Reached(0, 0)}


def test_the_last_promotion_of_an_older_tablet_is_one_that_it_reads_and_it_waits_for_no_other(
    session: Session, people: Actors, publish: Publish
) -> None:
    plain = publish(PLAIN)
    publish(NOT_PLAIN)
    runs(session, people, "0.3.0")
    with session.begin():
        last = arrivals.last_promotions(session, devices.fleet(session))[people.device.actor.id]
    assert (last.promotion_id, last.waiting) == (plain, 0)


@pytest.mark.parametrize(
    ("version", "reads"),
    [("0.4.0", True), ("0.4.1-beta", True), ("0.10.0", True), ("1.0.0", True),
     ("0.3.9", False), ("0.2.0", False), ("4", False), ("", False), ("x0.4.0", False)],
)  # fmt: skip
def test_a_version_that_cannot_be_told_is_taken_for_an_older_one(version: str, reads: bool) -> None:
    assert reads_terms(version) is reads
