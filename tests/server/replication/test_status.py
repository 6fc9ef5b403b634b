"""How far each tablet has come is told the same to the console and to the command line, and is true."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.console import fleet
from server.database import db
from server.devices import service as devices
from server.replication import lag, service, upkeep
from server.replication.freshness import up_to_date
from server.replication.status import TabletStatus, status_of
from sync.protocol import PROTOCOL_VERSION
from sync.source.retention import KEPT_MS
from tests.server.people import BREAD
from tests.server.replication.conftest import HttpTablet
from tests.server.world import NOW_MS, Actors


def change(session: Session, statement: str = "UPDATE products SET price_minor = price_minor + 1") -> None:
    """Something has changed and has its number."""
    session.execute(text(statement))
    session.commit()
    service.give_numbers(session.get_bind())  # an engine, in these tests


def told(session: Session, device_id: str) -> TabletStatus:
    """What is known of one tablet."""
    found = status_of(session)
    session.rollback()
    return next(each for each in found.tablets if each.id == device_id)


def test_a_tablets_lag_counts_the_rows_it_does_not_have(
    tablet: HttpTablet, people: Actors, session: Session
) -> None:
    mine = people.device.actor.id
    assert told(session, mine).behind is None
    tablet.engine.round()
    assert told(session, mine).behind == 0
    change(session)
    change(session)
    products = session.execute(text("SELECT COUNT(*) FROM products")).scalar()
    known = told(session, mine)
    assert (known.behind, known.behind_is_least) == (products, False)
    assert (known.app_version, known.protocol, known.queue) == ("0.4.0", PROTOCOL_VERSION, 0)
    assert (known.as_of_ms, known.seen_ms) == (NOW_MS, NOW_MS)
    tablet.engine.round()
    assert told(session, mine).behind == 0


def test_the_console_says_who_is_behind_and_what_was_repaired(
    tablet: HttpTablet, people: Actors, session: Session
) -> None:
    def row() -> Any:
        board = fleet.board(session, "", NOW_MS)
        session.rollback()
        return next(each for each in board.rows if each.id == people.device.actor.id)

    tablet.engine.round()
    assert (row().behind, row().repaired, row().version_note) == ("", "", "")
    change(session, f"UPDATE products SET price_minor = 1 WHERE id = {BREAD}")
    assert row().behind == "1 change behind"
    tablet.connection.execute("DELETE FROM stock")
    tablet.engine.verify_everything()
    assert row().repaired == "1 row repaired"
    session.execute(text("UPDATE devices SET unhealed_slices = 2, protocol = 1, acknowledged_epoch = 'old'"))
    session.commit()
    assert row().repaired == "1 row repaired, 2 parts not repaired"
    assert row().behind == "Loads everything again"
    assert row().version_note == "Update the app: its copy is not checked"


def test_no_more_is_counted_than_is_told(tablet: HttpTablet, people: Actors, session: Session) -> None:
    tablet.engine.round()
    session.execute(text("DELETE FROM sync_changes"))
    many = "INSERT INTO sync_changes SELECT '*', 'products', :key, 'row', stamp + 1 FROM sync_state"
    session.execute(text(many), [{"key": f"[{n}]"} for n in range(lag.MOST_COUNTED + 5)])
    session.commit()
    found = lag.lags(session)[people.device.actor.id]
    assert (found.changes, found.is_least) == (lag.MOST_COUNTED, True)
    row = next(each for each in fleet.board(session, "", NOW_MS).rows if each.id == people.device.actor.id)
    assert row.behind == "At least 1,000 changes behind"


def test_a_tablet_below_the_floor_is_not_called_up_to_date(
    tablet: HttpTablet, people: Actors, session: Session, app: Flask
) -> None:
    tablet.engine.round()
    change(session)
    with app.app_context():
        upkeep.tend(db.engine, NOW_MS)
        done = upkeep.tend(db.engine, NOW_MS + KEPT_MS + 1)
    assert done.entries > 0
    rows = devices.fleet(session)
    assert not up_to_date(session, rows)[people.device.actor.id]
    assert people.device.actor.id not in lag.lags(session)


def test_a_tablet_that_was_here_in_time_keeps_its_scopes(
    tablet: HttpTablet, people: Actors, session: Session, app: Flask
) -> None:
    tablet.engine.round()
    with app.app_context():
        upkeep.tend(db.engine, NOW_MS)
        seen = {"seen": NOW_MS + KEPT_MS, "id": people.device.actor.id}
        session.execute(text("UPDATE devices SET seen_ms = :seen WHERE id = :id"), seen)
        session.commit()
        done = upkeep.tend(db.engine, NOW_MS + KEPT_MS + 1)
        assert done.scopes == ()
        assert not tablet.engine.round().loaded
        session.execute(text("UPDATE devices SET status = 'revoked' WHERE id = :id"), seen)
        session.commit()
        gone = upkeep.tend(db.engine, NOW_MS + KEPT_MS + 1).scopes
    assert f"d:{people.device.actor.id}" in gone
