"""Message templates over REST: staff read them, marketers write them, tablets get them."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.messages import service
from shared.message_templates import MessageTemplate
from tests.server.world import NOW_MS, Actors

TEMPLATES = "/api/v1/message-templates"
TEMPLATE: dict[str, Any] = {
    "name": " Birthday ", "channel": "message", "purpose": "marketing", "language": "en",
    "text": "Happy birthday, {given_name}!",
}  # fmt: skip


def listed(client: FlaskClient, people: Actors) -> list[dict[str, Any]]:
    return list(client.get(TEMPLATES, headers=people.reader.headers).json["templates"])


def test_what_a_marketer_writes_stands_in_the_list_by_language_and_name(
    client: FlaskClient, people: Actors
) -> None:
    for more in ({}, {"language": "de", "name": "Geburtstag"}, {"name": "Again"}):
        answer = client.post(TEMPLATES, json=TEMPLATE | more, headers=people.marketer.headers)
        assert answer.status_code == 201
    assert [(each["language"], each["name"]) for each in listed(client, people)] == [
        ("de", "Geburtstag"), ("en", "Again"), ("en", "Birthday"),
    ]  # fmt: skip


def test_a_template_is_put_right_and_switched_off_under_its_own_id(
    client: FlaskClient, people: Actors
) -> None:
    made = client.post(TEMPLATES, json=TEMPLATE, headers=people.marketer.headers).json
    changed = TEMPLATE | {"is_on": False, "text": "All the best, {given_name}!"}
    answer = client.put(f"{TEMPLATES}/{made['id']}", json=changed, headers=people.marketer.headers)
    assert answer.status_code == 200
    (kept,) = listed(client, people)
    assert (kept["id"], kept["is_on"], kept["text"]) == (made["id"], False, "All the best, {given_name}!")


def test_a_blank_that_nobody_knows_is_refused_with_those_that_there_are(
    client: FlaskClient, people: Actors
) -> None:
    broken = TEMPLATE | {"text": "Dear {name}"}
    answer = client.post(TEMPLATES, json=broken, headers=people.marketer.headers)
    assert answer.status_code == 422
    assert "{given_name}" in answer.json["fields"]["text"]
    assert listed(client, people) == []


def test_a_template_that_is_not_there_cannot_be_put_right(client: FlaskClient, people: Actors) -> None:
    answer = client.put(f"{TEMPLATES}/none", json=TEMPLATE, headers=people.marketer.headers)
    assert answer.status_code == 404


def test_what_the_service_keeps_it_gives_back(people: Actors, session: Session) -> None:
    assert people
    template = MessageTemplate("t", "Thanks", "email", "service", "en", "Thank you, {given_name}.")
    service.save(session, template, by="tests", now_ms=NOW_MS)
    assert service.get(session, "t") == template
