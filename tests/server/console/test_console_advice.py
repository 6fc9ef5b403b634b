"""Rules and guides at the console: changed, tried out, taken back; readers only look."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.next_actions import service as actions
from tests.server.console.desk import Desk

RULE = {"is_on": "1", "weight": "90", "rest_days": "300", "ahead_days": "10"}
GUIDE = {
    "title": "How to descale", "text": "Half vinegar, half water.", "tie": "category",
    "about": "Coffee machines", "first_day": "14", "last_day": "60", "department": "", "is_on": "1",
}  # fmt: skip


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


def test_a_guide_is_written_and_changed(desk: Desk) -> None:
    assert "No guides yet" in desk.get("/console/guides")
    answer = desk.post("/console/guides/new", **GUIDE)
    assert "How to descale" in answer.text
    assert "14 days after to 60 days after" in answer.text
    (path,) = set(re.findall(r'href="(/console/guides/[0-9a-f-]{36})"', answer.text))
    assert "Half vinegar" in desk.get(path)
    changed = GUIDE | {"tie": "date", "date": "due_date", "first_day": "-1", "last_day": "0"}
    del changed["is_on"]
    answer = desk.post(path, **changed)
    assert "Baby due" in answer.text
    assert "1 day before to the day itself" in answer.text
    assert ">Off<" in answer.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": ""}, "title"), ({"text": " "}, "text"), ({"first_day": "soon"}, "first_day"),
     ({"about": ""}, "about"), ({"last_day": "1"}, "last_day"), ({"tie": "product"}, "about"),
     ({"department": "x" * 401}, "department")],
)  # fmt: skip
def test_a_guide_that_makes_no_sense_comes_back_marked(desk: Desk, wrong: dict[str, str], field: str) -> None:
    answer = desk.post("/console/guides/new", **GUIDE | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text


def test_a_guide_sends_to_departments_and_categories_that_there_are(desk: Desk, session: Session) -> None:
    session.execute(text("UPDATE products SET category = 'Cards, gift wrap and party'"))
    session.commit()
    (known,) = session.execute(text("SELECT DISTINCT department FROM products LIMIT 1")).scalars()
    session.rollback()
    answer = desk.post("/console/guides/new", **GUIDE | {"department": f"{known}; Moonlight"})
    assert answer.status_code == 422
    assert "called “Moonlight”" in answer.text
    assert f'value="{known}; Moonlight"' in answer.text
    answer = desk.post(
        "/console/guides/new", **GUIDE | {"department": f"{known}; Cards, gift wrap and party"}
    )
    assert answer.status_code == 200
    (path,) = set(re.findall(r'href="(/console/guides/[0-9a-f-]{36})"', answer.text))
    assert f'value="{known}; Cards, gift wrap and party"' in desk.get(path)


def test_nobody_knows_other_rules_or_guides(desk: Desk) -> None:
    assert desk.client.get("/console/next-actions/tides").status_code == 404
    assert desk.client.get("/console/guides/nothing").status_code == 404
    assert desk.post("/console/guides/nothing", **GUIDE).status_code == 404


def test_readers_look_and_change_nothing(desk: Desk) -> None:
    desk.post("/console/sign-out")
    desk.sign_in("reader")
    page = desk.get("/console/next-actions") + desk.get("/console/guides")
    assert "New guide" not in page
    assert "/console/next-actions/date" not in page
    assert desk.post("/console/next-actions/date", **RULE).status_code == 403
    assert desk.post("/console/guides/new", **GUIDE).status_code == 403
