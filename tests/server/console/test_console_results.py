"""The pages on what trials earned, as a reader meets them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.server.console.desk import Desk
from tests.server.insights import crowds
from tests.server.insights.crowds import ORDER, SOUP
from tests.server.world import NOW_MS

ARMS = ("held_out", "offered")


def words(page: str) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def reader(desk: Desk) -> Desk:
    """A reader at the console."""
    desk.sign_in("reader")
    return desk


@pytest.fixture
def read(reader: Desk, session: Session) -> Desk:
    """A promotion with a holdout was read for nine days; a tablet is silent, thirty exposures came late."""
    crowds.remember(session)
    session.commit()
    return reader


def test_without_a_trial_the_list_says_how_one_begins(reader: Desk) -> None:
    assert "Nothing is compared yet" in reader.get("/console/results")


def test_the_list_tells_each_trial_with_its_verdict(read: Desk) -> None:
    page = words(read.get("/console/results"))
    assert "Running 2 of 2 trials" in page
    assert re.search(r"Earned by them \+\$[\d,]+ between", page)
    assert "Decided 1 better or worse for sure" in page
    assert re.search(
        r"What is due first Experiment on suggestions Live .* 0 – not enough yet Nobody has met it", page
    )
    assert re.search(r"Autumn soup Promotion with a comparison Live .* 1,150 \+\d+\.\d%", page)


def test_a_trials_page_says_the_verdict_and_what_is_missing(read: Desk) -> None:
    page = words(read.get(f"/console/results/{SOUP}"))
    assert "“Offered” does better than “Held out”: $" in page
    assert "1 tablet is still offline, last heard of 3 days ago: what it recorded is not in here yet." in page
    assert "30 exposures came in late. They count here; that reading stays as it was." in page
    assert "Held out compared with" in page
    assert "Split as planned" in page
    assert page.count("Holds") == 1
    assert page.count("No harm seen") == 1, "of so few some may have taken a consent back"
    assert "Nothing was brought back in any group." in page
    assert re.search(r"Coloured only where it is sure with \d+ segments asked at once", page)
    assert "Nov 15" not in page, "dates of the time line are in its table"
    assert page.count("2026-11-1") >= 5


def test_segments_are_chosen_by_their_kind(read: Desk) -> None:
    page = words(read.get(f"/console/results/{SOUP}?by=store"))
    assert "Store 367 +" in page
    assert "Store 406 +" in page
    assert "VIP" not in page
    assert "VIP" in words(read.get(f"/console/results/{SOUP}?by=nothing"))


def test_the_sheet_is_there_to_be_taken(read: Desk) -> None:
    assert read.get(f"/console/results/{SOUP}/sheet").startswith("segment_kind,segment,metric,arm")


def test_a_promotions_own_page_says_what_it_earned(read: Desk) -> None:
    page = words(read.get(f"/console/promotions/{SOUP}"))
    assert "Results Segments, guard-rails and days" in page
    assert "“Offered” does better than “Held out”: $" in page


def test_a_split_gone_wrong_is_said_on_the_list_and_on_the_page(reader: Desk, session: Session) -> None:
    crowds.run_soup(session)
    crowds.meet(session, SOUP, ARMS, share=0.3)
    session.commit()
    assert "Splits gone wrong 1 look at these first" in words(reader.get("/console/results"))
    page = words(reader.get(f"/console/results/{SOUP}"))
    assert "Do not act on these figures" in page
    assert "Split not as planned" in page


def test_what_could_not_count_is_told(reader: Desk, session: Session) -> None:
    crowds.run_order(session)
    crowds.meet(session, ORDER, ("usual", "due"), customers=20)
    row = {
        "id": "odd", "trial_id": ORDER, "customer_id": None, "variant": "due", "surface": "recommendations",
        "store_id": "367", "associate_id": "ana", "at_ms": NOW_MS, "received_ms": NOW_MS,
    }  # fmt: skip
    crowds.put(session, "exposures", [row | {"id": "erased"}])
    crowds.put(session, "exposures_set_aside", [row | {"reason": "clock"}])
    session.execute(
        text("UPDATE exposures SET id = 'two', variant = 'usual' WHERE id = 'erased'"),
    )
    session.commit()
    page = words(reader.get(f"/console/results/{ORDER}"))
    assert "Too early to say anything." in page
    assert "1 exposure does not count any more: of a customer who was erased since." in page
    assert "1 exposure does not count: it is from a tablet whose clock is wrong." in page
    assert "Too few customers in each segment" in page
    assert "No reading yet" in page
