"""Operations meet the server's rows: as the case file says, on both databases, together and one by one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from server.actors import Actor
from server.catalogue import service as catalogue
from server.customers.models import ClientBookEntry, ConsentRecord, Customer, FieldConflict, Preference
from server.database import Base, db
from server.promotions import service as promotions
from server.replication.applying import StoreOperations
from server.staff.models import Associate
from shared.ids import uuid7
from sync.protocol import Answer
from sync.source.intake import Intake
from tests.server.publishing import put_live
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS, Cast
from tests.shared.merge_cases import ASSOCIATE, CASES, FILE, STORE, comparable, rows_of, wires_of

MODELS: dict[str, type[Base]] = {
    "customers": Customer, "consents": ConsentRecord, "customer_preferences": Preference,
    "customer_conflicts": FieldConflict,
}  # fmt: skip
Take = Callable[[Sequence[dict[str, Any]]], list[Answer]]


@pytest.fixture
def world(session: Session) -> Session:
    """Two stores, and an associate in each."""
    for store, person in ((STORE, ASSOCIATE), ("406", "leo")):
        catalogue.add_store(session, catalogue.StoreView(store, store, "North", "UTC"))
        session.add(Associate(id=person, store_id=store, number="1", name=person, pin_hash="-"))
    session.flush()
    return session


@pytest.fixture
def device(world: Session) -> Actor:
    """A tablet of the first store."""
    return Cast(world).device(STORE).actor


@pytest.fixture
def take(world: Session, device: Actor) -> Take:
    """Pushes operations and gives the answers; whatever breaks breaks the test."""

    def fail(error: Exception) -> None:
        raise error

    def push(wires: Sequence[dict[str, Any]]) -> list[Answer]:
        applier = StoreOperations(world, device, NOW_MS)
        return Intake(world, applier, device_id=device.id, now_ms=NOW_MS, on_trouble=fail).take(wires)

    return push


def settle(session: Session, before: dict[str, list[dict[str, Any]]]) -> None:
    for name, rows in rows_of(before).items():
        session.execute(insert(MODELS[name]), rows)
        if name == "customers":
            book = [{"store_id": STORE, "customer_id": row["id"]} for row in rows]
            session.execute(insert(ClientBookEntry), book)


def held(session: Session) -> dict[str, list[dict[str, Any]]]:
    """The rows as the case file writes them."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, model in MODELS.items():
        columns = FILE["rows"]["customers"] if name == "customers" else model.__table__.columns.keys()
        rows = session.execute(text(f"SELECT {', '.join(columns)} FROM {name}")).mappings()
        found[name] = [dict(row) for row in rows]
    return found


@pytest.mark.parametrize("at_once", [True, False], ids=["together", "one by one"])
def test_every_case_comes_out_as_written_in_the_servers_rows(
    world: Session, take: Take, at_once: bool
) -> None:
    for case in CASES:
        with world.begin_nested() as until_here:
            settle(world, case["before"])
            wires = wires_of(case)
            answers = take(wires) if at_once else [answer for wire in wires for answer in take([wire])]
            assert comparable(held(world)) == comparable(rows_of(case["after"])), case["name"]
            assert [answer.verdict for answer in answers] == case["verdicts"], case["name"]
            until_here.rollback()


def wire(number: int, kind: str, arguments: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": f"01980000-0000-7000-8000-{number:012x}", "sequence": number, "kind": kind, "version": 2,
        "customer_id": 1, "associate_id": ASSOCIATE, "at_ms": 1000 + number, "arguments": arguments,
    } | more  # fmt: skip


def phone(number: int, seen: str | None, wanted: str | None, **more: Any) -> dict[str, Any]:
    change = {"from": seen, "to": wanted}
    return wire(number, "customer_edited", {"changes": {"phone": change}, "settles": []}, **more)


def consent(number: int, granted: bool, seen: object, **more: Any) -> dict[str, Any]:
    arguments = {"purpose": "marketing", "channel": "any", "granted": granted, "wording": "May we?"}
    return wire(number, "consent_changed", arguments | {"seen": seen}, **more)


def test_the_author_is_told_which_field_met_another_word_and_never_its_value(
    world: Session, take: Take
) -> None:
    settle(world, {"customers": [{"phone": "secret 1"}], "consents": [{"granted": 0, "at_ms": 5}]})
    changes = {"phone": {"from": None, "to": "12345"}, "email": {"from": "x", "to": "a@b.example"}}
    both = wire(1, "customer_edited", {"changes": changes, "settles": []})
    first, second = take([both, consent(2, granted=True, seen=4)])
    assert (first.verdict, first.code) == ("merged", "field_conflict")
    assert first.reason == (
        "Somebody else had changed the phone number and the e-mail address meanwhile."
        " Yours counts; the other value is kept."
    )
    assert (second.verdict, second.code) == ("merged", "withdrawal_stands")
    assert "Ask her again" in str(second.reason)
    assert "secret" not in json.dumps([first.to_wire(), second.to_wire()])


def test_a_replayed_edit_changes_nothing_even_if_others_wrote_since(world: Session, take: Take) -> None:
    settle(world, {"customers": [{}]})
    mine = phone(1, "+1 555 0134", "11111")
    first = take([mine])
    take([phone(2, "11111", "22222")])
    assert take([mine]) == first
    assert held(world)["customers"][0]["phone"] == "22222"
    assert held(world)["customer_conflicts"] == []


