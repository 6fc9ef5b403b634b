"""One shape for every error, pinned here: RFC 9457 with a stable code, a sentence and the fields."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from server.database import db
from server.errors import ServerError
from tests.server.world import Actors

SHAPE = {"type": str, "title": str, "status": int, "code": str, "detail": str, "fields": dict}


def fail_unexpectedly() -> str:
    raise ZeroDivisionError


def fail_on_purpose() -> str:
    raise ServerError("We know it, but HTTP has no word for it.")


SECRET = "4477 Elena"


def fail_at_the_database() -> str:
    name = SECRET
    db.session.execute(text("INSERT INTO stores (id, name) VALUES (:name, NULL)"), {"name": name})
    return name


@pytest.fixture
def failing(app: Flask) -> FlaskClient:
    app.add_url_rule("/api/v1/unexpected", view_func=fail_unexpectedly)
    app.add_url_rule("/api/v1/purpose", view_func=fail_on_purpose)
    app.add_url_rule("/api/v1/database", view_func=fail_at_the_database)
    return app.test_client()


TOO_MUCH = b"x" * 300_000

CASES: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/api/v1/nothing", {}, 404, "not_found"),
    ("GET", "/api/v1/promotions", {}, 401, "not_signed_in"),
    ("PUT", "/api/v1/health", {}, 405, "method_not_allowed"),
    ("POST", "/api/v1/sessions", {"json": {}}, 422, "invalid_input"),
    ("POST", "/api/v1/sessions", {"json": [1]}, 422, "invalid_input"),
    ("POST", "/api/v1/sessions", {"data": "{", "content_type": "application/json"}, 400, "bad_request"),
    ("POST", "/api/v1/sessions", {"data": b"\xff", "content_type": "application/json"}, 400, "bad_request"),
    ("POST", "/api/v1/sessions", {"data": TOO_MUCH, "content_type": "application/json"}, 413, "too_large"),
    ("GET", "/api/v1/unexpected", {}, 500, "internal_error"),
    ("GET", "/api/v1/purpose", {}, 500, "server_error"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "sent", "status", "code"), CASES)
def test_an_error_is_a_problem_with_code_sentence_and_fields(
    failing: FlaskClient, method: str, path: str, sent: dict[str, Any], status: int, code: str
) -> None:
    answer = failing.open(path, method=method, **sent)
    assert answer.content_type == "application/problem+json"
    assert {name: type(value) for name, value in answer.json.items()} == SHAPE
    assert (answer.status_code, answer.json["status"], answer.json["code"]) == (status, status, code)
    assert answer.json["type"] == f"urn:aisle-one:problem:{code}"
    assert answer.json["detail"].endswith(".")


def test_an_unexpected_error_says_nothing_of_its_inside(failing: FlaskClient) -> None:
    assert "ZeroDivision" not in failing.get("/api/v1/unexpected").text


def test_what_is_logged_of_an_error_carries_nobodys_data(
    capsys: pytest.CaptureFixture[str], failing: FlaskClient
) -> None:
    assert failing.get("/api/v1/database").status_code == 500
    logged = capsys.readouterr().err
    assert SECRET not in logged
    told = next(json.loads(line) for line in logged.splitlines() if "unexpected_error" in line)
    assert any("IntegrityError" in error["kind"] or "NotNull" in error["kind"] for error in told["errors"])
    assert any("fail_at_the_database" in place for place in told["errors"][0]["at"])


def test_fields_name_what_is_wrong_in_sentences(client: FlaskClient, actors: Actors) -> None:
    answer = client.post(
        "/api/v1/customers/search", json={"query": "", "limit": 99, "x": 1}, headers=actors.device.headers
    )
    assert set(answer.json["fields"]) == {"query", "limit", "x"}
    assert all(isinstance(sentence, str) for sentence in answer.json["fields"].values())
