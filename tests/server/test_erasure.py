"""An erased customer is gone from every table, and nothing brings her back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from server.cli import main
from server.customers import pins
from server.customers.models import Customer
from server.database import Base, db
from server.errors import NotFound
from server.integrations.customers import CLIENT_BOOK, CUSTOMERS
from server.integrations.writer import Outcome, write
from server.privacy import erasure, receipts, service
from server.privacy.erasure import COUNTED, STAYING
from server.privacy.tombstones import erased_among
from shared.ids import uuid7
from sync.protocol import ROW_STREAM, Acknowledgement
from sync.source import changelog, scopes
from tests.server.people import ELENA, MARCO
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS, Actors

SECRETS = ("García", "elena@example.com", "4000123", "prefers rye")


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def everything(session: Session) -> str:
    """All rows of all tables, as one text."""
    rows = [
        str(tuple(row))
        for name in (*Base.metadata.tables, "sync_journal", "sync_changes")
        for row in session.execute(text(f"SELECT * FROM {name}"))
    ]
    session.rollback()
    return "\n".join(rows)


def note(session: Session, people: Actors) -> None:
    values = {"id": uuid7(1, bytes), "c": ELENA, "a": people.associate.actor.id, "ms": NOW_MS}
    session.execute(
        text("INSERT INTO interactions (id, customer_id, store_id, associate_id, kind, text, at_ms)"
             " VALUES (:id, :c, '367', :a, 'note', 'She prefers rye', :ms)"), values,
    )  # fmt: skip
    pins.pin(session, device_id=people.device_elsewhere.actor.id, customer_id=ELENA, now_ms=NOW_MS)
    service.log_look_up(
        session, actor=people.associate.actor, customer_ids=[ELENA], purpose="glance", now_ms=NOW_MS,
        new_id=lambda: uuid7(2, bytes),
    )  # fmt: skip
    session.commit()


def test_nothing_of_hers_is_left_but_her_number(people: Actors, session: Session, engine: Engine) -> None:
    note(session, people)
    assert all(secret in everything(session) for secret in SECRETS)
    erasure.erase(engine, ELENA, NOW_MS)
    left = everything(session)
    assert not any(secret in left for secret in SECRETS)
    for name, table in Base.metadata.tables.items():
        if "customer_id" in table.c and name not in STAYING:
            found = session.execute(text(f"SELECT COUNT(*) FROM {name} WHERE customer_id = {ELENA}"))
            assert found.scalar() == 0, name
    assert session.execute(text("SELECT id, at_ms FROM erased_customers")).all() == [(ELENA, NOW_MS)]
    assert session.execute(text("SELECT COUNT(*) FROM look_ups")).scalar() == 1
    assert session.get(Customer, MARCO) is not None
    assert erased_among(session, [ELENA, MARCO]) == {ELENA}


def test_every_table_that_names_a_customer_is_erased_or_says_why_not() -> None:
    naming = {name for name, table in Base.metadata.tables.items() if "customer_id" in table.c}
    assert set(STAYING) | set(COUNTED) < naming


def test_what_she_redeemed_still_counts_without_her(
    people: Actors, session: Session, engine: Engine, app: Flask
) -> None:
    made = app.test_client().post("/api/v1/promotions", json=DRAFT, headers=people.marketer.headers).json
    values = {"id": uuid7(3, bytes), "p": made["id"], "c": ELENA, "a": people.associate.actor.id}
    session.execute(
        text("INSERT INTO redemptions (id, promotion_id, customer_id, store_id, associate_id, at_ms)"
             " VALUES (:id, :p, :c, '367', :a, 1)"), values,
    )  # fmt: skip
    session.commit()
    erasure.erase(engine, ELENA, NOW_MS)
    assert session.execute(text("SELECT promotion_id, customer_id FROM redemptions")).all() == [
        (made["id"], None)
    ]


def test_erasing_again_is_harmless_and_a_stranger_is_told(
    people: Actors, session: Session, engine: Engine
) -> None:
    assert people
    session.rollback()
    for moment in (NOW_MS, NOW_MS + 5):
        erasure.erase(engine, ELENA, moment)
    assert session.execute(text("SELECT at_ms FROM erased_customers")).all() == [(NOW_MS,)]
    session.rollback()
    with pytest.raises(NotFound, match="no customer"):
        erasure.erase(engine, 77, NOW_MS)


def test_an_import_does_not_bring_her_back(people: Actors, session: Session, engine: Engine) -> None:
    assert people
    hers = session.execute(text(f"SELECT {CUSTOMERS.names} FROM customers WHERE id = {ELENA}")).all()
    session.rollback()
    erasure.erase(engine, ELENA, NOW_MS)
    with engine.begin() as connection:
        assert write(connection, CUSTOMERS, [tuple(row) for row in hers]) == Outcome()
        assert write(connection, CLIENT_BOOK, [("406", ELENA), ("367", MARCO)]) == Outcome(1, 1, 0)
    assert session.get(Customer, ELENA) is None


def load(session: Session, *devices: str) -> None:
    """These tablets have begun to load."""
    for device in devices:
        scopes.activate(session.connection(), [f"d:{device}"])
    session.commit()


def waiting(session: Session) -> set[str]:
    found = {each.device_id for each in receipts.still_open(session)}
    session.rollback()
    return found


def acknowledge(session: Session, device: str, *, stamp: int | None = None, **more: object) -> None:
    state = changelog.state_of(session.connection())
    said = Acknowledgement(
        str(more.get("epoch", state.epoch)), state.stamp if stamp is None else stamp, 0, "1",
        **({"protocol": ROW_STREAM} if more.get("is_old") else {}),
    )  # fmt: skip
    receipts.note_acknowledgement(session, device, said, NOW_MS + 9)
    session.commit()


def test_an_erasure_is_open_until_each_tablet_that_may_hold_her_has_followed(
    people: Actors, session: Session, engine: Engine
) -> None:
    here, there = people.device.actor.id, people.device_elsewhere.actor.id
    load(session, here, there)
    note(session, people)  # pinned to the other tablet
    erasure.erase(engine, ELENA, NOW_MS)
    assert waiting(session) == {here, there}
    stamp = changelog.state_of(session.connection()).stamp
    acknowledge(session, here, stamp=stamp - 1)
    acknowledge(session, here, epoch="another")
    acknowledge(session, here, is_old=True)
    assert waiting(session) == {here, there}
    acknowledge(session, here)
    assert waiting(session) == {there}
    session.execute(text("UPDATE devices SET wiped_ms = 5 WHERE id = :id"), {"id": there})
    receipts.note_destroyed_keys(session)
    session.commit()
    assert waiting(session) == set()
    (status,) = receipts.statuses(session)
    assert (status.asked, status.received, status.is_closed) == (2, 2, True)
    proofs = session.execute(text("SELECT proof, received_ms FROM erasure_receipts ORDER BY received_ms"))
    assert proofs.all() == [("key_destroyed", 5), ("acknowledged", NOW_MS + 9)]


def test_an_erasure_committed_beside_another_is_not_followed_before_its_own_number(
    people: Actors, session: Session, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = people.device.actor.id
    load(session, here)
    session.execute(text("INSERT INTO client_book (store_id, customer_id) VALUES ('367', :c)"), {"c": MARCO})
    session.commit()
    give_numbers = erasure.give_numbers

    def and_another_is_erased(engine: Engine) -> None:
        give_numbers(engine)
        with Session(engine) as beside, beside.begin():
            erasure.erase_rows(beside, MARCO, NOW_MS)

    monkeypatch.setattr(erasure, "give_numbers", and_another_is_erased)
    erasure.erase(engine, ELENA, NOW_MS)
    monkeypatch.undo()
    acknowledge(session, here)
    assert [each.customer_id for each in receipts.still_open(session)] == [MARCO]
    session.rollback()
    erasure.number_receipts(engine)
    acknowledge(session, here)
    assert waiting(session) == set()


def test_after_a_new_epoch_a_tablet_has_followed_once_it_has_loaded_anew(
    people: Actors, session: Session, engine: Engine
) -> None:
    load(session, people.device.actor.id)
    erasure.erase(engine, ELENA, NOW_MS)
    old = changelog.state_of(session.connection()).epoch
    changelog.change_epoch(session.connection())
    session.commit()
    acknowledge(session, people.device.actor.id, epoch=old)
    assert waiting(session) == {people.device.actor.id}
    acknowledge(session, people.device.actor.id, stamp=0)
    assert waiting(session) == set()


def test_a_tablet_whose_store_she_left_owes_a_receipt_and_one_that_never_loaded_does_not(
    people: Actors, session: Session, engine: Engine
) -> None:
    there = people.device_elsewhere.actor.id
    session.execute(text(f"INSERT INTO client_book (store_id, customer_id) VALUES ('406', {ELENA})"))
    load(session, there)
    scopes.activate(session.connection(), ["s:406"])
    session.execute(text(f"DELETE FROM client_book WHERE store_id = '406' AND customer_id = {ELENA}"))
    session.commit()
    erasure.erase(engine, ELENA, NOW_MS)
    assert waiting(session) == {there}


@pytest.mark.parametrize("tables_url", ["sqlite"], indirect=True)
def test_the_commands_erase_and_tell_who_has_not_followed(
    people: Actors, session: Session, engine: Engine, tmp_path: Path
) -> None:
    load(session, people.device.actor.id)

    def run(*arguments: str, typed: str | None = None) -> Result:
        address = engine.url.render_as_string()
        settings = {"AISLE_HOME": str(tmp_path), "AISLE_DATABASE_URL": address}
        return CliRunner().invoke(main, ["privacy", *arguments], input=typed, env=settings)

    hers = ("--customer", str(ELENA))
    assert run("erase", *hers, typed="n\n").exit_code == 1
    assert session.get(Customer, ELENA) is not None
    session.rollback()
    assert "1 tablet has to follow" in run("erase", *hers, "--yes").output
    told = json.loads(run("status", "--json").output)
    assert [each["device_id"] for each in told["open"]] == [people.device.actor.id]
    words = run("status").output
    assert "1 erased, 0 of them closed" in words
    assert f"customer {ELENA}: Tablet of 367, store 367, active" in words
    assert "by your word: 0" in run("vouch", "--device", "another", "--yes").output
    assert "by your word: 1" in run("vouch", "--device", people.device.actor.id, typed="y\n").output
    assert "1 of them closed" in run("status").output
    assert "no customer with this number" in run("erase", "--customer", "77", "--yes").output
