"""Sequences at the console: written, drawn as a line, switched, taken back; what is wrong is marked."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from server.sequences import service
from tests.server.console.desk import Desk
from tests.server.console.visitor import Visitor

FORM: dict[str, Any] = {
    "name": "After a big shop", "starts_with": "big_purchase", "least": "150", "is_on": "1",
    "stops_with": ["purchase", "word"],
    "day": ["4", "18"], "deed": ["message", "task"], "title": ["Ask whether all was right", "Think of her"],
    "text": ["Was everything as you wanted it?", ""], "promotion_id": ["", ""],
}  # fmt: skip


@pytest.fixture(autouse=True)
def signed_in(desk: Desk) -> None:
    desk.sign_in()


def written(desk: Desk, **more: Any) -> str:
    """The address of a new sequence."""
    answer = desk.post("/console/sequences/new", follow=False, **FORM | more)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def test_one_is_written_and_drawn_as_a_line_of_steps(desk: Desk) -> None:
    assert "No sequences yet" in desk.get("/console/sequences")
    page = desk.get(written(desk))
    assert "a purchase of $150 or more" in page
    assert page.index("Ask whether all was right") < page.index("Think of her")
    assert "Day 4 · Message" in page
    assert "When she buys something or answers a suggestion" in page
    assert "After 8 days with a word to her within 30 days" in page, "the guard is told"
    assert "After a big shop" in desk.get("/console/sequences")


def test_a_change_is_in_the_history_and_is_taken_back(desk: Desk, session: Session) -> None:
    path = written(desk)
    answer = desk.post(f"{path}/edit", **FORM | {"version": "1", "name": "After a huge shop"})
    assert "Name: After a big shop → After a huge shop" in answer.text
    assert "Marketer, just now" in answer.text
    (undo,) = re.findall(r"/console/sequences/[^/]+/changes/[^/]+/undo", answer.text)
    assert "stands as before that change" in desk.post(undo).text
    (view,) = service.views(session)
    assert (view.sequence.name, view.version) == ("After a big shop", 3)


def test_it_is_switched_off_and_on(desk: Desk) -> None:
    path = written(desk)
    assert "is off." in desk.post(f"{path}/switch", is_on="").text
    assert "It is switched off: nobody is in it." in desk.get(path)
    assert "is on." in desk.post(f"{path}/switch", is_on="1").text


def test_two_people_who_edit_the_same_one_lose_nothing(desk: Desk) -> None:
    path = written(desk)
    desk.post(f"{path}/edit", **FORM | {"version": "1", "name": "First"})
    late = desk.post(f"{path}/edit", **FORM | {"version": "1", "name": "Second"})
    assert late.status_code == 409
    assert "Somebody else has changed this sequence meanwhile" in late.text
    assert 'value="Second"' in late.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"least": "many"}, "least"),
        ({"least": ""}, "least"),
        ({"starts_with": "bought", "about": "Moonlight"}, "about"),
        ({"starts_with": "audience", "about": ""}, "about"),
        ({"day": ["soon", "18"]}, "step_1"),
        ({"day": ["4", "4"]}, "step_2"),
        ({"title": ["Ask", ""]}, "step_2"),
        ({"deed": ["offer", "task"]}, "step_1"),
        ({"day": [], "deed": [], "title": [], "text": [], "promotion_id": []}, "steps"),
    ],
)
def test_what_makes_no_sense_comes_back_marked_with_all_that_was_typed(
    desk: Desk, wrong: dict[str, Any], field: str
) -> None:
    answer = desk.post("/console/sequences/new", **FORM | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text
    if field != "name":
        assert 'value="After a big shop"' in answer.text


def test_a_step_is_added_and_removed_while_the_others_stay_as_typed(desk: Desk) -> None:
    asked = {"headers": {"HX-Request": "true"}}
    page = desk.post("/console/sequences/form/steps", **asked, **FORM | {"add": "1"}).text
    assert page.count('class="step-row"') == 3
    assert 'value="25"' in page, "a week after the last one"
    page = desk.post("/console/sequences/form/steps", **asked, **FORM | {"remove": "1"}).text
    assert page.count('class="step-row"') == 1
    assert "Think of her" in page
    beginning = desk.post("/console/sequences/form/beginning", **asked, **FORM | {"starts_with": "audience"})
    assert "Which audience" in beginning.text


def test_who_is_in_it_is_shown_and_the_log_says_to_whom(desk: Desk, session: Session) -> None:
    session.execute(text("UPDATE counted_customers SET may_personalize = 1"))
    session.commit()
    path = written(desk, starts_with="silence", least="1", day=["0", "399"])
    page = desk.get(path)
    assert "E•••• G." in page
    assert "Elena" not in page, "a sample names nobody"
    seen = session.execute(text("SELECT count(*) FROM look_ups WHERE purpose = 'sequence'")).scalar()
    assert seen


def test_readers_look_and_change_nothing(desk: Desk) -> None:
    path = written(desk)
    desk.post("/console/sign-out")
    desk.sign_in("reader")
    assert "Edit" not in desk.get(path)
    assert "New sequence" not in desk.get("/console/sequences")
    assert desk.post("/console/sequences/new", **FORM).status_code == 403
    assert desk.post(f"{path}/switch", is_on="").status_code == 403


@pytest.mark.browser
def test_the_form_grows_and_asks_for_what_is_chosen_without_losing_a_word(
    visitors: Callable[[], Visitor],
) -> None:
    visitor = visitors()
    visitor.sign_in("marketer")
    page = visitor.page
    page.goto("/console/sequences/new")
    page.get_by_label("Name").fill("After a visit")
    page.get_by_label("What is to be done").fill("Write to her")
    page.get_by_role("button", name="Add a step").click()
    page.locator("#title_2").fill("Offer her something")
    page.locator("#deed_2").select_option("offer")
    page.get_by_label("Which promotion").wait_for()
    assert page.locator("#title_1").input_value() == "Write to her"
    page.get_by_label("Begins with").select_option("audience")
    page.get_by_label("Which audience").wait_for()
    page.get_by_label("Begins with").select_option("big_purchase")
    page.get_by_label("At least so many dollars").fill("80")
    page.get_by_role("button", name="Remove step 2").click()
    page.locator("#title_2").wait_for(state="detached")
    page.get_by_role("button", name="Save for all tablets").click()
    page.get_by_role("heading", name="After a visit").wait_for()
    assert page.get_by_text("A purchase of $80 or more").count() >= 1
