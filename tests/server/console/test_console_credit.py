"""Sales credit and maturity at the console: by window and against control, and stages with their evidence."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from tests.server.console.desk import Desk
from tests.server.crediting.trialled import met
from tests.server.experience import visits
from tests.server.maturity.planting import PLANTS


def words(page: str) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def credited(desk: Desk, session: Session) -> Desk:
    """A reader at the console of a chain with calls, purchases and a trial that earned something."""
    visits.remember(session)
    met(session, {"367": visits.MIA, "406": visits.JON})
    session.commit()
    desk.sign_in("reader")
    return desk


def test_the_page_tells_credit_by_window_and_what_lots_say(credited: Desk) -> None:
    raw = credited.get("/console/sales-credit")
    page = words(raw)
    assert re.search(r"Credited sales \$\d[\d,]* \d\d\.\d% of all that was sold", page)
    assert re.search(r"Earned in 7 days \+\$\d+ \+\$\d+ to \+\$\d+", page)
    shown = [int(found.replace(",", "")) for found in re.findall(r"(\d[\d,]*) \$[\d,]+ [–+−]", page)[:4]]
    assert shown == sorted(shown), "a longer window never takes a purchase away"
    assert re.search(r"Held out by lot 160 80 \+\$\d\.\d\d", page)
    assert re.search(r"Mia Bauer Store 367 1 \d+ \$", page)
    assert '<tr class="chosen"><td>7 days<span class="meta">as on the tablets' in raw


def test_the_window_and_the_days_can_be_chosen_and_anything_else_is_the_usual(credited: Desk) -> None:
    chosen = credited.get("/console/sales-credit?window=14&days=91")
    assert 'aria-current="true">14 days' in chosen
    assert 'aria-current="true">91 days' in chosen
    assert "window=14&amp;days=7" in chosen or "days=7&amp;window=14" in chosen
    assert 'aria-current="true">7 days' in credited.get("/console/sales-credit?window=5&days=x")


def test_without_touches_and_trials_the_page_says_how_they_come(desk: Desk) -> None:
    desk.sign_in("reader")
    page = words(desk.get("/console/sales-credit"))
    assert "No trial to compare with" in page
    assert "Nobody was in touch with customers in these days" in page
    assert "Earned in 7 days – not enough yet" in page


def test_a_stage_stands_with_its_evidence_and_where_what_is_missing_begins(
    desk: Desk, session: Session
) -> None:
    desk.sign_in("reader")
    page = words(desk.get("/console/maturity"))
    assert "Five stages of personalization" in page
    assert "For “Test”: hold some customers out of a promotion" in page
    assert "0 of 1 trials met in two versions" in page
    PLANTS["trials"](session)
    PLANTS["moments"](session)
    session.commit()
    raw = desk.get("/console/maturity")
    page = words(raw)
    assert "Target, stage 2 of 5" in page, "the promotion of the trial is published, too"
    assert "newest 1 day ago: a long silence" in page
    assert re.search(r"For “Segment”: publish a promotion for an audience, and 2 more", page)
    assert 'href="/console/promotions/new">Publish a promotion for an audience' in raw
