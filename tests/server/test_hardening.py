"""What every answer says to the browser, how much may be sent, and how often one may try."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server import create_app
from server.api import limiter
from server.config import Config, driver_url, kept_secret
from server.database import db
from shared.clock import FixedClock
from tests.server.world import NOW, make_config


@pytest.mark.parametrize("path", ["/api/v1/health", "/api/v1/nothing", "/console/sign-in"])
def test_every_answer_is_strict(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_behind_tls_the_browser_is_told_to_stay_there(client: FlaskClient) -> None:
    answer = client.get("/api/v1/health", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_behind_tls_the_cookie_is_for_tls_only(client: FlaskClient) -> None:
    def cookie(address: str) -> str:
        return client.get("/console/sign-in", base_url=address).headers["Set-Cookie"]

    assert "; Secure" in cookie("https://localhost")
    assert "; Secure" not in cookie("http://127.0.0.1")


@pytest.fixture
def limited(sqlite_tables_url: str, tmp_path: Path) -> Iterator[Flask]:
    config = make_config(sqlite_tables_url, tmp_path, FixedClock(NOW), limit_rates=True)
    app = create_app(config)
    limiter.reset()
    yield app
    limiter.reset()
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize(("path", "most"), [("/api/v1/sessions", 60), ("/api/v1/devices/enrol", 20)])
def test_trying_to_sign_in_or_enrol_is_limited(limited: Flask, path: str, most: int) -> None:
    client = limited.test_client()
    assert {client.post(path, json={}).status_code for _ in range(most)} == {422}
    refused = client.post(path, json={})
    assert (refused.status_code, refused.json["code"]) == (429, "too_many_requests")
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/api/v1/health").status_code == 200


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = kept_secret(tmp_path / "secret.key")
    assert first == kept_secret(tmp_path / "secret.key")
    assert len(first) == 64
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    home = tmp_path / "home"
    config = Config.from_environment({"AISLE_HOME": str(home)})
    assert config.database_url == f"sqlite:///{home / 'aisle.db'}"
    assert config.secret_key == Config.from_environment({"AISLE_HOME": str(home)}).secret_key
    assert driver_url("postgres://h/d") == driver_url("postgresql://h/d") == "postgresql+psycopg://h/d"
