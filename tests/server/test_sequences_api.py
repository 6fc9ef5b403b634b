"""Sequences over REST: read, and switched on or off."""

from __future__ import annotations

import json
from importlib import resources

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.sequences.models import SequenceRecord
from tests.server.world import NOW_MS, Actors

SEQUENCES = "/api/v1/sequences"


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
