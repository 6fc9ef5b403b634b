"""A tablet and a server over real HTTP: load, changes, operations, news, withdrawal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
import requests
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.devices import parting
from server.devices import service as devices
from server.replication.freshness import numbered
from shared.ids import uuid7
from sync.device.loop import LoopStatus, SyncLoop
from sync.errors import Revoked
from sync.protocol import Acknowledgement
from tests.server.people import BREAD, ELENA, MARCO
from tests.server.replication.conftest import HttpTablet, eventually
from tests.server.world import NOW_MS, Actors, SignedIn


def operation(
    tablet: HttpTablet, kind: str, arguments: dict[str, Any], customer: int = ELENA, version: int = 1
) -> str:
    """Records an operation of the store's associate and gives its id."""
    associate = str(tablet.rows("SELECT id FROM associates")[0][0])

    def wire(sequence: int) -> dict[str, Any]:
        return {
            "id": uuid7(NOW_MS + sequence, bytes), "sequence": sequence, "kind": kind, "version": version,
            "customer_id": customer, "associate_id": associate, "at_ms": NOW_MS, "arguments": arguments,
        }  # fmt: skip

    return str(tablet.outbox.record(wire)["id"])


def test_the_first_load_brings_the_stores_book_and_no_other(tablet: HttpTablet) -> None:
    report = tablet.engine.round()
    assert report.loaded
    given = {row[0] for row in tablet.rows("SELECT given_name FROM customers")}
    assert given == {"Elena"}
    assert tablet.rows("SELECT COUNT(*) FROM purchase_lines WHERE customer_id = " + str(MARCO)) == [(0,)]
    assert tablet.rows("SELECT quantity FROM stock") == [(7,)]
    assert not tablet.engine.round().loaded


def test_notes_and_answers_arrive_once_and_come_back_as_rows(tablet: HttpTablet, session: Session) -> None:
    tablet.engine.round()
    note = operation(tablet, "note_added", {"text": "Prefers rye"})
    said = {
        "product_id": BREAD,
        "answer": "returned",
        "shown_in": "new_for_you",
        "model": "2017-12-03-0a1b2c3d",
    }
    answer = operation(tablet, "recommendation_answered", said, version=3)
    report = tablet.engine.round()
    assert report.pushed == 2
    assert tablet.outbox.counts().pending == 0
    assert tablet.rows("SELECT id, text FROM interactions") == [(note, "Prefers rye")]
    assert tablet.rows("SELECT id FROM recommendation_answers") == [(answer,)]
    assert session.execute(text("SELECT COUNT(*) FROM interactions")).scalar() == 1
    kept = session.execute(text("SELECT product_id, answer, shown_in, model FROM recommendation_answers"))
    assert [dict(row) for row in kept.mappings()] == [said]


def test_what_cannot_be_applied_is_told_to_the_associate(tablet: HttpTablet) -> None:
    tablet.engine.round()
    operation(tablet, "note_added", {"text": "Not ours"}, customer=MARCO)
    operation(tablet, "note_added", {"text": ""})
    operation(tablet, "offer_redeemed", {"promotion_id": uuid7(1, bytes)})
    operation(tablet, "note_added", {"text": "Good"})
    tablet.engine.round()
    codes = [row.code for row in tablet.outbox.attention()]
    assert codes == ["customer_not_here", "invalid_operation", "unknown_promotion"]
    assert [row.wire["arguments"].get("text") for row in tablet.outbox.attention()][:2] == ["Not ours", ""]
    assert tablet.rows("SELECT text FROM interactions") == [("Good",)]


def test_the_server_knows_who_has_a_row_as_it_is_now(
    tablet: HttpTablet, people: Actors, session: Session
) -> None:
    def having() -> set[str]:
        numbers = numbered(session, "customers", ["367"])
        known = {row.id for row in devices.fleet(session) if numbers.has(row, ELENA)}
        session.rollback()  # on SQLite an open transaction of the test would keep the server from writing
        return known

    assert having() == set()
    tablet.engine.round()
    assert having() == {people.device.actor.id}
    session.execute(text("UPDATE customers SET tier = 'Gold' WHERE id = :id"), {"id": ELENA})
    session.commit()
    assert having() == set()
    tablet.engine.round()
    assert having() == {people.device.actor.id}
    assert tablet.rows(f"SELECT tier FROM customers WHERE id = {ELENA}") == [("Gold",)]


