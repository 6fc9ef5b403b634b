"""Guides at the console: written, approved by somebody else, published; preview, results and history."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.orm import Session

from server.database import Base
from server.guides import service
from tests.server.console.desk import Desk
from tests.server.people import ELENA
from tests.server.world import NOW_MS

GUIDE: dict[str, Any] = {
    "title": "How to descale", "text": "Half vinegar, half water.", "tie": "category",
    "about": "Coffee machines", "first_day": "14", "last_day": "60", "department": "",
}  # fmt: skip


@pytest.fixture(autouse=True)
def signed_in(desk: Desk) -> None:
    desk.sign_in()


def written(desk: Desk, **more: Any) -> str:
    """The address of a new guide."""
    answer = desk.post("/console/guides/new", follow=False, **GUIDE | more)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def published(desk: Desk, **more: Any) -> str:
    """The address of a guide that a colleague approved and published."""
    path, other = written(desk, action="submit", **more), desk.colleague()
    approve(other, path)
    assert "is published" in other.post(f"{path}/publish").text
    return path


def approve(desk: Desk, path: str) -> str:
    """The page after approving what this page shows."""
    found = re.search(r'name="version" value="(\d+)"', desk.get(path))
    assert found, "there is a button to approve it with"
    return desk.post(f"{path}/approve", version=found[1]).text


def test_tablets_get_it_only_after_a_second_person_has_read_it(desk: Desk, session: Session) -> None:
    assert "No guides yet" in desk.get("/console/guides")
    path = written(desk)
    page = desk.get(path)
    assert "14 days after to 60 days after" in page
    assert "Draft" in page
    assert "is submitted" in desk.post(f"{path}/submit").text
    assert service.guides(session) == []
    session.rollback()
    other = desk.colleague()
    assert "is approved. It can be published now." in approve(other, path)
    assert service.guides(session) == []
    session.rollback()
    assert "Connected tablets have it within seconds" in desk.post(f"{path}/publish").text
    (live,) = service.guides(session)
    assert (live.title, live.is_on) == ("How to descale", True)
    assert ">Live<" in desk.get("/console/guides")


def test_nobody_approves_her_own_work(desk: Desk, session: Session) -> None:
    desk.post("/console/sign-out")
    desk.sign_in("administrator")
    path = written(desk, action="submit")
    assert "You wrote this: somebody else approves it." in desk.get(path)
    assert "You wrote this" in desk.post(f"{path}/approve", version="1").text
    assert "Somebody else approves it first" in desk.post(f"{path}/publish").text
    assert service.guides(session) == []


def test_what_is_sent_back_carries_the_word_and_an_edit_takes_the_approval_back(desk: Desk) -> None:
    path, other = written(desk, action="submit"), desk.colleague()
    assert "Say what is to be changed" in other.post(f"{path}/send-back", word=" ").text
    assert "its writer sees your word" in other.post(f"{path}/send-back", word="Say how warm.").text
    assert "Sent back: “Say how warm.”" in desk.get(path)
    desk.post(f"{path}/edit", **GUIDE | {"version": "1", "text": "Warm water.", "action": "submit"})
    approve(other, path)
    desk.post(f"{path}/edit", **GUIDE | {"version": "2", "text": "Hot water."})
    assert "Somebody else approves it first" in desk.post(f"{path}/publish").text
    assert "Written: text" in desk.get(path)


def test_an_edit_of_what_is_live_waits_beside_it(desk: Desk, session: Session) -> None:
    path = published(desk)
    desk.post(f"{path}/edit", **GUIDE | {"version": "0", "title": "Descaling"})
    page = desk.get(path)
    assert "Tablets have the one before until it is published." in page
    assert [each.title for each in service.guides(session)] == ["How to descale"]
    session.rollback()
    assert "The version before is live" in desk.get("/console/guides")
    assert "is gone" in desk.post(f"{path}/discard").text
    assert "How to descale" in desk.get(path)


def test_it_is_switched_off_at_once_and_on_again(desk: Desk, session: Session) -> None:
    path = published(desk)
    assert "stop showing it now" in desk.post(f"{path}/switch", is_on="").text
    assert not service.guides(session)[0].is_on
    session.rollback()
    assert "is live again" in desk.post(f"{path}/switch", is_on="1").text


def test_two_people_who_edit_the_same_one_lose_nothing(desk: Desk) -> None:
    path = written(desk)
    desk.post(f"{path}/edit", **GUIDE | {"version": "1", "title": "First"})
    late = desk.post(f"{path}/edit", **GUIDE | {"version": "1", "title": "Second"})
    assert late.status_code == 409
    assert 'value="Second"' in late.text


def test_approving_what_was_changed_meanwhile_is_refused(desk: Desk) -> None:
    path = written(desk, action="submit")
    other = desk.colleague()
    desk.post(f"{path}/edit", **GUIDE | {"version": "1", "text": "Other.", "action": "submit"})
    assert "It was changed since you read it" in other.post(f"{path}/approve", version="1").text


def test_the_preview_says_who_gets_it_and_how_it_looks(desk: Desk, session: Session) -> None:
    session.execute(text("DELETE FROM customer_dates"))
    session.execute(text("UPDATE counted_customers SET may_personalize = 1"))
    session.execute(
        insert(Base.metadata.tables["customer_dates"]).values(
            customer_id=ELENA, kind="due_date", day="2026-12-20", associate_id="", at_ms=1
        )
    )
    session.commit()
    dated = {"tie": "date", "date": "due_date", "about": ""}
    page = desk.get(written(desk, **dated, first_day="-40", last_day="-1"))
    assert "1 customer<" in page
    assert "E•••• G." in page
    assert "Elena" not in page, "a sample names nobody"
    assert "Baby due is near" in page
    page = desk.get(written(desk, **dated, first_day="-14", last_day="-1"))
    assert "0 customers<" in page
    assert "1 more customer<" in page
    page = desk.get(written(desk, **dated, first_day="-300", last_day="-200"))
    assert "Nobody gets it in the next 30 days" in page
    assert session.execute(text("SELECT count(*) FROM look_ups WHERE purpose = 'guide preview'")).scalar()


def test_what_came_of_it_is_told_beside_how_the_visits_were_rated(desk: Desk, session: Session) -> None:
    path = published(desk)
    guide_id = path.rsplit("/", 1)[1]
    assert "Nothing yet" in desk.get(path)
    outcome = {
        "customer_id": ELENA, "store_id": "367", "associate_id": "a", "action": "guide", "subject": guide_id,
        "channel": None, "text": "", "at_ms": NOW_MS,
    }  # fmt: skip
    session.execute(
        insert(Base.metadata.tables["action_outcomes"]),
        [outcome | {"id": "1", "outcome": "done"}, outcome | {"id": "2", "outcome": "unwanted"}],
    )
    session.execute(
        insert(Base.metadata.tables["guide_showings"]).values(
            id="s", guide_id=guide_id, customer_id=ELENA, store_id="367", associate_id="a", at_ms=NOW_MS
        )
    )
    rating = {"store_id": "367", "associate_id": "a", "corrects": None, "at_ms": NOW_MS}
    session.execute(
        insert(Base.metadata.tables["visit_ratings"]),
        [
            rating | {"id": "r1", "customer_id": ELENA, "rating": 5},
            rating | {"id": "r2", "customer_id": None, "rating": 3},
        ],
    )
    session.commit()
    page = desk.get(path)
    assert "of 1 customer<" in page
    assert "1 time, to 1 customer in 1 store" in page
    assert "5.0 of 5 over 1 visit with it; other visits since then 3.0." in page
    assert "Who is handed a guide was not drawn by lot" in page
    rated = Base.metadata.tables["visit_ratings"]
    colleagues = {"customer_id": ELENA, "rating": 1, "associate_id": "b", "corrects": "r1"}
    taken_back = {"customer_id": None, "rating": None, "corrects": "r2"}
    session.execute(insert(rated), [rating | colleagues | {"id": "r3"}, rating | taken_back | {"id": "r4"}])
    session.commit()
    page = desk.get(path)
    assert "3.0 of 5 over 2 visits with it." in page, "nobody corrects what a colleague took down"
    assert "other visits" not in page, "a rating that was taken back is none"
    assert "not drawn by lot" not in page, "there is nothing to compare with"
    session.execute(update(rated).where(rated.c.id.in_(["r1", "r3"])).values(rating=None))
    session.commit()
    assert "Nobody has rated a visit on which it was handed over yet." in desk.get(path)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": ""}, "title"), ({"text": " "}, "text"), ({"first_day": "soon"}, "first_day"),
     ({"about": ""}, "about"), ({"last_day": "1"}, "last_day"), ({"tie": "product"}, "about"),
     ({"department": "x" * 401}, "department"), ({"department": "Moonlight"}, "department")],
)  # fmt: skip
def test_a_guide_that_makes_no_sense_comes_back_marked(desk: Desk, wrong: dict[str, str], field: str) -> None:
    answer = desk.post("/console/guides/new", **GUIDE | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-problem"' in answer.text


@pytest.mark.parametrize("tie", ["product", "category", "department"])
def test_who_bought_something_is_counted(desk: Desk, tie: str) -> None:
    about = "10" if tie == "product" else "Bakery"
    assert "Who gets it" in desk.get(written(desk, tie=tie, about=about))


def test_nobody_knows_other_guides(desk: Desk) -> None:
    assert desk.client.get("/console/guides/nothing").status_code == 404
    assert desk.post("/console/guides/nothing/edit", **GUIDE).status_code == 404


def test_readers_look_and_change_nothing(desk: Desk) -> None:
    path = published(desk)
    desk.post("/console/sign-out")
    desk.sign_in("reader")
    assert "How to descale" in desk.get(path)
    assert "New guide" not in desk.get("/console/guides")
    for step in ("submit", "approve", "publish", "switch", "discard", "send-back"):
        assert desk.post(f"{path}/{step}").status_code == 403
    assert desk.post("/console/guides/new", **GUIDE).status_code == 403
