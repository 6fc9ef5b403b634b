"""A merge beside erasures, imports, staff over REST, duplicates and whoever writes meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from server.customers import duplicates, merges
from server.customers.models import ClientBookEntry, Customer
from server.database import db
from server.errors import NotFound
from server.integrations.customers import CLIENT_BOOK, CONSENTS, CUSTOMERS
from server.integrations.writer import Target, write
from server.privacy import erasure
from server.purchases.models import Purchase
from tests.server.merge_world import MERGES, merge, undo
from tests.server.people import ELENA, HERE_SILENT, MARCO, customer
from tests.server.world import NOW_MS, Actors


def test_one_person_is_erased_whole(session: Session, people: Actors, app: Flask) -> None:
    with app.app_context():
        engine = db.engine
    made = merge(session, people)
    session.commit()
    erasure.erase(engine, ELENA, NOW_MS)
    assert session.scalars(select(Customer.id)).all() == [HERE_SILENT]
    assert session.execute(text("SELECT id FROM erased_customers ORDER BY id")).scalars().all() == [
        ELENA,
        MARCO,
    ]
    with pytest.raises(NotFound):
        undo(session, made)
    with pytest.raises(NotFound):
        merge(session, people, HERE_SILENT, ELENA)


def test_after_undoing_an_erasure_is_of_one_only_and_the_merge_is_forgotten(
    session: Session, people: Actors, app: Flask
) -> None:
    with app.app_context():
        engine = db.engine
    undo(session, merge(session, people))
    session.commit()
    erasure.erase(engine, MARCO, NOW_MS)
    assert session.scalars(select(Customer.id).order_by(Customer.id)).all() == [ELENA, HERE_SILENT]
    assert merges.merges(session) == []


def test_an_import_does_not_part_them(session: Session, people: Actors, app: Flask) -> None:
    with app.app_context():
        engine = db.engine
    merge(session, people)
    session.commit()
    bought = Target(Purchase, ("id", "customer_id", "store_id", "at_ms", "total_minor", "line_count"))
    with engine.begin() as connection:
        hers = [(1, MARCO, "406", 5, 1, 0), (2, ELENA, "367", 5, 1, 0)]
        assert write(connection, bought, hers).added == 2
        assert write(connection, bought, hers).unchanged == 2
        assert write(connection, CLIENT_BOOK, [("406", MARCO), ("406", ELENA)]).added == 0
        word = (MARCO, "marketing", "any", 1, 5, "May we?", "tests")
        assert write(connection, CONSENTS, [word]).given == 0
        same = tuple(customer(MARCO, "Marco", "Bianchi").get(name) for name in CUSTOMERS.columns)
        assert write(connection, CUSTOMERS, [same]).given == 0
    found = session.execute(select(Purchase.customer_id).where(Purchase.id.in_((1, 2)))).scalars()
    assert list(found) == [ELENA, ELENA]
    assert session.scalars(
        select(ClientBookEntry.customer_id).where(ClientBookEntry.customer_id == MARCO)
    ).all() == []  # fmt: skip


def test_staff_merge_read_and_take_back_over_rest_and_the_log_says_so(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    wanted = {"kept_id": ELENA, "merged_id": MARCO}
    answer = client.post(MERGES, json=wanted, headers=people.marketer.headers)
    assert answer.status_code == 201
    made = answer.json
    assert made is not None
    assert (made["kept"]["id"], made["merged"]["given_name"], made["undone_ms"]) == (ELENA, "Marco", None)
    assert (made["by_kind"], made["by_id"]) == ("staff", people.marketer.actor.id)
    again = client.post(MERGES, json=wanted, headers=people.marketer.headers)
    assert (again.status_code, again.json and again.json["code"]) == (409, "already_merged")
    listed = client.get(MERGES, headers=people.reader.headers).json
    assert listed == {"merges": [made]}
    undone = client.post(f"{MERGES}/{made['id']}/undo", headers=people.marketer.headers)
    assert (undone.status_code, undone.json and undone.json["undone_ms"]) == (200, NOW_MS)
    twice = client.post(f"{MERGES}/{made['id']}/undo", headers=people.marketer.headers)
    assert (twice.status_code, twice.json and twice.json["code"]) == (409, "already_undone")
    herself = client.post(
        MERGES, json={"kept_id": ELENA, "merged_id": ELENA}, headers=people.marketer.headers
    )
    assert (herself.status_code, herself.json and herself.json["code"]) == (409, "same_customer")
    logged = session.execute(text("SELECT customer_id FROM look_ups WHERE purpose = 'merges'")).scalars()
    assert sorted(logged) == sorted([ELENA, MARCO] * 3)


def test_a_merged_pair_is_no_possible_duplicate_until_it_is_taken_back(
    session: Session, people: Actors
) -> None:
    made = 1 << 52 | 7
    session.execute(
        insert(Customer).values(customer(made, "Elena", "García López", email="elena@example.com"))
    )
    pair = [(each.customer_id, each.other_id) for each in duplicates.possible(session).pairs]
    assert pair == [(made, ELENA)]
    merged = merge(session, people, ELENA, made)
    assert duplicates.possible(session).pairs == ()
    undo(session, merged)
    assert len(duplicates.possible(session).pairs) == 1


@pytest.mark.parametrize("tables_url", ["postgresql"], indirect=True)
def test_a_merge_waits_for_whoever_is_writing_about_her(session: Session, people: Actors, app: Flask) -> None:
    with app.app_context():
        engine = db.engine

    def beside() -> None:
        with Session(engine) as own, own.begin():
            merge(own, people)

    with ThreadPoolExecutor(1) as workers, Session(engine) as writing:
        assert merges.redirects(writing, [MARCO]) == {}
        waiting = workers.submit(beside)
        wants = text("SELECT COUNT(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND NOT granted")
        while not session.execute(wants).scalar():
            assert not waiting.done()
            session.rollback()
        bought = {"id": 5, "store_id": "367", "at_ms": NOW_MS, "total_minor": 1, "line_count": 0}
        writing.execute(insert(Purchase), {**bought, "customer_id": MARCO})
        writing.commit()
        waiting.result(30)
    session.rollback()
    assert session.scalar(select(Purchase.customer_id).where(Purchase.id == 5)) == ELENA
