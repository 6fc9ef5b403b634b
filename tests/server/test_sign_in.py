"""Signing in, over REST: who is let in, what a wrong PIN costs, and what a token is worth."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.server.world import PIN, Actors


def test_staff_sign_in_with_email_and_password_and_out_again(client: FlaskClient, actors: Actors) -> None:
    assert actors.reader
    answer = client.post("/api/v1/sessions", json={"email": "Reader@Example.com ", "password": PIN})
    assert answer.status_code == 201
    token = {"Authorization": f"Bearer {answer.json['access_token']}"}
    assert client.delete("/api/v1/sessions", headers=token).status_code == 204
    gone = client.delete("/api/v1/sessions", headers=token)
    assert (gone.status_code, gone.json["code"]) == (401, "not_signed_in")
