"""The fleet on the console: enrolling, revoking, and what is known of each tablet."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from server.devices import parting, service
from server.devices.keys import parting_key
from shared.clock import FixedClock
from sync.rescue import receipt_of
from tests.server.console.desk import Desk
from tests.server.world import NOW_MS, Actors


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
    rows = desk.get("/console/tablets/rows")
    assert "Counter 9" in rows
    assert rows.count("it reads only simple promotions") == 1, "of the older app"


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


def test_retiring_asks_first_and_the_tablet_shows_as_retiring_until_its_receipt(
    desk: Desk, people: Actors, session: Session
) -> None:
    device_id = people.device.actor.id
    path = f"/console/tablets/{device_id}/retire"
    assert "out of service" in desk.get(path)
    assert "is being taken out of service." in desk.post(path).text
    assert "There is no such tablet." in desk.post(path).text
    page = desk.get("/console/tablets")
    assert ">Retiring<" in page
    assert "Asked just now" in page
    assert "Revoke Tablet of 367" in page
    assert "Retire Tablet of 367" not in page
    receive(session, device_id, reason="retired", unsent=0)
    page = desk.get("/console/tablets")
    assert ">Retired<" in page
    assert "Keys destroyed just now<" in page


@pytest.mark.parametrize(
    ("unsent", "is_taken_in", "words"),
    [
        (3, False, "Too long silent. Keys destroyed just now; 3 unsent, sealed on it"),
        (3, True, "Too long silent. Keys destroyed just now; its unsent work is taken in"),
        (None, False, "Too long silent. Keys destroyed just now; unsent work unknown"),
    ],
)
def test_what_a_tablet_left_behind_shows_with_its_receipt(
    desk: Desk, people: Actors, session: Session, unsent: int | None, is_taken_in: bool, words: str
) -> None:
    receive(session, people.device.actor.id, reason="silent", unsent=unsent)
    if is_taken_in:
        parting.record_rescue(session, people.device.actor.id, "0" * 64, NOW_MS)
        session.commit()
    assert words in desk.get("/console/tablets/rows")


def test_a_revoked_tablet_that_was_not_heard_of_is_shown_as_such(desk: Desk, people: Actors) -> None:
    desk.post(f"/console/tablets/{people.device.actor.id}/revoke")
    assert "Revoked just now, not heard of since" in desk.get("/console/tablets/rows")


def receive(session: Session, device_id: str, *, reason: str, unsent: int | None) -> None:
    """The tablet has given its receipt."""
    secret = "a secret of the tests"
    parting.record_receipt(
        session, secret_key=secret, device_id=device_id, receipt=receipt_of(parting_key(secret, device_id)),
        reason=reason, unsent=unsent, now_ms=NOW_MS,
    )  # fmt: skip
    session.commit()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"as_of": date(2026, 11, 21), "damaged": []}, ">Model of Nov 21<"),
        ({"as_of": date(2025, 12, 21), "damaged": [date(2026, 11, 22)]},
         ">Model of Dec 21, 2025: that of Nov 22 is damaged<"),
        ({"as_of": None, "damaged": [date(2026, 11, 22)]}, ">No model: that of Nov 22 is damaged<"),
    ],
    ids=("used", "damaged", "none"),
)  # fmt: skip
def test_a_tablet_shows_by_which_model_it_suggests_and_that_a_newer_one_is_damaged(
    desk: Desk, people: Actors, session: Session, told: dict[str, Any], words: str
) -> None:
    assert "Model" not in desk.get("/console/tablets")
    service.record_model(session, people.device.actor.id, **told)
    session.commit()
    assert words in desk.get("/console/tablets")
    parting.revoke(session, people.device.actor.id, NOW_MS)
    session.commit()
    assert words not in desk.get("/console/tablets")
