"""The description of the API is true: what it promises is what comes, whatever is sent."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask_smorest import Blueprint
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance
from sqlalchemy.orm import Session

from server import create_app
from server.api import api
from server.database import db
from shared.clock import FixedClock
from tests.server.people import settle
from tests.server.world import NOW, Actors, Cast, make_config, stop_watching


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Actors]]:
    """One application for all cases: what one case leaves behind is there for the next."""
    folder = tmp_path_factory.mktemp("openapi")
    shutil.copy(sqlite_template, folder / "server.db")
    app = create_app(make_config(f"sqlite:///{folder / 'server.db'}", folder, FixedClock(NOW)))
    with app.app_context():
        engine = db.engine
    with Session(engine) as session:
        made = Cast(session).everyone()
        settle(session)
    yield app, made
    stop_watching(app)
    engine.dispose()


CASES_EACH = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def who_for(path: str, actors: Actors) -> dict[str, str]:
    """The headers of somebody who is let in."""
    if path.startswith(("/api/v1/sync", "/api/v1/devices/sign-in")):
        return actors.device.headers
    return (actors.marketer if "promotions" in path else actors.associate).headers


def test_whatever_is_sent_gets_an_answer_that_the_description_knows(world: tuple[Flask, Actors]) -> None:
    """Every operation but the channel that stays open, with bodies and parameters made up for it."""
    app, actors = world
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    operations = [each.ok() for each in described.exclude(path="/api/v1/sync/wake").get_all_operations()]
    assert len(operations) > 20
    for operation in operations:
        # each sign-out ends the session it was asked with, so nobody asks for it
        headers = {} if operation.method == "delete" else who_for(operation.path, actors)
        answers_as_described(operation, headers)


def test_the_search_for_broken_promises_finds_a_planted_one(app: Flask) -> None:
    planted = Blueprint("planted", __name__)

    @planted.route("/api/v1/planted")
    @planted.response(200)
    def fail() -> str:
        raise ZeroDivisionError

    api.register_blueprint(planted)
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    (operation,) = [each.ok() for each in described.include(path="/api/v1/planted").get_all_operations()]
    with pytest.raises(FailureGroup):
        answers_as_described(operation, {})


def answers_as_described(operation: Any, headers: dict[str, str]) -> None:
    @given(case=operation.as_strategy())
    @CASES_EACH
    def holds(case: schemathesis.Case) -> None:
        response = case.call(headers=headers)
        checks = [not_a_server_error, content_type_conformance, response_schema_conformance]
        case.validate_response(response, checks=checks)

    holds()


def test_the_description_is_openapi_3_1_and_names_its_sign_in(app: Flask) -> None:
    read = app.test_client().get("/api/v1/openapi.json").json
    assert read["openapi"].startswith("3.1")
    assert read["paths"]["/api/v1/promotions"]["get"]["security"] == [{"bearer": []}]
    assert "security" not in read["paths"]["/api/v1/health"]["get"]
    assert read["components"]["schemas"]["Problem"]["required"]
