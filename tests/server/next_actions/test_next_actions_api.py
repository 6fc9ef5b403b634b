"""The next best action over REST: of one customer, and of a store's day."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from server.behaviour.models import BehaviourEvent
from server.customers.models import ConsentRecord, Customer, LifeDateRecord
from server.follow_ups.models import FollowUp
from server.guides.models import GuideRecord
from server.next_actions import outcomes
from server.privacy.models import LookUp
from server.promotions.models import PromotionRecord
from server.recommendations import service as recommendations
from shared.clock import DAY_MS
from tests.server.people import BREAD, ELENA, HERE_SILENT, MARCO, MILK, buy
from tests.server.publishing import publish_over_rest
from tests.server.test_promotions import DRAFT, PROMOTIONS
from tests.server.world import NOW_MS, Actors

TODAY = "/api/v1/next-actions/today"


def ask(client: FlaskClient, actors: Actors, customer: int = ELENA, query: str = "") -> dict[str, Any]:
    url = f"/api/v1/customers/{customer}/next-actions{query}"
    answer = client.get(url, headers=actors.associate.headers)
    assert answer.status_code == 200
    return dict(answer.json)


def today(client: FlaskClient, actors: Actors) -> dict[str, Any]:
    answer = client.get(TODAY, headers=actors.associate.headers)
    assert answer.status_code == 200
    return dict(answer.json)


def kinds(found: dict[str, Any]) -> list[str]:
    return [each["kind"] for each in found["actions"]]


def promise(session: Session, customer: int = ELENA, number: str = "f1", due_on: str = "2026-11-20") -> None:
    session.execute(
        insert(FollowUp).values(
            id=number, customer_id=customer, store_id="367", associate_id="", text="Call about the cake",
            due_on=due_on, at_ms=1,
        )
    )  # fmt: skip
    session.commit()


def put_into_cart(session: Session, product: int = MILK) -> None:
    session.execute(
        insert(BehaviourEvent).values(
            id=f"e{product}", customer_id=ELENA, kind="carted", product_id=product,
            at_ms=NOW_MS - DAY_MS // 2,
        )
    )  # fmt: skip
    session.commit()


def agree_to_news(session: Session, customer: int = ELENA) -> None:
    row = {"customer_id": customer, "purpose": "marketing", "channel": "any", "granted": 1, "at_ms": 1}
    session.execute(insert(ConsentRecord).values(row | {"wording": "News?", "source": "tests"}))
    session.execute(update(Customer).where(Customer.id == customer).values(phone="+1 555-0100"))
    session.commit()


def became(session: Session, number: str, channel: str | None = "phone", **more: Any) -> None:
    row = {
        "id": number, "customer_id": ELENA, "store_id": "367", "associate_id": "", "outcome": "done",
        "action": "left_in_cart", "subject": "x", "channel": channel, "text": "", "at_ms": NOW_MS,
    }  # fmt: skip
    outcomes.keep(session, row | more)
    session.commit()


def test_a_customers_next_actions_are_ranked_with_reasons(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    promise(session)
    put_into_cart(session)
    found = ask(client, people)
    first, second = found["actions"][:2]
    assert (first["kind"], first["deed"], first["title"]) == ("follow_up", "close", "Call about the cake")
    assert first["reason"] == "Promised for 20 Nov, 2 days ago"
    assert (second["kind"], second["subject"]) == ("left_in_cart", str(MILK))
    assert [each["score"] for each in found["actions"]] == sorted(
        (each["score"] for each in found["actions"]), reverse=True
    )
    assert found["occasion"] is None
    seen = session.scalars(select(LookUp.customer_id).where(LookUp.purpose == "next actions"))
    assert set(seen) == {ELENA}


def test_one_due_date_brings_its_guide_and_says_what_is_near(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    session.add(
        LifeDateRecord(customer_id=ELENA, kind="due_date", day="2026-12-20", associate_id="", at_ms=1)
    )
    values = {"title": "What to pack", "text": "Socks.", "tie": "date", "about": "due_date", "first_day": -42}
    session.add(GuideRecord(id="g", **values, last_day=-7, is_on=1, updated_by="", updated_ms=1))
    session.commit()
    found = ask(client, people)
    assert found["occasion"] == "Baby due in 4 weeks"
    assert (found["actions"][0]["kind"], found["actions"][0]["title"]) == ("guide", "What to pack")


def test_an_offer_she_may_have_is_worth_making_until_she_used_it_up(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    made = client.post(PROMOTIONS, json=DRAFT, headers=people.marketer.headers).json
    assert publish_over_rest(client, people, made["id"]).status_code == 200
    (offer,) = [each for each in ask(client, people)["actions"] if each["kind"] == "offer"]
    assert (offer["subject"], offer["deed"]) == (made["id"], "give_offer")
    assert offer["title"].startswith(DRAFT["name"])
    session.execute(update(PromotionRecord).values(status="stopped"))
    session.commit()
    assert "offer" not in kinds(ask(client, people))


def test_what_she_answered_counts(client: FlaskClient, people: Actors, session: Session) -> None:
    put_into_cart(session)
    assert "left_in_cart" in kinds(ask(client, people))
    said = {"customer_id": ELENA, "store_id": "367", "associate_id": "a", "at_ms": NOW_MS - 1}
    recommendations.answer(session, answer_id="1", product_id=MILK, answer="not_interested", **said)
    session.commit()
    assert "left_in_cart" not in kinds(ask(client, people))
    put_into_cart(session, BREAD)
    assert "left_in_cart" in kinds(ask(client, people))
    recommendations.answer(session, answer_id="2", product_id=BREAD, answer="opted_out", **said)
    session.commit()
    assert kinds(ask(client, people)) == ["missing"], "and nothing that is made of her data"


def test_without_consent_there_are_only_promises_and_the_question(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    promise(session, HERE_SILENT)
    found = ask(client, people, HERE_SILENT)
    assert kinds(found) == ["follow_up", "missing"]
    assert found["occasion"] is None


def test_staff_ask_for_the_store_they_name_and_a_store_asks_for_itself(
    client: FlaskClient, people: Actors
) -> None:
    url = f"/api/v1/customers/{ELENA}/next-actions"
    assert client.get(f"{url}?store_id=406", headers=people.reader.headers).status_code == 200
    assert client.get(f"{url}?store_id=406", headers=people.associate.headers).status_code == 403
    assert client.get(f"{TODAY}?store_id=406", headers=people.associate.headers).status_code == 403
    assert client.get(f"{TODAY}?store_id=367", headers=people.reader.headers).status_code == 200


@pytest.mark.parametrize("path", [f"/api/v1/customers/{ELENA}/next-actions", TODAY])
@pytest.mark.parametrize(("store", "status"), [("999", 404), ("", 422), ("x" * 21, 422)])
def test_a_store_that_is_none_is_refused(
    client: FlaskClient, people: Actors, path: str, store: str, status: int
) -> None:
    answer = client.get(path, query_string={"store_id": store}, headers=people.reader.headers)
    assert answer.status_code == status
    assert answer.json["code"] in ("not_found", "invalid_input")


def test_staff_who_name_no_store_hear_which_is_missing(client: FlaskClient, people: Actors) -> None:
    answer = client.get(TODAY, headers=people.reader.headers)
    assert (answer.status_code, answer.json["fields"]) == (422, {"store_id": "missing"})
    hers = client.get(f"/api/v1/customers/{ELENA}/next-actions", headers=people.reader.headers)
    assert hers.status_code == 200, "the store she calls home"


def test_a_customer_nobody_knows_or_of_another_book_is_not_there(client: FlaskClient, people: Actors) -> None:
    for customer in (999, MARCO):
        answer = client.get(f"/api/v1/customers/{customer}/next-actions", headers=people.associate.headers)
        assert (answer.status_code, answer.json["code"]) == (404, "not_found")


def test_who_to_contact_today_is_said_with_channel_and_reason(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    assert today(client, people)["customers"] == []
    promise(session, MARCO, "f2")
    agree_to_news(session)
    put_into_cart(session)
    found = today(client, people)
    (elena,) = found["customers"]
    assert (elena["customer_id"], elena["given_name"], elena["channel"]) == (ELENA, "Elena", "message")
    assert (elena["action"]["kind"], elena["action"]["deed"]) == ("left_in_cart", "say")
    assert (found["made_today"], found["not_allowed"], found["beyond_today"]) == (0, 0, 0)
    seen = session.scalars(select(LookUp.customer_id).where(LookUp.purpose == "contact today"))
    assert set(seen) == {ELENA}


def test_who_may_not_be_contacted_is_counted_and_not_named(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    put_into_cart(session)
    found = today(client, people)
    assert (found["customers"], found["not_allowed"]) == ([], 1)


def test_after_a_contact_there_is_silence(client: FlaskClient, people: Actors, session: Session) -> None:
    agree_to_news(session)
    put_into_cart(session)
    became(session, "o1", at_ms=NOW_MS - 2 * DAY_MS)
    found = today(client, people)
    assert (found["customers"], found["too_soon"], found["made_today"]) == ([], 1, 0)
    became(session, "o2")
    became(session, "o3", channel=None)
    became(session, "o4", store_id="406")
    assert today(client, people)["made_today"] == 1


def test_each_reason_finds_its_customers(client: FlaskClient, people: Actors, session: Session) -> None:
    agree_to_news(session)

    def reason() -> str | None:
        found = today(client, people)["customers"]
        return str(found[0]["action"]["kind"]) if found else None

    session.execute(update(Customer).where(Customer.id == ELENA).values(birthday="1990-11-25"))
    session.commit()
    assert reason() == "date"
    session.execute(update(Customer).where(Customer.id == ELENA).values(birthday="1990-05-25"))
    session.add(
        LifeDateRecord(customer_id=ELENA, kind="anniversary", day="2010-11-24", associate_id="", at_ms=1)
    )
    session.commit()
    assert reason() == "date"
    session.execute(delete(LifeDateRecord))
    for number in range(3):
        buy(session, 70 + number, ELENA, 30 + number, [(BREAD, 1, 900)])
    buy(session, 79, ELENA, 2, [(BREAD, 1, 40_000)])
    session.commit()
    assert reason() == "thank_you"
    promise(session)
    assert reason() == "follow_up"
    became(session, "o1", channel=None, action="follow_up", subject="f1", at_ms=NOW_MS)
    assert reason() == "thank_you", "a promise that is kept calls for nothing"
