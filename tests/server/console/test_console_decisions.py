"""How offers are put in order, at the console: set by those who may, counted, judged, and who comes first."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from server.decisions import policy
from shared.clock import DAY_MS
from tests.server.console.desk import Desk
from tests.server.decisions.deciding import BAKERY, DAIRY, live, show, shown, use
from tests.server.people import ELENA
from tests.server.world import NOW_MS

PAGE = "/console/decisions"
WAY = {"strategy": "learning", "margin_percent": "25", "version": "0"}


@pytest.fixture(autouse=True)
def signed_in(desk: Desk) -> None:
    desk.sign_in()


def test_without_counts_and_decisions_the_page_says_what_will_be_there(desk: Desk) -> None:
    page = desk.get(PAGE)
    for words in ("Nothing is counted yet", "No decision has come in yet", "By expected value, as always"):
        assert words in page


def test_the_way_is_set_and_says_by_whom(desk: Desk, session: Session) -> None:
    answer = desk.post(PAGE, **WAY)
    assert "Connected tablets put offers in order that way within seconds" in answer.text
    assert "Last changed by Marketer, just now" in answer.text
    session.rollback()
    assert (policy.policy(session).strategy, policy.policy(session).margin_percent) == ("learning", 25)


def test_what_makes_no_sense_comes_back_marked_and_nothing_is_set(desk: Desk, session: Session) -> None:
    answer = desk.post(PAGE, **WAY | {"strategy": "by the moon", "margin_percent": "much"})
    assert answer.status_code == 422
    assert 'id="strategy-problem"' in answer.text
    assert 'id="margin_percent-problem"' in answer.text
    assert 'value="much"' in answer.text
    session.rollback()
    assert policy.policy(session).version == 0


def test_two_who_set_it_at_once_do_not_overwrite_each_other(desk: Desk) -> None:
    desk.post(PAGE, **WAY)
    answer = desk.post(PAGE, **WAY | {"strategy": "newest"})
    assert answer.status_code == 409
    assert "Somebody changed it while you were reading" in answer.text


def test_what_was_counted_and_what_ways_would_have_earned_stands_there(desk: Desk, session: Session) -> None:
    bread, milk = live(session, **BAKERY), live(session, **DAIRY)
    shown_ms = NOW_MS - 9 * DAY_MS
    show(session, shown(bread, milk, at_ms=shown_ms))
    use(session, bread, shown_ms + 500)
    answer = desk.post(f"{PAGE}/count")
    for words in (
        "Counted: 1 of 2 showings led to a redemption.",
        "Bread",
        "100.0%",
        "From 1 decision of 90",
    ):
        assert words in answer.text
    assert "None of the decisions tells anything of this way yet" in answer.text


def test_who_comes_first_for_a_promotion_is_shown_and_logged(desk: Desk, session: Session) -> None:
    bread = live(session, **BAKERY)
    desk.post(f"{PAGE}/count")
    page = desk.get(f"/console/promotions/{bread}/first?store=367")
    for words in ("Elena García López", "1 customer", "First", str(ELENA)):
        assert words in page
    logged = select(func.count()).select_from(text("look_ups")).where(text("purpose = 'offers'"))
    assert session.execute(logged).scalar() == 1
    session.rollback()
    assert "Nobody may have it here now" not in page
    assert "Elena García López" in desk.get(f"/console/promotions/{bread}/first?store=nowhere")


def test_readers_look_and_change_nothing(desk: Desk) -> None:
    desk.post("/console/sign-out")
    desk.sign_in("reader")
    page = desk.get(PAGE)
    assert "Save for all tablets" not in page
    assert "Count now" not in page
    assert desk.post(PAGE, **WAY).status_code == 403
    assert desk.post(f"{PAGE}/count").status_code == 403
