"""Prepared first loads over real HTTP: offered by scope, sent by range, forgotten at once when it must be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import requests
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from server.replication import preparing, snapshots
from server.replication.upkeep import tend
from shared.clock import DAY_MS
from tests.server.people import ELENA
from tests.server.replication.conftest import HttpTablet
from tests.server.replication.loads import Prepare, asked, many_products
from tests.server.world import NOW_MS, Actors, counted_bytes

GOODS = "SELECT id, name, price_minor FROM products ORDER BY id"


def test_a_tablet_loads_what_was_prepared_and_then_what_changed(
    tablet: HttpTablet, session: Session, prepare: Prepare
) -> None:
    many_products(session, 30_000)
    prepare()
    session.execute(text("UPDATE products SET price_minor = 7 WHERE sku = 'X3'"))
    session.execute(text("DELETE FROM products WHERE sku = 'X5'"))
    session.commit()
    downloaded: list[int] = []
    send = tablet.session.send

    def watch(request: Any, **more: Any) -> requests.Response:
        if "/snapshots/" in request.url:
            downloaded.append(1)
        return send(request, **more)

    tablet.session.send = watch
    report = tablet.engine.round()
    assert (len(downloaded), report.loaded) == (2, True)
    assert report.rows > 30_000
    held = session.execute(text(GOODS)).fetchall()
    assert tablet.rows(GOODS) == [tuple(row) for row in held]
    assert {row[0] for row in tablet.rows("SELECT given_name FROM customers")} == {"Elena"}
    assert tablet.rows("SELECT quantity FROM stock") == [(7,)]


def test_another_stores_tablet_is_told_of_nothing(
    client: FlaskClient, people: Actors, prepare: Prepare, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare()
    parts = asked(client, people.device).json["parts"]
    everyones, stores = (f"/api/v1/sync/snapshots/{part['id']}" for part in parts)
    elsewhere = people.device_elsewhere.headers
    assert client.get(everyones, headers=elsewhere).status_code == 206
    refused = client.get(stores, headers=elsewhere)
    assert (refused.status_code, refused.json["code"]) == (404, "no_snapshot")
    assert people.device_elsewhere.actor.id in capsys.readouterr().err
    unknown = client.get("/api/v1/sync/snapshots/" + "0" * 32, headers=elsewhere)
    assert unknown.status_code == 404


def test_what_is_forgotten_can_neither_be_had_nor_read(
    client: FlaskClient, people: Actors, prepare: Prepare, session: Session, home: Path
) -> None:
    prepare()
    part = asked(client, people.device).json["parts"][0]
    snapshots.forget_snapshots(session)
    session.commit()
    path = f"/api/v1/sync/snapshots/{part['id']}"
    assert client.get(path, headers=people.device.headers).status_code == 404
    assert asked(client, people.device).status_code == 404
    snapshots.sweep(session, home, NOW_MS)
    session.commit()
    assert list((home / "snapshots").iterdir()) == []


def test_a_load_forgotten_while_it_is_written_is_never_offered(
    client: FlaskClient, people: Actors, engine: Engine, home: Path
) -> None:
    def forget(_: int) -> None:
        with Session(engine) as other, other.begin():
            snapshots.forget_snapshots(other)

    made = preparing.prepare(
        engine, home, "*", now_ms=lambda: NOW_MS, random_bytes=counted_bytes("x"), on_progress=forget
    )
    assert made is None
    assert list((home / "snapshots").iterdir()) == []
    assert asked(client, people.device).status_code == 404


def test_one_at_a_time_prepares_a_scope(engine: Engine, home: Path, people: Actors) -> None:
    draw = counted_bytes("x")
    others: list[object] = []

    def try_too(_: int) -> None:
        others.append(preparing.prepare(engine, home, "*", now_ms=lambda: NOW_MS, random_bytes=draw))

    assert people
    made = preparing.prepare(engine, home, "*", now_ms=lambda: NOW_MS, random_bytes=draw, on_progress=try_too)
    assert made is not None
    assert others == [None]


def test_whoever_died_preparing_is_replaced_after_an_hour(
    engine: Engine, home: Path, session: Session, people: Actors
) -> None:
    assert people
    snapshots.claim(session, "dead", "*", "00", NOW_MS)
    session.commit()
    draw = counted_bytes("x")
    assert preparing.prepare(engine, home, "*", now_ms=lambda: NOW_MS, random_bytes=draw) is None
    later = NOW_MS + 3_600_000
    assert preparing.prepare(engine, home, "*", now_ms=lambda: later, random_bytes=draw) is not None
    session.rollback()
    assert not snapshots.exists(session, "dead")


def test_a_tablet_with_visitors_loads_row_by_row(
    client: FlaskClient, people: Actors, prepare: Prepare, session: Session
) -> None:
    prepare()
    assert asked(client, people.device).status_code == 200
    session.execute(
        text("INSERT INTO pinned_customers (device_id, customer_id, until_ms) VALUES (:d, :c, :u)"),
        {"d": people.device.actor.id, "c": ELENA, "u": NOW_MS + DAY_MS},
    )
    session.commit()
    assert asked(client, people.device).status_code == 404


def test_a_store_prepared_ahead_keeps_its_log_until_its_first_tablet_comes(
    client: FlaskClient, people: Actors, prepare: Prepare, engine: Engine, session: Session
) -> None:
    prepare()
    session.execute(text("UPDATE devices SET status = 'revoked', enrolled_ms = 0, seen_ms = 0"))
    session.commit()
    tend(engine, NOW_MS)
    session.execute(text("UPDATE devices SET status = 'active'"))
    session.commit()
    assert asked(client, people.device).status_code == 200


def test_a_load_from_before_a_gap_in_the_log_is_not_offered(
    client: FlaskClient, people: Actors, prepare: Prepare, session: Session
) -> None:
    prepare()
    assert asked(client, people.device).status_code == 200
    session.execute(text("DELETE FROM sync_scopes WHERE scope = 's:367'"))
    session.execute(text("UPDATE sync_state SET stamp = stamp + 1"))
    session.commit()
    assert asked(client, people.device).status_code == 404
