"""Visit ratings at the console: the KPI beside revenue, and no more than chance allows."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from tests.server.console.desk import Desk
from tests.server.experience import visits


@pytest.fixture
def rated(desk: Desk, session: Session) -> Desk:
    """A reader at the console of a chain whose visits are rated."""
    visits.remember(session)
    session.commit()
    desk.sign_in("reader")
    return desk


def words(page: str) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_page_tells_the_rating_beside_revenue_and_the_days_before(rated: Desk) -> None:
    raw = rated.get("/console/experience")
    page = words(raw)
    assert re.search(r"Visit rating 4\.\d\d of 5 better than before \(\+0\.\d\d to \+1\.\d\d\)", page)
    assert "Visits rated 69 70 in the 28 days before" in page
    assert re.search(r"Revenue \$17,\d{3} \+15\.\d% against the 28 days before", page)
    assert raw.count('class="chart-point"') == 28
    assert raw.count('class="chart-column"') == 28
    assert "Mean visit rating over 28 days, from 1 to 5: 4.55 from 69 visits." in page


def test_only_what_chance_does_not_explain_is_called_better(rated: Desk) -> None:
    page = words(rated.get("/console/experience"))
    assert re.search(r"Store 367 Store 367 4\.67 55 visits Better \+1\.\d\d \(\+1", page)
    assert re.search(r"Store 406 Store 406 4\.07 14 visits No clear change", page)
    assert re.search(r"Mia Bauer Store 367 4\.67 55 visits Better", page)


def test_the_days_can_be_chosen_and_anything_else_is_the_usual(rated: Desk) -> None:
    week = rated.get("/console/experience?days=7")
    assert week.count('class="chart-point"') == 7
    assert 'aria-current="true">7 days' in week
    assert rated.get("/console/experience?days=91").count('class="chart-column"') == 13
    assert 'aria-current="true">28 days' in rated.get("/console/experience?days=soon")


def test_where_nobody_rated_anything_the_page_says_how_it_begins(desk: Desk) -> None:
    desk.sign_in("reader")
    page = words(desk.get("/console/experience"))
    assert "No visit was rated in these days" in page
    assert "Visit rating – no visit was rated" in page
