"""The fleet on the console: enrolling, revoking, and what is known of each tablet."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from shared.clock import FixedClock
from tests.server.console.desk import Desk
from tests.server.world import Actors


@pytest.fixture(autouse=True)
def signed_in(desk: Desk) -> None:
    """A marketer is at the desk."""
    desk.sign_in()


def test_a_code_is_shown_large_with_its_end_and_enrols_one_tablet(desk: Desk, app: Flask) -> None:
    assert 'value="367"' in desk.get("/console/tablets/enrol")
    shown = desk.post("/console/tablets/enrol", store_id="367").text
    code = re.search(r"<output[^>]*>([A-Z2-9]{4}-[A-Z2-9]{4})</output>", shown)
    assert code
    assert "Mon, Nov 23 at 10:00, store time" in shown
    given = {"code": code[1], "device_name": "Counter 9", "app_version": "0.1.0"}
    assert app.test_client().post("/api/v1/devices/enrol", json=given).status_code == 201
    assert "Counter 9" in desk.get("/console/tablets/rows")


def test_a_code_without_a_store_asks_for_one(desk: Desk) -> None:
    assert "Choose the store this tablet is for." in desk.post("/console/tablets/enrol").text


def test_revoking_asks_first_and_then_nothing_opens(desk: Desk, people: Actors) -> None:
    path = f"/console/tablets/{people.device.actor.id}/revoke"
    assert "cannot be undone" in desk.get(path)
    answer = desk.post(path)
    assert "is revoked." in answer.text
    assert answer.text.count("Revoke…") == 1
    assert "not enrolled any more" in desk.post(path).text
    refused = desk.client.get("/api/v1/sync/wake", headers=people.device.headers)
    assert refused.status_code == 401


def test_a_tablet_that_is_silent_counts_as_offline(desk: Desk, clock: FixedClock) -> None:
    assert desk.get("/console/tablets").count(">Online<") == 2
    clock.advance(timedelta(minutes=3))
    page = desk.get("/console/tablets")
    assert page.count(">Offline<") == 2
    assert "3 minutes ago" in page
    assert page.count("First load not finished") == 2


def test_the_fleet_is_searched_by_store_and_name(desk: Desk) -> None:
    assert "Tablet of 406" not in desk.get("/console/tablets?q=store 367")
    assert "No tablet like “zebra”" in desk.get("/console/tablets/rows?q=zebra")


def test_figures_come_along_with_each_refresh(desk: Desk) -> None:
    assert "<hx-partial" in desk.get("/console/tablets/rows")
