"""Whom tablets made although HQ knew her: every case of the rule is found by HQ's keys, and listed once."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from server.customers import duplicates
from server.customers.models import Customer, Preference
from shared.customer_fields import OTHERS
from shared.ids import FIRST_OF_TABLETS
from tests.server.people import ELENA, MARCO, customer
from tests.server.world import Actors
from tests.shared.cases import load

CASES: list[dict[str, Any]] = [
    case for case in load("duplicates")["cases"] if not {"card"} & set(case["reasons"])
]
"""But for cards: at HQ a card is one person's."""

NORA = FIRST_OF_TABLETS + 7
OTHER = FIRST_OF_TABLETS + 8
DUPLICATES = "/api/v1/customers/duplicates"


def put(session: Session, number: int, said: dict[str, Any]) -> None:
    given, _, family = said["name"].partition(" ")
    more = {name: said.get(name) for name in ("phone", "email", "birthday")}
    session.execute(insert(Customer).values(customer(number, given, family, **more)))


@pytest.mark.usefixtures("people")
def test_every_case_is_found_by_hqs_own_keys_if_more_than_a_name_speaks_for_it(session: Session) -> None:
    for case in CASES:
        for one, other in ((case["one"], case["other"]), (case["other"], case["one"])):
            with session.begin_nested() as until_here:
                put(session, NORA, one)
                put(session, 900, other)
                found = duplicates.possible(session).pairs
                listed = [case["sureness"]] if case["sureness"] in duplicates.LISTED else []
                assert [each.likeness.sureness for each in found] == listed, case["name"]
                assert [(each.customer_id, each.other_id) for each in found] == [(NORA, 900)] * len(listed)
                until_here.rollback()


@pytest.mark.usefixtures("people")
def test_two_whom_tablets_made_stand_there_once_and_parts_follow_each_other(session: Session) -> None:
    same = {"name": "Nora Lind", "phone": "555 013 4777"}
    for number in (NORA, OTHER, OTHER + 1):
        put(session, number, same)
    pairs = [(OTHER, NORA), (OTHER + 1, NORA), (OTHER + 1, OTHER)]
    whole = duplicates.possible(session)
    assert [(each.customer_id, each.other_id) for each in whole.pairs] == pairs
    assert whole.after is None
    parts, after = [], 0
    while after is not None:
        part = duplicates.possible(session, after=after, limit=1)
        parts += [(each.customer_id, each.other_id) for each in part.pairs]
        after = part.after
    assert parts == pairs


@pytest.mark.usefixtures("people")
def test_a_part_costs_three_statements_whatever_it_finds(session: Session) -> None:
    for number in range(60):
        put(session, NORA + number, {"name": "Nora Lind", "email": f"nora{number % 20}@example.com"})
    statements: list[str] = []

    def count(*arguments: Any) -> None:
        statements.append(arguments[2])

    event.listen(session.get_bind(), "before_cursor_execute", count)
    try:
        found = duplicates.possible(session, limit=200).pairs
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", count)
    assert len(found) == 60
    assert len(statements) == 3


def test_staff_read_both_with_why_and_the_log_says_so(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    session.execute(text("UPDATE customers SET phone = '+1 555 013 4777' WHERE id = :her"), {"her": ELENA})
    given, family = session.execute(
        text("SELECT given_name, family_name FROM customers WHERE id = :her"), {"her": ELENA}
    ).one()
    put(session, NORA, {"name": f"{given} {family}", "phone": "(555) 013-4777"})
    session.commit()
    answer = client.get(DUPLICATES, headers=people.reader.headers)
    assert answer.status_code == 200
    assert answer.json is not None
    (pair,) = answer.json["duplicates"]
    assert (pair["customer"]["id"], pair["other"]["id"]) == (NORA, ELENA)
    assert (pair["reasons"], pair["sureness"], answer.json["after"]) == (["phone", "name"], "sure", None)
    logged = session.execute(text("SELECT customer_id FROM look_ups WHERE purpose = 'duplicates'")).scalars()
    assert set(logged) == {NORA, ELENA}
    session.rollback()
    assert client.get(f"{DUPLICATES}?limit=0", headers=people.reader.headers).status_code == 422
    assert client.get(f"{DUPLICATES}?after=-1", headers=people.reader.headers).status_code == 422
    assert MARCO not in {pair["customer"]["id"], pair["other"]["id"]}


@pytest.mark.usefixtures("people")
def test_where_tablets_made_nobody_there_is_nobody_to_look_at(session: Session) -> None:
    assert duplicates.possible(session) == duplicates.Part((), None)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("phone", ["", "+", "12"])
def test_a_number_that_is_hardly_one_finds_nobody(session: Session, phone: str) -> None:
    put(session, NORA, {"name": "Nora Lind", "phone": phone})
    put(session, 900, {"name": "Somebody Else", "phone": phone})
    assert duplicates.possible(session).pairs == ()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(("one", "other"), [(NORA, 900), (900, NORA)])
def test_a_pair_that_an_associate_told_apart_is_not_listed(session: Session, one: int, other: int) -> None:
    for number in (NORA, 900, 901):
        put(session, number, {"name": "Nora Lind", "phone": "555 013 4777"})
    noted = {"kind": OTHERS, "associate_id": "A", "at_ms": 1}
    session.execute(insert(Preference).values({"customer_id": one, "value": str(other)} | noted))
    assert [each.other_id for each in duplicates.possible(session).pairs] == [901]