def test_a_withdrawn_tablet_is_sent_nothing(tablet: HttpTablet, people: Actors, session: Session) -> None:
    parting.revoke(session, people.device.actor.id, NOW_MS)
    session.commit()
    with pytest.raises(Revoked):
        tablet.engine.round()


def test_news_is_told_within_a_second_of_the_commit(tablet: HttpTablet, session: Session) -> None:
    tablet.engine.round()
    stream = tablet.line.wake()
    heard: list[str] = []
    told = threading.Event()

    def listen() -> None:
        for kind in stream:
            heard.append(kind)
            if kind == "news":
                told.set()

    listener = threading.Thread(target=listen)
    listener.start()
    eventually(lambda: heard[:1] == ["beat"])
    session.execute(text("UPDATE products SET price_minor = 1 WHERE id = :id"), {"id": BREAD})
    session.commit()
    assert told.wait(1.0), "no news within a second"
    stream.close()
    listener.join(5)
    assert not listener.is_alive()


def test_the_loop_keeps_a_tablet_up_to_date_by_itself(tablet: HttpTablet, session: Session) -> None:
    states: list[LoopStatus] = []
    loop = SyncLoop(tablet.engine, tablet.line, states.append, jitter=lambda: 0.5)
    loop.start()
    eventually(lambda: any(status.state == "synced" for status in states))
    session.execute(text("UPDATE products SET price_minor = 77 WHERE id = :id"), {"id": BREAD})
    session.commit()

    def changed() -> bool:
        done = [s.report.rows for s in states if s.report is not None and not s.report.loaded]
        return any(rows > 0 for rows in done)

    eventually(changed)
    loop.stop()
    assert tablet.rows(f"SELECT price_minor FROM products WHERE id = {BREAD}") == [(77,)]


@pytest.mark.parametrize("encoding", ["zstd", "gzip", "identity"])
def test_every_encoding_carries_the_same_lines(
    tablet: HttpTablet, people: Actors, address: str, encoding: str
) -> None:
    tablet.session.headers.pop("Accept-Encoding")
    answer = requests.post(
        f"{address}/api/v1/sync/pull", json={"protocol": 1},
        headers=people.device.headers | {"Accept-Encoding": encoding}, timeout=10, stream=True,
    )  # fmt: skip
    with answer:
        assert answer.headers.get("Content-Encoding", "identity") == encoding


def test_a_cursor_of_another_epoch_is_gone(people: Actors, address: str) -> None:
    answer = requests.post(
        f"{address}/api/v1/sync/pull",
        json={"protocol": 1, "cursor": {"epoch": "other", "stamp": 1}, "shape": "x"},
        headers=people.device.headers, timeout=10,
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (410, "must_reload")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("pull", {"protocol": "one"}),
        ("pull", {"protocol": 1, "cursor": {"epoch": "x"}}),
        ("push", {"protocol": 1}),
        ("push", {"protocol": 1, "operations": [None] * 501}),
        ("ack", {"epoch": "x", "stamp": -1, "pending": 0, "app_version": "1"}),
    ],
)
def test_what_is_malformed_gets_a_problem(people: Actors, address: str, path: str, body: Any) -> None:
    answer = requests.post(
        f"{address}/api/v1/sync/{path}", json=body, headers=people.device.headers, timeout=10
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "invalid_input"


def test_only_tablets_replicate(people: Actors, address: str) -> None:
    for who, status in ((people.associate.headers, 403), (people.marketer.headers, 403), ({}, 401)):
        answer = requests.post(f"{address}/api/v1/sync/pull", json={"protocol": 1}, headers=who, timeout=10)
        assert answer.status_code == status


def test_an_acknowledgement_is_kept(tablet: HttpTablet, people: Actors, session: Session) -> None:
    tablet.line.acknowledge(Acknowledgement("e", 7, 3, "9.9"))
    (row,) = [row for row in devices.fleet(session) if row.id == people.device.actor.id]
    assert (row.acknowledged_epoch, row.acknowledged_stamp, row.pending, row.app_version) == (
        "e",
        7,
        3,
        "9.9",
    )


def test_two_stores_hold_their_own(people: Actors, make_tablet: Callable[[SignedIn], HttpTablet]) -> None:
    here, there = make_tablet(people.device), make_tablet(people.device_elsewhere)
    here.engine.round()
    there.engine.round()
    assert there.rows("SELECT given_name FROM customers") == [("Marco",)]
    assert here.rows("SELECT COUNT(*) FROM customers") == [(2,)]
