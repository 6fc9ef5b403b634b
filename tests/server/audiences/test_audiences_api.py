"""Audiences over REST: written, counted, changed by one at a time, and not deleted under anybody's feet."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from server.audiences.models import AudienceMember, AudienceRecord
from server.behaviour.models import BehaviourEvent
from server.customers.models import ClientBookEntry, ConsentRecord, Customer
from shared.ids import scoped_id
from tests.server.people import BREAD, ELENA, HERE_SILENT, MARCO, MILK, buy, consent, customer
from tests.server.test_promotions import DRAFT, PROMOTIONS
from tests.server.world import NOW_MS, Actors

AUDIENCES = "/api/v1/audiences"
REGULARS = {"attribute": "bought", "operator": "at_least", "value": 1, "of": {"product": [BREAD]}}
NAMED = {"name": "Bread buyers", "rule": REGULARS}


class Desk:
    """A marketer at work, who names the version she saw."""

    def __init__(self, client: FlaskClient, headers: dict[str, str]) -> None:
        self.client, self.headers = client, headers

    def ask(self, method: str, address: str, body: Any = None, **more: str) -> Any:
        return self.client.open(
            f"{AUDIENCES}{address}", method=method, json=body, headers={**self.headers, **more}
        )

    def write(self, **body: Any) -> dict[str, Any]:
        answer = self.ask("POST", "", body)
        assert answer.status_code == 201, answer.json
        return dict(answer.json)

    def tag(self, audience_id: str) -> str:
        return str(self.ask("GET", f"/{audience_id}").headers["ETag"])

    def change(self, audience_id: str, **body: Any) -> Any:
        return self.ask("PATCH", f"/{audience_id}", body, **{"If-Match": self.tag(audience_id)})

    def delete(self, audience_id: str) -> Any:
        return self.ask("DELETE", f"/{audience_id}", **{"If-Match": self.tag(audience_id)})


@pytest.fixture
def desk(client: FlaskClient, people: Actors) -> Desk:
    return Desk(client, people.marketer.headers)


def audience(*ids: str) -> dict[str, Any]:
    return {"attribute": "audience", "operator": "in", "value": list(ids)}


def test_an_audience_is_written_read_renamed_and_deleted(desk: Desk) -> None:
    made = desk.write(**NAMED, description="Come for bread")
    assert (made["kind"], made["version"], made["members"], made["used_by"]) == ("rule", 1, None, [])
    assert made["rule"] == REGULARS
    assert made["says"].startswith("Bought")
    changed = desk.change(made["id"], name="Bread lovers").json
    assert (changed["name"], changed["version"], changed["rule"]) == ("Bread lovers", 2, REGULARS)
    assert [each["name"] for each in desk.ask("GET", "").json["audiences"]] == ["Bread lovers"]
    assert desk.delete(made["id"]).status_code == 204
    assert desk.ask("GET", f"/{made['id']}").status_code == 404


def test_of_two_who_change_the_same_audience_the_second_is_told(desk: Desk) -> None:
    made = desk.write(**NAMED)
    seen = {"If-Match": desk.tag(made["id"])}
    assert desk.ask("PATCH", f"/{made['id']}", {"name": "One"}, **seen).status_code == 200
    assert desk.ask("PATCH", f"/{made['id']}", {"name": "Two"}, **seen).status_code == 412
    assert desk.ask("DELETE", f"/{made['id']}", **seen).status_code == 412
    assert desk.ask("PATCH", f"/{made['id']}", {"name": "Two"}).status_code == 428
    assert desk.ask("GET", f"/{made['id']}").json["name"] == "One"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"), ({"name": "A\nB"}, "name"), ({"name": "x" * 81}, "name"),
        ({"name": "bread BUYERS"}, "name"), ({"name": "A", "description": "x" * 401}, "description"),
        ({"name": "A", "rule": {"attribute": "shoe"}}, "rule"),
        ({"name": "A", "rule": audience("nobody")}, "audience"),
        ({"name": "A", "customer_ids": [1]}, "customer_ids"),
        ({"name": "A", "customer_ids": [ELENA], "rule": REGULARS}, "rule"),
        ({"name": "A", "customer_ids": ["x"]}, "customer_ids"), ({}, "name"),
    ],
)  # fmt: skip
def test_what_cannot_be_saved_is_told_beside_its_field(desk: Desk, body: dict[str, Any], field: str) -> None:
    desk.write(**NAMED)
    answer = desk.ask("POST", "", body)
    assert answer.status_code == 422
    assert field in answer.json["fields"]
    assert len(desk.ask("GET", "").json["audiences"]) == 1


def test_an_audience_does_not_take_itself_in_by_way_of_others(desk: Desk) -> None:
    first = desk.write(**NAMED)
    second = desk.write(name="Second", rule={"not": audience(first["id"])})
    answer = desk.change(first["id"], rule=audience(second["id"]))
    assert answer.status_code == 422
    assert "circle" in answer.json["detail"]
    assert desk.ask("GET", f"/{first['id']}").json["rule"] == REGULARS


def test_what_is_used_is_not_deleted_and_says_by_whom(desk: Desk) -> None:
    used = desk.write(**NAMED)
    other = desk.write(name="Others", rule={"not": audience(used["id"])})
    rule = {"all": [audience(used["id"])]}
    promotion = desk.client.post(PROMOTIONS, json={**DRAFT, "audience": rule}, headers=desk.headers).json
    uses = desk.ask("GET", f"/{used['id']}").json["used_by"]
    assert [(each["kind"], each["name"], each["status"]) for each in uses] == [
        ("promotion", promotion["name"], "draft"), ("audience", "Others", None)
    ]  # fmt: skip
    answer = desk.delete(used["id"])
    assert (answer.status_code, answer.json["code"]) == (409, "audience_in_use")
    assert "Others" in answer.json["detail"]
    assert desk.delete(other["id"]).status_code == 204


def test_a_count_says_how_many_why_others_are_not_and_names_nobody(desk: Desk, session: Session) -> None:
    buy(session, 900, HERE_SILENT, 1, [(BREAD, 1, 100)])
    session.commit()
    made = desk.write(**NAMED)
    counted = desk.ask("POST", f"/{made['id']}/count", {}).json
    unsaved = desk.ask("POST", "/count", {"rule": {"all": [REGULARS]}}).json
    assert counted["reach"]["count"] == unsaved["reach"]["count"]
    reach = unsaved["reach"]
    assert reach["in_stores"] == reach["count"] + sum(reach["excluded"].values())
    assert reach["excluded"]["No consent to personal offers"] >= 1
    assert reach["matching"] == reach["count"] + reach["excluded"]["No consent to personal offers"]
    assert sum(reach["by_tier"].values()) == reach["count"] == len(unsaved["sample"])
    assert all("••••" in each["masked_name"] for each in unsaved["sample"])
    here = desk.ask("POST", "/count", {"rule": {}, "store_ids": ["406"]}).json["reach"]
    assert here["in_stores"] < reach["in_stores"]
    assert desk.ask("POST", "/count", {"rule": {}, "store_ids": ["999"]}).status_code == 422
    assert desk.ask("POST", "/count", {"rule": audience("nobody")}).status_code == 422


def test_a_list_has_those_who_were_named_and_can_be_taken_in(desk: Desk, session: Session) -> None:
    made = desk.write(name="Invited", customer_ids=[ELENA, MARCO, ELENA])
    assert (made["kind"], made["members"]) == ("list", 2)
    both = desk.ask("POST", "/count", {"rule": audience(made["id"])}).json["reach"]
    assert both["matching"] == 2
    tag = {"If-Match": desk.tag(made["id"])}
    changed = desk.ask("PUT", f"/{made['id']}/members", {"customer_ids": [HERE_SILENT]}, **tag).json
    assert (changed["members"], changed["version"]) == (1, 2)
    held = session.scalars(select(AudienceMember.customer_id).where(AudienceMember.audience_id == made["id"]))
    assert list(held) == [HERE_SILENT]
    session.rollback()
    assert desk.change(made["id"], rule=REGULARS).json["code"] == "audience_not_by_rule"
    by_rule = desk.write(**NAMED)
    tag = {"If-Match": desk.tag(by_rule["id"])}
    answer = desk.ask("PUT", f"/{by_rule['id']}/members", {"customer_ids": []}, **tag)
    assert answer.json["code"] == "audience_not_by_rule"
    assert desk.delete(made["id"]).status_code == 204
    assert session.scalar(select(AudienceRecord.id).where(AudienceRecord.id == made["id"])) is None


def test_a_segment_is_made_of_those_most_like_an_audience(desk: Desk, session: Session) -> None:
    others = [scoped_id(1, 500 + number) for number in range(20)]
    session.execute(insert(Customer), [customer(each, "Ann", f"Nr {each}") for each in others])
    session.execute(insert(ClientBookEntry), [{"store_id": "367", "customer_id": each} for each in others])
    session.execute(insert(ConsentRecord), [consent(each) for each in (HERE_SILENT, *others)])
    for number, whose in enumerate((HERE_SILENT, others[3])):
        buy(session, 910 + number, whose, 2, [(BREAD, 1, 100)])
    session.commit()
    seed = desk.write(name="Seed", customer_ids=[ELENA, others[3]])
    asked = {"seed_id": seed["id"], "name": "Like them", "size": 5}
    made = desk.ask("POST", "/look-alikes", asked)
    assert made.status_code == 201, made.json
    assert (made.json["kind"], made.json["origin"]["seed_name"]) == ("model", "Seed")
    held = session.scalars(
        select(AudienceMember.customer_id).where(AudienceMember.audience_id == made.json["id"])
    )
    found = set(held)
    assert HERE_SILENT in found
    assert not found & {ELENA, others[3]}
    session.rollback()
    nobody = desk.write(name="Nobody", customer_ids=[])
    answer = desk.ask("POST", "/look-alikes", {"seed_id": nobody["id"], "name": "X", "size": 5})
    assert (answer.status_code, "seed_id" in answer.json["fields"]) == (422, True)


def test_a_promotion_does_not_take_in_an_audience_that_is_not_there(desk: Desk) -> None:
    body = {**DRAFT, "audience": {"all": [audience("nobody")]}}
    answer = desk.client.post(PROMOTIONS, json=body, headers=desk.headers)
    assert (answer.status_code, "audience" in answer.json["fields"]) == (422, True)


def test_an_event_and_a_withdrawal_change_who_is_in_at_once(desk: Desk, session: Session) -> None:
    rule = {"attribute": "did", "operator": "at_least", "value": 1, "of": {"event": ["viewed"]}, "days": 7}

    def count() -> int:
        return int(desk.ask("POST", "/count", {"rule": rule}).json["reach"]["matching"])

    before = count()
    viewed = {"id": "e1", "customer_id": ELENA, "kind": "viewed", "product_id": MILK, "at_ms": NOW_MS - 1}
    session.execute(insert(BehaviourEvent), [viewed])
    session.commit()
    assert count() == before + 1
    session.execute(update(ConsentRecord).where(ConsentRecord.customer_id == ELENA).values(granted=0))
    session.commit()
    assert count() == before


def test_a_purchase_changes_who_is_in_at_once(desk: Desk, session: Session) -> None:
    rule = {"attribute": "bought", "operator": "at_least", "value": 2, "of": {"product": [MILK]}, "days": 7}

    def count() -> int:
        return int(desk.ask("POST", "/count", {"rule": rule}).json["reach"]["matching"])

    before = count()
    buy(session, 920, HERE_SILENT, 0.5, [(MILK, 1, 100)])
    session.commit()
    assert count() == before
    buy(session, 921, HERE_SILENT, 0.2, [(MILK, 2, 100)])
    session.commit()
    assert count() == before + 1
