"""The overview: what runs and earned, how visits went, and what she who looks has to decide today."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from server.devices.models import Device
from server.promotions import service as promotions
from server.promotions.models import Redemption
from shared.clock import DAY_MS
from tests.server.console.desk import PROMOTION, Desk, promotion_path
from tests.server.crediting.trialled import met
from tests.server.experience import visits
from tests.server.insights import crowds
from tests.server.publishing import put_live
from tests.server.test_promotions import DRAFT
from tests.server.world import NOW_MS

NEARLY_USED = "0198f7a0-0000-7000-8000-0000000000f3"


def words(page: str) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def marketer(desk: Desk) -> Desk:
    """A marketer who has signed in."""
    desk.sign_in()
    return desk


def test_signing_in_opens_it_and_an_empty_chain_is_told_how_it_begins(marketer: Desk) -> None:
    page = words(marketer.get("/console/overview"))
    assert "Nothing waits for a decision" in page
    assert "Nothing runs" in page
    assert "Earned against control – no trial runs" in page
    assert "No visit was rated in 28 days" in page
    assert "Before the first stage" in page


def test_what_waits_for_approval_is_the_approvers_to_decide_and_the_writers_to_follow(marketer: Desk) -> None:
    path = marketer.submit(**PROMOTION)
    assert "“Autumn soup week” waits for somebody’s approval" in words(marketer.get("/console/overview"))
    approver = marketer.colleague("approver")
    page = approver.get("/console/overview")
    assert "“Autumn soup week” waits for your approval" in words(page)
    assert f'href="{path}" aria-label="Approve:' in page
    approver.approve(path)
    assert "“Autumn soup week” is approved, not published" in words(marketer.get("/console/overview"))
    approver.post(f"{path}/publish")
    page = words(marketer.get("/console/overview"))
    assert "is approved, not published" not in page
    assert re.search(r"Running now 1 1 promotion, 0 experiments", page)
    assert re.search(r"Autumn soup week 20% off Bakery · 0 redemptions .* No control", page)


def test_nobody_is_asked_to_approve_her_own_work(desk: Desk) -> None:
    desk.sign_in("administrator")
    promotion_path(desk.post("/console/promotions/new", action="submit", **PROMOTION))
    page = words(desk.get("/console/overview"))
    assert "waits for somebody’s approval" in page
    assert "waits for your approval" not in page


def test_an_offer_that_is_nearly_used_up_or_ends_soon_is_named(marketer: Desk, session: Session) -> None:
    draft = DRAFT | {"name": "Few left", "total_limit": 10, "ends_local": "2026-11-24T09:00"}
    promotions.create(session, draft, by="marketer", now_ms=NOW_MS, new_id=NEARLY_USED)
    put_live(session, NEARLY_USED)
    session.commit()
    page = words(marketer.get("/console/overview"))
    assert "“Few left” is running out" not in page
    assert "“Few left” ends soon within 2 days" in page
    session.execute(
        insert(Redemption),
        [
            {"id": f"n{place}", "promotion_id": NEARLY_USED, "customer_id": None, "store_id": "367",
             "associate_id": "a", "at_ms": NOW_MS}
            for place in range(9)
        ],
    )  # fmt: skip
    session.commit()
    assert "“Few left” is running out 9 of 10 redeemed (90.0%)" in words(marketer.get("/console/overview"))


def test_silent_tablets_are_named_with_what_they_still_hold(marketer: Desk, session: Session) -> None:
    session.execute(update(Device).values(seen_ms=NOW_MS - DAY_MS // 2))
    session.commit()
    assert "Nothing waits for a decision" in words(marketer.get("/console/overview"))
    session.execute(
        update(Device)
        .where(Device.store_id == "367")
        .values(seen_ms=NOW_MS - 2 * DAY_MS, pending_operations=7)
    )
    session.commit()
    page = words(marketer.get("/console/overview"))
    assert "1 tablet not heard of for a day or more 7 things unsent on 1 tablet" in page


def test_what_a_trial_earned_stands_with_its_interval_and_what_it_asks_for(
    marketer: Desk, session: Session
) -> None:
    met(session, {"367": "mia", "406": "jon"}, each=900, many=600)
    visits.remember(session)
    session.commit()
    page = words(marketer.get("/console/overview"))
    assert re.search(r"Earned against control \+\$3,\d{3} \+\$\d,\d{3} to \+\$\d,\d{3}, by 1 trial", page)
    assert re.search(r"Held out by lot 20% off Bakery · 0 redemptions .*? \+\$3,\d{3} Earned", page)
    assert "“Held out by lot” has a winner" in page
    assert re.search(r"Visit rating 4\.\d\d of 5 better than before", page)
    assert re.search(r"Credited sales .*? Store 367 \$\d.*? of its revenue \+\$\d", page)


def row_of(page: str, name: str) -> str:
    """What the row of that name says."""
    return next(
        words(row.split("</tr")[0]) for row in page.split("<tr") if name in row and "redemption" in row
    )


def test_a_trial_whose_split_went_wrong_has_earned_nothing_that_may_be_said(
    marketer: Desk, session: Session
) -> None:
    crowds.run_soup(session)
    crowds.meet(session, crowds.SOUP, ("held_out", "offered"), uplift=0.2, share=0.35)
    session.commit()
    row = row_of(marketer.get("/console/overview"), "Autumn soup")
    assert "Not as planned" in row
    assert "Earned" not in row
    assert "+$" not in row


def test_of_several_arms_the_one_that_earned_is_named(marketer: Desk, session: Session) -> None:
    variants = [{"key": key, "weight": 1, "text": key} for key in ("Warm", "Short")]
    crowds.run_soup(session, holdout_percent=34, variants=json.dumps(variants))
    crowds.meet(session, crowds.SOUP, ("held_out", "Warm"), uplift=0.4)
    crowds.meet(
        session, crowds.SOUP, ("held_out", "Short"), uplift=0.0, customers=300, share=1.0,
        first=crowds.FIRST + 5_000,
    )  # fmt: skip
    session.commit()
    row = row_of(marketer.get("/console/overview"), "Autumn soup")
    assert re.search(r"to \+\$[\d,]+, by “Warm”", row)
