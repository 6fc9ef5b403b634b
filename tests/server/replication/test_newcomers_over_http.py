"""Customers whom tablets make, with or without a line: they and what was recorded on them come to HQ once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from server.customers.models import Customer
from server.replication import applying
from shared.ids import FIRST_OF_TABLETS
from sync.device.outbox import Outbox
from tests.server.people import ELENA, MARCO, customer
from tests.server.replication.conftest import HttpTablet
from tests.server.replication.test_replication_over_http import operation
from tests.server.world import Actors, Cast, SignedIn, counted_bytes

NORA = FIRST_OF_TABLETS + 7
OTHER = FIRST_OF_TABLETS + 8

WORDS = "May we send you news and offers?"
CREATED: dict[str, Any] = {
    "given_name": "Nora", "family_name": "Lind", "phone": "555 013 4777", "email": "nora@example.com",
    "birthday": "1990-11-25", "preferred_channel": "email", "loyalty_number": "N-1",
    "consents": [{"purpose": "marketing", "channel": "any", "granted": True, "wording": WORDS}],
}  # fmt: skip

HER = f"SELECT given_name, loyalty_number, tier, home_store_id, since FROM customers WHERE id = {NORA}"
MakeTablet = Callable[[SignedIn], HttpTablet]


def create(tablet: HttpTablet, number: int = NORA, **more: Any) -> None:
    operation(tablet, "customer_created", CREATED | more, customer=number, version=4)


def refused(tablet: HttpTablet) -> list[str]:
    return [row.code for row in Outbox(tablet.connection).attention()]


@pytest.mark.parametrize("is_together", [False, True], ids=["one alone", "several together"])
def test_she_and_what_was_recorded_on_her_are_there_and_in_the_stores_book(
    tablet: HttpTablet, session: Session, is_together: bool
) -> None:
    tablet.engine.round()
    steps: list[Callable[[], object]] = [
        lambda: create(tablet),
        lambda: operation(tablet, "note_added", {"text": "Likes blue"}, customer=NORA),
        lambda: operation(
            tablet, "preferences_changed", {"kind": "sizes", "added": ["38"], "removed": []}, customer=NORA,
            version=2,
        ),
        lambda: operation(
            tablet, "customer_edited",
            {"changes": {"phone": {"from": "555 013 4777", "to": "555 013 4778"}}, "settles": []},
            customer=NORA, version=2,
        ),
    ]  # fmt: skip
    for step in steps:
        step()
        if not is_together:
            tablet.engine.round()
    tablet.engine.round()
    assert refused(tablet) == []
    assert tablet.rows(HER) == [("Nora", "N-1", "Member", "367", "2026-11-22")]
    assert tablet.rows(f"SELECT phone FROM customers WHERE id = {NORA}") == [("555 013 4778",)]
    assert tablet.rows(f"SELECT text FROM interactions WHERE customer_id = {NORA}") == [("Likes blue",)]
    assert tablet.rows(f"SELECT value FROM customer_preferences WHERE customer_id = {NORA}") == [("38",)]
    assert tablet.rows(f"SELECT purpose, granted FROM consents WHERE customer_id = {NORA}") == [
        ("marketing", 1)
    ]
    kept = session.execute(text(f"SELECT wording, source FROM consents WHERE customer_id = {NORA}")).all()
    assert [tuple(row) for row in kept] == [(WORDS, "store 367")], "the words she heard are the proof"
    assert [tuple(row) for row in session.execute(
        text(f"SELECT store_id FROM client_book WHERE customer_id = {NORA}")
    )] == [("367",)]  # fmt: skip


def test_a_colleagues_tablet_hears_of_her_and_another_stores_does_not(
    tablet: HttpTablet, make_tablet: MakeTablet, people: Actors, session: Session
) -> None:
    cast = Cast(session)
    cast.draw = counted_bytes("the second tablet")
    colleague = cast.device("367")
    session.commit()
    beside, elsewhere = make_tablet(colleague), make_tablet(people.device_elsewhere)
    for each in (tablet, beside, elsewhere):
        each.engine.round()
    create(tablet)
    for each in (tablet, beside, elsewhere):
        each.engine.round()
    assert beside.rows(HER) == tablet.rows(HER) != []
    assert elsewhere.rows(HER) == []


def test_somebody_who_has_that_number_by_chance_stays_who_she_is(
    tablet: HttpTablet, session: Session
) -> None:
    session.execute(insert(Customer).values(customer(NORA, "Nora", "Berg", home_store_id="406")))
    session.commit()
    tablet.engine.round()
    create(tablet, given_name="Somebody", loyalty_number=None)
    operation(tablet, "note_added", {"text": "About somebody else"}, customer=NORA)
    tablet.engine.round()
    assert refused(tablet) == ["number_taken", "customer_not_here"]
    assert tablet.rows(HER) == []
    session.expire_all()
    assert session.get_one(Customer, NORA).given_name == "Nora"


@pytest.mark.parametrize("is_together", [False, True], ids=["one alone", "several together"])
def test_a_card_stays_with_whoever_had_it_and_her_author_is_told(
    tablet: HttpTablet, session: Session, is_together: bool
) -> None:
    tablet.engine.round()
    create(tablet)
    if not is_together:
        tablet.engine.round()
    create(tablet, number=OTHER, given_name="Noora")
    tablet.engine.round()
    cards = f"SELECT id, loyalty_number FROM customers WHERE id IN ({NORA}, {OTHER}) ORDER BY id"
    assert tablet.rows(cards) == [(NORA, "N-1"), (OTHER, None)]
    told = session.execute(
        text("SELECT verdict, code FROM operation_verdicts WHERE kind = 'customer_created' ORDER BY sequence")
    )
    assert [tuple(row) for row in told] == [("applied", None), ("merged", "card_taken")]
    assert refused(tablet) == []
    on_her_screen = "SELECT customer_id, field, kept, lost, settled_ms FROM customer_conflicts"
    assert tablet.rows(on_her_screen) == [(OTHER, "loyalty_number", None, "N-1", None)]


def test_what_is_about_her_waits_while_the_server_cannot_make_her(
    tablet: HttpTablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    tablet.engine.round()
    create(tablet)
    operation(tablet, "note_added", {"text": "Likes blue"}, customer=NORA)
    operation(tablet, "note_added", {"text": "About Elena"}, customer=ELENA)

    def break_down(*_: object) -> None:
        raise RuntimeError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(applying.Newcomers, "ready", break_down)
        tablet.engine.round()
    assert refused(tablet) == []
    assert tablet.outbox.counts().pending >= 2, "both wait for the next round"
    tablet.engine.round()
    assert refused(tablet) == []
    notes = f"SELECT text FROM interactions WHERE customer_id IN ({NORA}, {ELENA}) ORDER BY text"
    assert tablet.rows(notes) == [("About Elena",), ("Likes blue",)]


def test_nobody_else_can_be_made_under_a_number_of_an_import(tablet: HttpTablet) -> None:
    tablet.engine.round()
    create(tablet, number=MARCO)
    create(tablet, given_name="")
    create(tablet, birthday="2999-01-01")
    create(tablet, phone="none")
    create(tablet, loyalty_number="a b")
    create(tablet, consents=[{"purpose": "marketing"}])
    tablet.engine.round()
    assert refused(tablet) == ["invalid_operation"] * 6
    assert tablet.rows(HER) == []


def test_a_push_of_newcomers_costs_a_handful_of_statements(tablet: HttpTablet, engine: Any) -> None:
    tablet.engine.round()
    for number in range(60):
        create(tablet, NORA + number, loyalty_number=f"N-{number}")
    statements: list[str] = []

    def count(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("INSERT INTO customers", "INSERT INTO client_book", "INSERT INTO consents")):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        tablet.engine.round()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    assert len(statements) == 3, "customers, consents and the book, each together"
