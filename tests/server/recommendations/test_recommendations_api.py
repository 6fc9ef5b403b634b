from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from server.catalogue.models import Product
from server.customers.models import ClientBookEntry, ConsentRecord, Customer, LifeDateRecord
from server.guides.models import GuideRecord
from server.privacy.models import LookUp
from server.recommendations import service
from server.recommendations.current import current
from server.recommendations.models import ModelPart, RecommendationModel
from shared.clock import DAY_MS
from shared.ids import scoped_id
from tests.server.people import BREAD, ELENA, HERE_SILENT, MARCO, MILK, buy, consent, customer
from tests.server.recommendations.kept import BUTTER, GONE, JAM, keep_model
from tests.server.world import NOW_MS, Actors

OLIVIA = scoped_id(1, 40)
LISTS = ("recommendations", "due_again", "new_for_you")


@pytest.fixture
def kept(people: Actors, session: Session) -> Actors:
    """The actors, and a model."""
    keep_model(session)
    return people


def lists(client: FlaskClient, actors: Actors, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/api/v1/customers/{ELENA}/recommendations{query}", headers=actors.associate.headers)
    assert answer.status_code == 200
    return answer.json


def ids(found: list[dict[str, Any]]) -> list[int]:
    return [each["product_id"] for each in found]


def say(session: Session, answer: str, product_id: int, days_ago: float = 0) -> None:
    service.answer(
        session, answer_id=f"{answer} {product_id}", customer_id=ELENA, product_id=product_id, store_id="367",
        associate_id="a", answer=answer, at_ms=NOW_MS - round(days_ago * DAY_MS),
    )  # fmt: skip
    session.commit()


def test_a_customer_has_three_lists_with_reasons_and_the_day_of_the_model(
    client: FlaskClient, kept: Actors
) -> None:
    said = lists(client, kept)
    assert said["model_as_of"] == "2026-11-21"
    assert ids(said["due_again"]) == [BREAD, MILK]
    assert ids(said["new_for_you"]) == [BUTTER, JAM]
    assert set(ids(said["recommendations"])) == {BREAD, MILK, BUTTER, JAM}
    butter = said["new_for_you"][0]
    assert (butter["name"], butter["reason"]) == ("Butter", "Goes with Rye bread, bought every 5 weeks")


def test_what_lies_in_the_basket_is_not_proposed_and_what_goes_with_it_is(
    client: FlaskClient, kept: Actors
) -> None:
    said = lists(client, kept, f"?basket={JAM}&basket={BREAD}&limit=1")
    assert ids(said["due_again"]) == [MILK]
    assert [each["reason"] for each in said["new_for_you"]] == ["Goes with Rye bread in the basket"]


def test_an_answer_changes_the_next_lists(client: FlaskClient, kept: Actors, session: Session) -> None:
    say(session, "not_interested", BUTTER)
    say(session, "bought", MILK)
    said = lists(client, kept)
    assert (ids(said["due_again"]), ids(said["new_for_you"])) == ([BREAD], [JAM])


def test_who_opted_out_has_no_lists_until_she_agrees_anew(
    client: FlaskClient, kept: Actors, session: Session
) -> None:
    say(session, "opted_out", BREAD, days_ago=0.5)
    assert [lists(client, kept)[name] for name in LISTS] == [[], [], []]
    session.execute(update(ConsentRecord).where(ConsentRecord.customer_id == ELENA).values(at_ms=NOW_MS))
    session.commit()
    assert lists(client, kept)["due_again"]


def test_what_may_not_be_recommended_any_more_is_in_no_list(
    client: FlaskClient, kept: Actors, session: Session
) -> None:
    session.execute(update(Product).where(Product.id == BUTTER).values(recommendable=0))
    session.commit()
    said = lists(client, kept)
    assert BUTTER not in [product for name in LISTS for product in ids(said[name])]
    assert ids(said["new_for_you"]) == [JAM]


def test_a_damaged_model_gives_way_to_the_one_before_and_is_reported(
    client: FlaskClient, kept: Actors, session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    keep_model(session, "2026-11-22-ffffffff", built_ms=2)
    newest = session.get_one(RecommendationModel, "2026-11-22-ffffffff")
    newest.manifest = newest.manifest.replace('"items": 6', '"items": 7')
    session.commit()
    assert lists(client, kept)["model_as_of"] == "2026-11-21"
    assert current(session).passed_over == ("2026-11-22-ffffffff",)
    assert "model passed over" in capfd.readouterr().err


def test_without_any_whole_model_there_is_what_is_due_again(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    hashes = keep_model(session, "2026-11-20-11111111")
    session.execute(update(ModelPart).where(ModelPart.hash == hashes[0]).values(data="no base64!"))
    session.commit()
    said = lists(client, people)
    assert (ids(said["due_again"]), said["new_for_you"], said["model_as_of"]) == ([BREAD, MILK], [], None)
    for path in (f"products/{BREAD}/similar", f"recommendations/goes-with?basket={BREAD}",
                 "recommendations/best-sellers"):  # fmt: skip
        assert client.get(f"/api/v1/{path}", headers=people.associate.headers).json == {"products": []}


def test_a_new_model_is_used_from_the_next_request_on(
    client: FlaskClient, kept: Actors, session: Session
) -> None:
    assert lists(client, kept)["model_as_of"] == "2026-11-21"
    keep_model(session, "2026-11-22-22222222", built_ms=2)
    assert lists(client, kept)["model_as_of"] == "2026-11-22"
    session.execute(delete(RecommendationModel).where(RecommendationModel.version == "2026-11-22-22222222"))
    session.commit()
    assert lists(client, kept)["model_as_of"] == "2026-11-21"


def test_products_beside_a_product_and_a_basket_say_why(client: FlaskClient, kept: Actors) -> None:
    def ask(path: str) -> list[tuple[int, str]]:
        found = client.get(f"/api/v1/{path}", headers=kept.associate.headers).json["products"]
        return [(each["product_id"], each["reason"]) for each in found]

    assert ask(f"products/{BUTTER}/similar")[0] == (MILK, "Like Butter, and wanted by the same customers")
    assert ask(f"recommendations/goes-with?basket={BREAD}") == [
        (BUTTER, "Goes with Rye bread in the basket"), (JAM, "Goes with Rye bread in the basket"),
    ]  # fmt: skip
    assert ask("recommendations/best-sellers?departments=Dairy&limit=3") == [
        (MILK, "A best seller in Dairy this month"),
        (BUTTER, "A best seller in Dairy this month"),
        (JAM, "A best seller in this store this month"),
    ]


def test_an_unknown_product_is_said_to_be_unknown(client: FlaskClient, kept: Actors) -> None:
    for path in ("similar", "who-wants"):
        answer = client.get(f"/api/v1/products/{GONE}/{path}", headers=kept.associate.headers)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def note_due_date(session: Session, day: str, department: str = "Grocery; Nowhere") -> None:
    """Elena expects a child on that day, and a guide for it sends to a department."""
    session.merge(LifeDateRecord(customer_id=ELENA, kind="due_date", day=day, associate_id="a", at_ms=NOW_MS))
    values = {"title": "Pack", "text": "Socks.", "tie": "date", "about": "due_date", "first_day": -42}
    more = {"last_day": -1, "department": department, "is_on": 1, "updated_by": "m", "updated_ms": 1}
    session.merge(GuideRecord(id="g", **values | more))
    session.commit()


def test_a_due_date_turns_the_lists_and_says_so(client: FlaskClient, kept: Actors, session: Session) -> None:
    plain = lists(client, kept)
    note_due_date(session, "2027-03-12")
    said = lists(client, kept)
    assert ids(plain["new_for_you"]) == [BUTTER, JAM]
    assert [(each["product_id"], each["reason"]) for each in said["new_for_you"]] == [
        (JAM, "For the due date on 12 March"), (BUTTER, "Goes with Rye bread, bought every 5 weeks"),
    ]  # fmt: skip
    assert said["recommendations"][0]["reason"] == "For the due date on 12 March"
    assert said["due_again"] == plain["due_again"]
    note_due_date(session, "2027-03-12", department="Milk and butter")
    assert lists(client, kept)["recommendations"][0]["product_id"] == MILK


def test_a_date_that_has_passed_changes_nothing_and_without_consent_there_is_nothing(
    client: FlaskClient, kept: Actors, session: Session
) -> None:
    plain = lists(client, kept)
    note_due_date(session, "2026-08-01")
    assert lists(client, kept) == plain
    session.execute(delete(LifeDateRecord))
    note_due_date(session, "2027-03-12", department="Nowhere")
    assert lists(client, kept) == plain, "nothing goes with it"
    session.execute(update(ConsentRecord).where(ConsentRecord.customer_id == ELENA).values(granted=0))
    session.commit()
    assert [lists(client, kept)[name] for name in LISTS] == [[], [], []]


def meet_olivia(session: Session) -> None:
    """A customer of store 367 who buys bread and butter."""
    session.execute(insert(Customer), [customer(OLIVIA, "Olivia", "Bennett")])
    session.execute(insert(ConsentRecord), [consent(OLIVIA)])
    session.execute(insert(ClientBookEntry), [{"store_id": "367", "customer_id": OLIVIA}])
    buy(session, 40, OLIVIA, 9, [(BREAD, 1, 249), (BUTTER, 1, 199)])
    session.commit()


def test_who_would_want_a_product_is_asked_of_the_stores_own_book(
    client: FlaskClient, kept: Actors, session: Session
) -> None:
    meet_olivia(session)
    url = f"/api/v1/products/{BUTTER}/who-wants"
    found = client.get(url, headers=kept.associate.headers).json["customers"]
    assert [(each["given_name"], each["reason"]) for each in found] == [
        ("Olivia", "Bought 9 days ago"), ("Elena", "Goes with Rye bread, bought every 5 weeks"),
    ]  # fmt: skip
    there = client.get(f"{url}?store_id=406", headers=kept.reader.headers).json["customers"]
    assert [each["customer_id"] for each in there] == [MARCO]
    assert client.get(f"{url}?store_id=406", headers=kept.associate.headers).status_code == 403
    shown = set(session.scalars(select(LookUp.customer_id).where(LookUp.purpose == "who wants")))
    assert shown == {OLIVIA, ELENA, MARCO}


def test_who_refused_it_or_said_no_to_the_use_of_her_data_is_not_named(
    client: FlaskClient, kept: Actors, session: Session
) -> None:
    meet_olivia(session)
    buy(session, 41, HERE_SILENT, 9, [(BUTTER, 1, 199)])
    say(session, "already_owns", BUTTER)
    found = client.get(f"/api/v1/products/{BUTTER}/who-wants", headers=kept.associate.headers).json
    assert [each["customer_id"] for each in found["customers"]] == [OLIVIA]


def test_look_alikes_share_what_sets_the_seed_apart(
    client: FlaskClient, kept: Actors, session: Session
) -> None:
    """Twenty customers buy milk; the seed and three more buy jam and butter, too."""
    people = [scoped_id(1, 100 + n) for n in range(24)]
    session.execute(insert(Customer), [customer(each, f"G{n}", "Lake") for n, each in enumerate(people)])
    session.execute(
        insert(ConsentRecord), [consent(each, granted=int(n != 7)) for n, each in enumerate(people)]
    )
    for n, each in enumerate(people):
        more = [(JAM, 1, 99), (BUTTER, 1, 99)] if n < 8 else []
        buy(session, 100 + n, each, 30, [(MILK, 1, 249), *more])
    session.commit()
    seed = [*people[:4], HERE_SILENT, 999]
    answer = client.post(
        "/api/v1/look-alikes", json={"customer_ids": seed, "limit": 9}, headers=kept.marketer.headers
    )
    found = answer.json["customers"]
    assert [each["customer_id"] for each in found] == people[4:7]
    assert {each["reason"] for each in found} == {"Also buys Butter and Plum jam"}
    alone = client.post("/api/v1/look-alikes", json={"customer_ids": [999]}, headers=kept.marketer.headers)
    assert alone.json == {"customers": []}
