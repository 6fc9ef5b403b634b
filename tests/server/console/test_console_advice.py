"""Rules at the console: changed, tried out, taken back; readers only look."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.next_actions import service as actions
from tests.server.console.desk import Desk

RULE = {"is_on": "1", "weight": "90", "rest_days": "300", "ahead_days": "10"}


@pytest.fixture(autouse=True)
def signed_in(desk: Desk) -> None:
    desk.sign_in()


def test_every_rule_is_listed_with_its_weight_and_settings(desk: Desk) -> None:
    page = desk.get("/console/next-actions")
    for words in (
        "Left in the cart",
        "Not older than 14 days",
        "Who to contact today",
        "As it came",
        "Everything stands",
    ):
        assert words in page


def test_a_rule_is_changed_and_taken_back(desk: Desk, session: Session) -> None:
    answer = desk.post("/console/next-actions/date", **RULE)
    assert "is changed. Connected tablets have it within seconds" in answer.text
    assert "Weight: 80 → 90, Shown so early: 7 → 10" in answer.text
    assert "Marketer, just now" in answer.text
    assert actions.rules(session)["date"].settings == {"ahead_days": 10}
    session.rollback()
    (undo,) = re.findall(r"/console/next-actions/changes/[^/]+/undo", answer.text)
    answer = desk.post(undo)
    assert "stands as before that change" in answer.text
    assert session.execute(text("SELECT COUNT(*) FROM action_rules")).scalar() == 0


def test_what_cannot_be_read_or_makes_no_sense_comes_back_marked(desk: Desk) -> None:
    answer = desk.post("/console/next-actions/date", **RULE | {"weight": "heavy", "rest_days": "9"})
    assert answer.status_code == 422
    assert 'id="weight-problem"' in answer.text
    assert 'value="heavy"' in answer.text
    answer = desk.post("/console/next-actions/date", **RULE | {"ahead_days": "99"})
    assert answer.status_code == 422
    assert 'id="ahead_days-problem"' in answer.text


def test_a_change_is_tried_out_while_it_is_typed(desk: Desk) -> None:
    def tried(**form: str) -> str:
        return desk.post("/console/next-actions/missing/preview", headers={"HX-Request": "true"}, **form).text

    form = {"weight": "30", "rest_days": "30", "store_id": "367"}
    page = tried(**form)
    assert "customers of its book" in page
    assert "<strong>0</strong>" in page, "switched off, nobody is asked"
    assert "Choose a store" in tried(**form | {"store_id": ""})
    assert "right to see what it does" in tried(**form | {"weight": "x"})
    assert "cannot be saved like this" in tried(**form | {"weight": "500"})


def test_a_store_without_customers_says_so(desk: Desk, session: Session) -> None:
    session.execute(text("DELETE FROM client_book"))
    session.commit()
    form = {"weight": "30", "rest_days": "30", "store_id": "367"}
    page = desk.post("/console/next-actions/missing/preview", headers={"HX-Request": "true"}, **form).text
    assert "Nobody is in this store" in page


def test_nobody_knows_other_rules(desk: Desk) -> None:
    assert desk.client.get("/console/next-actions/tides").status_code == 404


def test_readers_look_and_change_nothing(desk: Desk) -> None:
    desk.post("/console/sign-out")
    desk.sign_in("reader")
    page = desk.get("/console/next-actions")
    assert "/console/next-actions/date" not in page
    assert desk.post("/console/next-actions/date", **RULE).status_code == 403
