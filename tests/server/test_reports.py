"""What a tablet reports of itself is kept with it, shown to HQ, and replaced by its next report."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.console.desk import Desk
from tests.server.world import Actors

PATH = "/api/v1/devices/diagnostics"


def tell(client: FlaskClient, people: Actors, text: Any) -> int:
    return client.post(PATH, json={"text": text}, headers=people.device.headers).status_code


@pytest.fixture
def desk(client: FlaskClient, people: Actors) -> Desk:
    assert people.marketer
    at_desk = Desk(client)
    at_desk.sign_in()
    return at_desk


def test_hq_reads_the_latest_report_of_a_tablet(client: FlaskClient, people: Actors, desk: Desk) -> None:
    path = f"/console/tablets/{people.device.actor.id}/report"
    assert "has sent no report" in desk.client.get(path).text
    assert ">Report, " not in desk.get("/console/tablets")
    assert tell(client, people, "Line: offline\nOutbox: 3 waiting <b>") == 204
    assert ">Report, just now<" in desk.get("/console/tablets")
    shown = desk.get(path)
    assert "Line: offline\nOutbox: 3 waiting &lt;b&gt;" in shown
    assert tell(client, people, "Line: synced") == 204
    assert "Line: offline" not in desk.get(path)
    assert "not known any more" in desk.client.get("/console/tablets/nobody/report").text


@pytest.mark.parametrize("text", ["", "x" * 16_385, "a\x00b", 7])
def test_a_report_that_is_no_text_or_too_long_is_refused(
    client: FlaskClient, people: Actors, text: Any
) -> None:
    assert tell(client, people, text) == 422
