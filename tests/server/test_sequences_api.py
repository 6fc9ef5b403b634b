"""Sequences over REST: read, written, changed with a history, switched, begun by audiences, counted."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from server.database import Base
from server.errors import NotFound
from server.sequences import beginning, service
from server.sequences.models import SequenceChange, SequenceEntry, SequenceRecord
from server.sequences.standing import standing
from shared.clock import DAY_MS, local_date
from tests.server.people import ELENA, MARCO
from tests.server.world import NOW_MS, Actors

SEQUENCES = "/api/v1/sequences"
CARE: dict[str, Any] = {
    "name": "Care", "starts_with": "silence", "least": 1,
    "steps": [
        {"after_days": 3, "deed": "task", "title": "Think of her"},
        {"after_days": 9, "deed": "message", "title": "Write to her", "text": "How are you?"},
    ],
}  # fmt: skip


@pytest.fixture
def starters(session: Session) -> None:
    text = resources.files("server.sequences").joinpath("starter.json").read_text(encoding="utf-8")
    for each in json.loads(text):
        row = each | {"steps": json.dumps(each["steps"]), "is_on": 1, "updated_by": "", "updated_ms": 0}
        session.add(SequenceRecord(**row))
    session.commit()


@pytest.mark.usefixtures("starters")
def test_sequences_stand_in_their_order_with_their_steps(client: FlaskClient, people: Actors) -> None:
    found = client.get(SEQUENCES, headers=people.reader.headers).json["sequences"]
    assert [each["starts_with"] for each in found] == ["first_purchase", "big_purchase", "bought", "silence"]
    assert found[0]["steps"][0]["title"] == "Thank her for her first purchase"


@pytest.mark.usefixtures("starters")
def test_one_is_switched_off_and_it_is_known_by_whom(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    answer = client.patch(f"{SEQUENCES}/2-big-shop", json={"is_on": False}, headers=people.marketer.headers)
    assert (answer.status_code, answer.json["is_on"]) == (200, False)
    session.expire_all()
    kept = session.get_one(SequenceRecord, "2-big-shop")
    assert (kept.updated_by, kept.updated_ms) == (people.marketer.actor.id, NOW_MS)


def test_one_that_is_not_there_cannot_be_switched(client: FlaskClient, people: Actors) -> None:
    none = client.patch(f"{SEQUENCES}/9", json={"is_on": False}, headers=people.marketer.headers)
    assert (none.status_code, none.json["code"]) == (404, "not_found")


def made(client: FlaskClient, people: Actors, **more: Any) -> dict[str, Any]:
    answer = client.post(SEQUENCES, json=CARE | more, headers=people.marketer.headers)
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def test_one_is_written_and_changed_and_each_change_is_kept(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    new = made(client, people)
    assert (new["version"], new["is_on"], new["stops_with"]) == (1, False, ["purchase", "word", "offer"])
    path = f"{SEQUENCES}/{new['id']}"
    wanted = CARE | {"name": "More care", "stops_with": ["word"], "version": 1}
    answer = client.put(path, json=wanted, headers=people.marketer.headers)
    assert (answer.status_code, answer.json["version"], answer.json["name"]) == (200, 2, "More care")
    late = client.put(path, json=wanted, headers=people.marketer.headers)
    assert (late.status_code, late.json["code"]) == (409, "sequence_changed")
    changed, written = service.changes(session, new["id"])
    assert written.before is None
    assert changed.before == written.after
    assert changed.before is not None
    assert changed.before.name == "Care"
    back = service.undo(session, new["id"], changed.id, by="x", now_ms=NOW_MS, new_id="undone")
    assert (back.sequence, back.version) == (changed.before, 3)
    with pytest.raises(NotFound):
        service.undo(session, new["id"], written.id, by="x", now_ms=NOW_MS, new_id="again")


def test_saving_what_stands_is_no_change(client: FlaskClient, people: Actors, session: Session) -> None:
    new = made(client, people)
    same = client.put(f"{SEQUENCES}/{new['id']}", json=CARE | {"version": 1}, headers=people.marketer.headers)
    assert same.json["version"] == 1
    assert session.query(SequenceChange).count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_with": "audience", "about": "0198f7a0-0000-7000-8000-00000000aaaa"}, "about"),
        ({"starts_with": "bought", "about": "Moonlight"}, "about"),
        (
            {
                "steps": [
                    {
                        "after_days": 1, "deed": "offer", "title": "Offer it",
                        "promotion_id": "0198f7a0-0000-7000-8000-00000000aaaa",
                    }
                ]
            },
            "step_1",
        ),
        ({"steps": []}, "steps"),
    ],
)  # fmt: skip
def test_what_is_named_and_not_there_is_refused_beside_its_field(
    client: FlaskClient, people: Actors, wrong: dict[str, Any], field: str
) -> None:
    answer = client.post(SEQUENCES, json=CARE | wrong, headers=people.marketer.headers)
    assert answer.status_code == 422
    assert field in answer.json["fields"]


def audience(client: FlaskClient, people: Actors, *customers: int) -> str:
    body = {"name": f"List {customers}", "customer_ids": list(customers)}
    answer = client.post("/api/v1/audiences", json=body, headers=people.marketer.headers)
    assert answer.status_code == 201, answer.json
    return str(answer.json["id"])


def test_whoever_is_in_its_audience_begins_it_once_with_the_switch_or_at_night(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    listed = audience(client, people, ELENA)
    new = made(client, people, starts_with="audience", about=listed)
    assert session.query(SequenceEntry).count() == 0, "it is off"
    session.rollback()
    client.patch(f"{SEQUENCES}/{new['id']}", json={"is_on": True}, headers=people.marketer.headers)
    (entry,) = session.query(SequenceEntry).all()
    today = local_date(NOW_MS, "UTC")
    assert (entry.customer_id, entry.sequence_id, entry.began_on) == (ELENA, new["id"], today.isoformat())
    session.rollback()
    client.put(
        f"/api/v1/audiences/{listed}/members", json={"customer_ids": [ELENA, MARCO]},
        headers=people.marketer.headers | {"If-Match": "*"},
    )  # fmt: skip
    session.rollback()
    assert beginning.begin(session, today, NOW_MS) == {"Care": 1}, "Marco has come into it"
    assert beginning.begin(session, today, NOW_MS) == {"Care": 0}


def test_who_is_in_it_is_told_by_step_until_she_reacts(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    session.execute(text("DELETE FROM purchase_lines"))
    session.execute(text("DELETE FROM purchases"))
    purchases = Base.metadata.tables["purchases"]
    for number, (who, days) in enumerate(((ELENA, 4), (MARCO, 1)), 1):
        session.execute(
            insert(purchases).values(
                id=number, customer_id=who, store_id="367", channel="store", at_ms=NOW_MS - days * DAY_MS,
                total_minor=900, line_count=0,
            )
        )  # fmt: skip
    session.execute(text("UPDATE counted_customers SET may_personalize = 1"))
    session.commit()
    new = made(client, people, is_on=True)
    found = client.get(f"{SEQUENCES}/{new['id']}/standing", headers=people.reader.headers).json
    assert (found["in_it"], found["waiting"], [each["here"] for each in found["steps"]]) == (2, 1, [1, 0])
    view = standing(session, service.get(session, new["id"]).sequence, NOW_MS)
    assert [(each.customer_id, each.step) for each in view.people] == [(MARCO, 0), (ELENA, 1)]
    day = local_date(NOW_MS - 4 * DAY_MS, "UTC").isoformat()
    session.execute(
        insert(Base.metadata.tables["action_outcomes"]).values(
            id="o", customer_id=ELENA, store_id="367", associate_id="a", action="sequence",
            subject=f"{new['id']}/{day}/0", outcome="unwanted", channel=None, text="", at_ms=NOW_MS,
        )
    )  # fmt: skip
    session.commit()
    found = client.get(f"{SEQUENCES}/{new['id']}/standing", headers=people.reader.headers).json
    assert (found["in_it"], found["steps"][0]["here"], found["steps"][0]["unwanted"]) == (1, 0, 1)


@pytest.mark.parametrize(
    "starts", [{"starts_with": each, "about": "Bakery"} for each in
               ("first_purchase", "big_purchase", "bought", "silence", "left_in_cart")],
)  # fmt: skip
def test_every_beginning_is_counted(
    client: FlaskClient, people: Actors, session: Session, starts: dict[str, Any]
) -> None:
    session.execute(text("UPDATE products SET department = 'Bakery'"))
    session.commit()
    new = made(client, people, is_on=True, **starts)
    answer = client.get(f"{SEQUENCES}/{new['id']}/standing", headers=people.reader.headers)
    assert answer.status_code == 200
