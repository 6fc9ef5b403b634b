"""Signing in over REST: who is let in, what a wrong PIN costs, and what a token is worth."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from server.devices import parting
from server.staff.models import AccessToken, Associate, Staff
from shared.clock import FixedClock
from tests.server.world import NOW_MS, PIN, Actors

SESSIONS = "/api/v1/sessions"
SIGN_IN = "/api/v1/devices/sign-in"


@pytest.mark.usefixtures("actors")
def test_staff_sign_in_with_email_and_password_and_out_again(client: FlaskClient) -> None:
    answer = client.post(SESSIONS, json={"email": "Reader@Example.com ", "password": PIN})
    assert answer.status_code == 201
    assert (answer.json["kind"], answer.json["role"]) == ("staff", "reader")
    token = {"Authorization": f"Bearer {answer.json['access_token']}"}
    assert client.delete(SESSIONS, headers=token).status_code == 204
    gone = client.delete(SESSIONS, headers=token)
    assert (gone.status_code, gone.json["code"]) == (401, "not_signed_in")


@pytest.mark.usefixtures("actors")
@pytest.mark.parametrize("given", [("reader@example.com", "wrong"), ("nobody@example.com", PIN)])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    client: FlaskClient, given: tuple[str, str]
) -> None:
    answer = client.post(SESSIONS, json={"email": given[0], "password": given[1]})
    assert (answer.status_code, answer.json["code"]) == (401, "wrong_password")
    assert "Check both" in answer.json["detail"]


def test_staff_who_left_can_neither_sign_in_nor_go_on(
    client: FlaskClient, actors: Actors, session: Session
) -> None:
    session.execute(update(Staff).where(Staff.id == actors.reader.actor.id).values(active=0))
    session.commit()
    answer = client.post(SESSIONS, json={"email": "reader@example.com", "password": PIN})
    assert answer.json["code"] == "wrong_password"
    assert client.get("/api/v1/promotions", headers=actors.reader.headers).status_code == 401


def test_an_associate_signs_in_with_her_number_and_pin_on_her_stores_tablet(
    client: FlaskClient, actors: Actors
) -> None:
    answer = client.post(SESSIONS, json={"number": "1", "pin": PIN}, headers=actors.device.headers)
    assert answer.status_code == 201
    assert answer.json["kind"] == "associate"


def test_an_associate_cannot_sign_in_without_a_tablet(client: FlaskClient, actors: Actors) -> None:
    given = {"number": "1", "pin": PIN}
    assert client.post(SESSIONS, json=given).status_code == 401
    assert client.post(SESSIONS, json=given, headers=actors.reader.headers).status_code == 403


def test_a_token_ends_after_its_life(client: FlaskClient, actors: Actors, clock: FixedClock) -> None:
    clock.advance(timedelta(hours=12))
    assert client.get("/api/v1/promotions", headers=actors.reader.headers).status_code == 401


@pytest.mark.usefixtures("actors")
def test_tokens_are_kept_as_hashes_only(client: FlaskClient, session: Session) -> None:
    token = client.post(SESSIONS, json={"email": "reader@example.com", "password": PIN}).json["access_token"]
    kept = session.scalars(select(AccessToken.token_hash)).all()
    assert kept
    assert not any(token in each for each in kept)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer aislep_" + "A" * 43])
def test_what_is_no_token_of_ours_is_nobody(client: FlaskClient, header: str) -> None:
    answer = client.get("/api/v1/promotions", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_signing_in_on_a_tablet_hands_out_the_shares_of_its_keys(client: FlaskClient, actors: Actors) -> None:
    given = {"number": "1", "pin": PIN}
    first = client.post(SIGN_IN, json=given, headers=actors.device.headers).json
    again = client.post(SIGN_IN, json=given, headers=actors.device.headers).json
    other = client.post(SIGN_IN, json=given, headers=actors.device_elsewhere.headers).json
    assert first["associate"]["name"] == "Ana Ruiz"
    assert (first["unlock_share"], first["pin_share"]) == (again["unlock_share"], again["pin_share"])
    assert first["unlock_share"] != other["unlock_share"]
    assert first["pin_share"] != other["pin_share"]
    assert first["pin_share_expires_ms"] > 0


def wrong_pin(client: FlaskClient, actors: Actors) -> tuple[int, str, dict]:
    answer = client.post(SIGN_IN, json={"number": "1", "pin": "0000"}, headers=actors.device.headers)
    return answer.status_code, answer.json["code"], answer.json["fields"]


def test_wrong_pins_count_down_then_delay_and_the_delay_grows(
    client: FlaskClient, actors: Actors, clock: FixedClock
) -> None:
    for left in (4, 3, 2, 1):
        assert wrong_pin(client, actors) == (401, "wrong_pin", {"attempts_left": left})
    assert wrong_pin(client, actors) == (429, "pin_locked", {"attempts_left": 0, "retry_after_s": 30})
    right = client.post(SIGN_IN, json={"number": "1", "pin": PIN}, headers=actors.device.headers)
    assert (right.status_code, right.headers["Retry-After"]) == (429, "30")
    clock.advance(timedelta(seconds=30))
    assert wrong_pin(client, actors)[2]["retry_after_s"] == 60
    clock.advance(timedelta(seconds=60))
    right = client.post(SIGN_IN, json={"number": "1", "pin": PIN}, headers=actors.device.headers)
    assert right.status_code == 200
    assert wrong_pin(client, actors)[2] == {"attempts_left": 4}


def test_a_number_of_another_store_is_nobody_here(
    client: FlaskClient, actors: Actors, session: Session
) -> None:
    session.execute(update(Associate).where(Associate.store_id == "406").values(number="9"))
    session.commit()
    answer = client.post(SIGN_IN, json={"number": "9", "pin": PIN}, headers=actors.device.headers)
    assert (answer.status_code, answer.json["code"]) == (401, "wrong_pin")


def test_a_revoked_tablet_and_its_associates_are_out_at_once(
    client: FlaskClient, actors: Actors, session: Session
) -> None:
    parting.revoke(session, actors.device.actor.id, NOW_MS)
    session.commit()
    answer = client.post("/api/v1/customers/search", json={"query": "e"}, headers=actors.device.headers)
    assert (answer.status_code, answer.json["code"]) == (401, "device_revoked")
    answer = client.post("/api/v1/customers/search", json={"query": "e"}, headers=actors.associate.headers)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "given", [{}, {"email": "a"}, {"email": "a", "pin": "1"}, {"number": "1", "pin": "1", "email": "a"}]
)
def test_a_sign_in_is_one_of_two_pairs(client: FlaskClient, given: dict[str, str]) -> None:
    answer = client.post(SESSIONS, json=given)
    assert answer.status_code == 422
    assert "number and PIN" in answer.json["fields"]["sign_in"]
