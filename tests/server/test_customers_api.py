"""Looking customers up: only in one's own book, and never without a trace."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from server.actors import Actor
from server.customers.models import ConsentRecord
from server.follow_ups import service as follow_ups
from server.privacy.models import LookUp
from tests.server.people import BREAD, ELENA, HERE_SILENT, MARCO, consent
from tests.server.world import Actors, SignedIn

CUSTOMERS = "/api/v1/customers"


def found(client: FlaskClient, query: str, who: SignedIn) -> list[int]:
    answer = client.post(f"{CUSTOMERS}/search", json={"query": query}, headers=who.headers)
    assert answer.status_code == 200, answer.json
    return [customer["id"] for customer in answer.json["customers"]]


@pytest.mark.parametrize(
    "query",
    ["garc", "elena gar", "lópez", "010 4477", "0104477", "elena@ex", "4000123", "000123"],
)  # fmt: skip
def test_a_customer_is_found_by_name_digits_address_or_number(
    client: FlaskClient, people: Actors, query: str
) -> None:
    assert ELENA in found(client, query, people.associate)


@pytest.mark.parametrize("query", ["%", "_", "  ", "\\", "zzz", "12"])
def test_what_fits_nobody_finds_nobody(client: FlaskClient, people: Actors, query: str) -> None:
    assert found(client, query, people.associate) == []


def test_a_store_finds_only_its_own_book_and_staff_find_all(client: FlaskClient, people: Actors) -> None:
    assert found(client, "marco", people.associate) == []
    assert found(client, "marco", people.elsewhere) == [MARCO]
    assert found(client, "marco", people.reader) == [MARCO]


def test_searching_leaves_a_trace_of_everyone_shown(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    found(client, "elena", people.associate)
    traces = session.scalars(select(LookUp).order_by(LookUp.customer_id)).all()
    assert [trace.customer_id for trace in traces] == [ELENA, HERE_SILENT]
    assert {(t.actor_kind, t.actor_id, t.device_id, t.purpose) for t in traces} == {
        ("associate", people.associate.actor.id, people.device.actor.id, "search")
    }


READS = {"": "glance", "/purchases": "history", "/recommendations": "recommendations", "/notes": "timeline"}


@pytest.mark.parametrize("part", READS)
def test_every_read_of_a_customer_is_logged(
    client: FlaskClient, people: Actors, session: Session, part: str
) -> None:
    answer = client.get(f"{CUSTOMERS}/{ELENA}{part}", headers=people.associate.headers)
    assert answer.status_code == 200
    trace = session.scalars(select(LookUp)).one()
    assert (trace.customer_id, trace.purpose) == (ELENA, READS[part])


@pytest.mark.parametrize("part", READS)
def test_another_stores_customer_and_no_customer_look_the_same(
    client: FlaskClient, people: Actors, session: Session, part: str
) -> None:
    hidden = client.get(f"{CUSTOMERS}/{MARCO}{part}", headers=people.associate.headers)
    absent = client.get(f"{CUSTOMERS}/{MARCO + 99}{part}", headers=people.associate.headers)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json == absent.json
    assert session.scalars(select(LookUp)).all() == []


def test_the_glance_tells_who_she_is_and_how_she_shops(client: FlaskClient, people: Actors) -> None:
    seen = client.get(f"{CUSTOMERS}/{ELENA}", headers=people.associate.headers).json
    assert (seen["given_name"], seen["tier"], seen["birthday"]) == ("Elena", "VIP", "1990-11-25")
    assert seen["may_personalize"] is True
    assert seen["figures"]["visits_12m"] == 5
    assert seen["figures"]["days_since_visit"] == 10
    assert seen["departments"] == ["Bakery", "Fuel", "Dairy"]


def test_without_consent_nothing_is_derived(client: FlaskClient, people: Actors, session: Session) -> None:
    session.execute(delete(ConsentRecord).where(ConsentRecord.customer_id == ELENA))
    session.execute(insert(ConsentRecord).values(consent(ELENA, granted=0)))
    session.commit()
    seen = client.get(f"{CUSTOMERS}/{ELENA}", headers=people.associate.headers).json
    assert (seen["may_personalize"], seen["departments"]) == (False, [])
    said = client.get(f"{CUSTOMERS}/{ELENA}/recommendations", headers=people.associate.headers).json
    assert said == {
        "may_personalize": False, "recommendations": [], "due_again": [], "new_for_you": [],
        "model_as_of": None,
    }  # fmt: skip


def test_history_is_paged_newest_first_with_lines_and_returns(client: FlaskClient, people: Actors) -> None:
    url = f"{CUSTOMERS}/{ELENA}/purchases"
    page = client.get(f"{url}?limit=2", headers=people.associate.headers).json
    assert (page["total"], len(page["purchases"])) == (6, 2)
    newest = page["purchases"][0]
    assert [(line["name"], line["quantity"]) for line in newest["lines"]] == [
        ("Whole milk", 2), ("Rye bread", -1),
    ]  # fmt: skip
    rest = client.get(f"{url}?offset=4&limit=200", headers=people.associate.headers).json
    assert len(rest["purchases"]) == 2


@pytest.mark.parametrize(
    "paging", ["limit=0", "limit=201", "offset=-1", "offset=99999999999999999999", "limit=x"]
)
def test_a_page_is_bounded(client: FlaskClient, people: Actors, paging: str) -> None:
    answer = client.get(f"{CUSTOMERS}/{ELENA}/purchases?{paging}", headers=people.associate.headers)
    assert answer.status_code == 422


def test_recommendations_carry_reason_price_and_stock_and_leave_fuel_out(
    client: FlaskClient, people: Actors
) -> None:
    said = client.get(f"{CUSTOMERS}/{ELENA}/recommendations", headers=people.associate.headers).json
    names = [each["name"] for each in said["recommendations"]]
    assert names == ["Rye bread", "Whole milk"]
    first = said["recommendations"][0]
    assert (first["product_id"], first["price_minor"], first["stock"]) == (BREAD, 249, 7)
    assert first["reason"].startswith(("Due", "A regular"))


def test_an_associate_leaves_a_note_and_everyone_in_the_store_reads_it(
    client: FlaskClient, people: Actors
) -> None:
    url = f"{CUSTOMERS}/{ELENA}/notes"
    made = client.post(url, json={"text": "Likes rye."}, headers=people.associate.headers)
    assert made.status_code == 201
    read = client.get(url, headers=people.device.headers).json["notes"]
    assert [(note["text"], note["store_id"]) for note in read] == [("Likes rye.", "367")]


def test_a_note_for_managers_is_read_by_them_by_its_author_and_by_hq_only(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    url = f"{CUSTOMERS}/{ELENA}/notes"
    note = {"text": "Till complaint", "for_managers": True}
    made = client.post(url, json=note, headers=people.associate.headers)
    assert (made.status_code, made.json["kind"]) == (201, "manager_note")

    def read(headers: dict[str, str]) -> list[str]:
        return [each["text"] for each in client.get(url, headers=headers).json["notes"]]

    assert read(people.associate.headers) == read(people.reader.headers) == ["Till complaint"]
    assert read(people.device.headers) == []
    manager, other = (Actor("associate", role, "X", role, "367") for role in ("manager", "associate"))
    assert [each.text for each in follow_ups.timeline(session, ELENA, manager)] == ["Till complaint"]
    assert follow_ups.timeline(session, ELENA, other) == []


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001, "a\x00b", "\ud800", 7, None])
def test_a_note_that_cannot_be_kept_is_refused(client: FlaskClient, people: Actors, text: object) -> None:
    url = f"{CUSTOMERS}/{ELENA}/notes"
    answer = client.post(url, json={"text": text}, headers=people.associate.headers)
    assert answer.status_code == 422
    assert "text" in answer.json["fields"]


def test_a_note_on_another_stores_customer_is_refused(client: FlaskClient, people: Actors) -> None:
    url = f"{CUSTOMERS}/{MARCO}/notes"
    assert client.post(url, json={"text": "Hi"}, headers=people.associate.headers).status_code == 404