def test_nobody_edits_a_customer_of_another_store_nor_in_a_strangers_name(world: Session, take: Take) -> None:
    settle(world, {"customers": [{}]})
    world.execute(text("DELETE FROM client_book"))
    assert [(a.verdict, a.code) for a in take([phone(1, None, "11111")])] == [
        ("rejected", "customer_not_here")
    ]
    settle(world, {"customers": [{"id": 2}]})
    stranger = phone(2, None, "11111", customer_id=2, associate_id="leo")
    assert [(a.verdict, a.code) for a in take([stranger])] == [("rejected", "unknown_associate")]
    assert {row["phone"] for row in held(world)["customers"]} == {"+1 555 0134"}


def test_a_word_on_consent_from_a_tablet_whose_clock_is_ahead_is_still_known_by_its_name(
    world: Session, take: Take
) -> None:
    settle(world, {"customers": [{}]})
    late = NOW_MS + 3 * 86_400_000
    withdrawal = consent(1, granted=False, seen=None, at_ms=late)
    take([withdrawal])
    assert held(world)["consents"][0]["at_ms"] == NOW_MS
    (answer,) = take([consent(2, granted=True, seen=withdrawal["id"], at_ms=late)])
    assert answer.verdict == "applied"
    assert held(world)["consents"][0]["granted"] == 1


def test_a_batch_of_edits_costs_a_handful_of_statements(app: Flask, world: Session, take: Take) -> None:
    customers = [{"id": number, "loyalty_number": None} for number in range(1, 101)]
    settle(world, {"customers": customers})
    statements = []
    with app.app_context():
        engine = db.engine

    def count(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(engine, "before_cursor_execute", count)
    try:
        answers = take([phone(n, "other", f"{n:05}", customer_id=n) for n in range(1, 101)])
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert {answer.verdict for answer in answers} == {"merged"}
    assert len(held(world)["customer_conflicts"]) == 100
    assert len(statements) <= 12


def test_two_tablets_that_edit_one_customer_at_once_lose_neither_word(app: Flask, world: Session) -> None:
    settle(world, {"customers": [{}]})
    cast = Cast(world)
    tablets = [cast.device(STORE).actor for _ in range(8)]
    world.commit()
    with app.app_context():
        engine = db.engine

    def edit(number: int) -> str:
        tablet = tablets[number - 1]
        with Session(engine) as session:
            applier = StoreOperations(session, tablet, NOW_MS)
            intake = Intake(session, applier, device_id=tablet.id, now_ms=NOW_MS, on_trouble=print)
            (answer,) = intake.take([phone(number, "+1 555 0134", f"{number:05}")])
            session.commit()
        return answer.verdict

    with ThreadPoolExecutor(8) as pool:
        verdicts = list(pool.map(edit, range(1, 9)))
    assert sorted(verdicts) == ["applied"] + ["merged"] * 7
    rows = held(world)
    lost = {row["lost"] for row in rows["customer_conflicts"]}
    assert lost | {rows["customers"][0]["phone"]} == {f"{number:05}" for number in range(1, 9)}


def test_an_offer_is_judged_by_what_was_recorded_before_it_in_the_same_push(
    world: Session, take: Take
) -> None:
    settle(world, {"customers": [{}]})
    promotion = promotions.create(
        world, DRAFT, by="tests", now_ms=NOW_MS,
        new_id=uuid7(NOW_MS, bytes),
    )  # fmt: skip
    put_live(world, promotion.id)

    def personal(number: int, granted: bool, seen: object) -> dict[str, Any]:
        given = consent(number, granted, seen)
        return given | {"arguments": given["arguments"] | {"purpose": "personalization"}}

    def redemption(number: int) -> dict[str, Any]:
        arguments = {"promotion_id": promotion.id}
        return wire(number, "offer_redeemed", arguments, version=1, at_ms=NOW_MS)

    asked = personal(1, granted=True, seen=None)
    taken = [asked, redemption(2), personal(3, granted=False, seen=asked["id"]), redemption(4)]
    answers = [(answer.verdict, answer.code) for answer in take(taken)]
    assert answers[:3] == [("applied", None)] * 3
    assert answers[3] == ("rejected", "no_consent")


def test_batches_about_the_same_customers_never_wait_for_each_other(app: Flask, world: Session) -> None:
    settle(world, {"customers": [{"id": number} for number in range(1, 7)]})
    cast = Cast(world)
    tablets = [cast.device(STORE).actor for _ in range(6)]
    world.commit()
    with app.app_context():
        engine = db.engine

    def edit(first: int) -> list[Answer]:
        order = [(first + step) % 6 + 1 for step in range(6)]
        wires = [phone(first * 10 + n, None, f"{first}{n:05}", customer_id=n) for n in order]
        with Session(engine) as session:
            applier = StoreOperations(session, tablets[first], NOW_MS)
            intake = Intake(session, applier, device_id=tablets[first].id, now_ms=NOW_MS, on_trouble=print)
            answers = intake.take(wires)
            session.commit()
        return answers

    with ThreadPoolExecutor(6) as pool:
        verdicts = {answer.verdict for answers in pool.map(edit, range(6)) for answer in answers}
    assert verdicts == {"merged"}
    assert len(held(world)["customer_conflicts"]) == 36
