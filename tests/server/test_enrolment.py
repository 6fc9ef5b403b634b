"""Enrolling a tablet: a code works once, for a day, and each refusal says what to do."""

from __future__ import annotations

from base64 import b64decode
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from server.devices import parting, service
from server.devices.models import Device, EnrolmentCode
from server.errors import NotFound
from shared.clock import FixedClock
from tests.server.world import NOW_MS, Actors, counted_bytes

ENROL = "/api/v1/devices/enrol"


@pytest.fixture
def code(session: Session, actors: Actors) -> str:
    made = service.make_code(
        session,
        store_id="367",
        by=actors.marketer.actor.id,
        now_ms=NOW_MS,
        random_bytes=counted_bytes("code"),
    )
    session.commit()
    return made


def body(code: str) -> dict[str, str]:
    return {"code": code, "device_name": "Till 2", "app_version": "0.1.0"}


def test_a_code_is_easy_to_read_out_and_kept_as_a_hash(session: Session, code: str) -> None:
    assert len(code) == 9
    assert code[4] == "-"
    assert not set("01OI") & set(code)
    assert not any(code.replace("-", "") in each for each in session.scalars(select(EnrolmentCode.code_hash)))


def test_a_tablet_enrols_with_the_code_however_it_is_typed(
    client: FlaskClient, session: Session, code: str
) -> None:
    answer = client.post(ENROL, json=body(f" {code.lower().replace('-', ' ')}"))
    assert answer.status_code == 201
    assert answer.json["store"] == {"id": "367", "name": "Store 367", "time_zone": "America/New_York"}
    assert len(b64decode(answer.json["unlock_share"])) == 32
    held = session.get_one(Device, answer.json["device_id"])
    assert answer.json["device_token"] not in held.token_hash
    token = {"Authorization": f"Bearer {answer.json['device_token']}"}
    assert client.post("/api/v1/customers/search", json={"query": "x"}, headers=token).status_code == 200


def test_a_used_an_expired_and_an_unknown_code_are_told_apart(
    client: FlaskClient, code: str, clock: FixedClock
) -> None:
    unknown = client.post(ENROL, json=body("ZZZZ-ZZZZ"))
    assert (unknown.status_code, unknown.json["code"]) == (404, "code_unknown")
    assert client.post(ENROL, json=body(code)).status_code == 201
    used = client.post(ENROL, json=body(code))
    assert (used.status_code, used.json["code"]) == (410, "code_used")
    assert "new code" in used.json["detail"]
    clock.advance(timedelta(hours=24))
    assert client.post(ENROL, json=body(code)).json["code"] == "code_used"


def test_a_code_expires_after_a_day(client: FlaskClient, code: str, clock: FixedClock) -> None:
    clock.advance(timedelta(hours=24))
    expired = client.post(ENROL, json=body(code))
    assert (expired.status_code, expired.json["code"]) == (410, "code_expired")
    assert "24 hours" in expired.json["detail"]


def test_the_fleet_shows_every_tablet_and_a_revoked_one_as_such(session: Session, actors: Actors) -> None:
    parting.revoke(session, actors.device.actor.id, NOW_MS)
    rows = service.fleet(session)
    assert [(row.store_name, row.status) for row in rows] == [
        ("Store 367", "revoked"), ("Store 406", "active"),
    ]  # fmt: skip


def test_a_code_for_no_store_and_revoking_no_tablet_are_refused(session: Session) -> None:
    with pytest.raises(NotFound, match="There is no store 999"):
        service.make_code(session, store_id="999", by="x", now_ms=NOW_MS, random_bytes=counted_bytes())
    with pytest.raises(NotFound):
        parting.revoke(session, "no such tablet", NOW_MS)
