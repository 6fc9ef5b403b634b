"""A body that changed on its way is refused before it is read, and an answer says what it should be."""

from __future__ import annotations

import orjson
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.ids import uuid7
from sync.integrity import CONTENT_DIGEST, content_digest
from tests.server.people import ELENA
from tests.server.world import NOW_MS, Actors


def test_a_garbled_push_decides_nothing_and_the_same_push_unharmed_does(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    note = {
        "id": uuid7(NOW_MS, bytes), "sequence": 1, "kind": "note_added", "version": 1, "customer_id": ELENA,
        "associate_id": people.associate.actor.id, "at_ms": NOW_MS, "arguments": {"text": "Hello"},
    }  # fmt: skip
    sent = orjson.dumps({"protocol": 1, "operations": [note]})
    headers = people.device.headers | {
        "Content-Type": "application/json", CONTENT_DIGEST: content_digest(sent),
    }  # fmt: skip
    garbled = sent.replace(b"Hello", b"Hallo")
    refused = client.post("/api/v1/sync/push", data=garbled, headers=headers)
    assert (refused.status_code, refused.json["code"]) == (400, "garbled_body")
    assert session.execute(text("SELECT count(*) FROM operation_verdicts")).scalar() == 0
    session.rollback()
    taken = client.post("/api/v1/sync/push", data=sent, headers=headers)
    assert taken.json["answers"][0]["verdict"] == "applied"
    assert taken.headers[CONTENT_DIGEST] == content_digest(taken.get_data())
    assert session.execute(text("SELECT text FROM interactions")).scalar() == "Hello"
