"""Campaigns of the past at the console: all of them with figures, and what one did, with honest words."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from server.campaigns.models import Campaign, CampaignMember
from server.purchases.models import Purchase, PurchaseLine
from tests.server.campaigns.past import AUTUMN, COFFEE, campaign, remember
from tests.server.console.desk import Desk
from tests.server.people import ELENA, HERE_SILENT, MARCO


@pytest.fixture
def past(desk: Desk, session: Session) -> Desk:
    """A reader at the console of a chain with two campaigns."""
    remember(session)
    desk.sign_in("reader")
    return desk


def words(page: str) -> str:
    """What the page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_list_says_what_all_of_them_came_to(past: Desk) -> None:
    page = words(past.get("/console/campaigns"))
    assert "Campaigns 2 of 1 kind" in page
    assert "Coupons redeemed 3 in all" in page
    assert "2 66.7% of those reached" in page
    assert re.search(
        r"Coffee Type A Live Nov 14 – Jan 10, 2027 1 0 0 .*Autumn Type A Ended Nov 1 – Nov 14 3 3 3", page
    )
    assert "1 campaign found" in words(past.get("/console/campaigns?q=autumn"))
    assert "No campaign is called “spring”" in words(past.get("/console/campaigns?q=spring"))


def test_without_an_import_the_page_says_where_campaigns_come_from(desk: Desk) -> None:
    desk.sign_in("reader")
    assert "They come with an import" in desk.get("/console/campaigns")


def test_a_campaigns_page_draws_its_weeks_and_says_them_as_a_table(past: Desk) -> None:
    raw = past.get(f"/console/campaigns/{AUTUMN}")
    assert "Redemptions a week over 2 weeks; most in the week from Nov 1: 2." in raw
    assert raw.count('class="chart-column"') == 2
    page = words(raw)
    assert "Nov 1 – Nov 7 2 Nov 8 – Nov 14 1" in page
    assert "VIP 2 3 100% Gold 1 0 0.0%" in page
    assert "Bakery 1 2 66.7% Dairy 1 1 33.3%" in page
    assert "52 Bakery 3 2 51 Dairy 2 1" in page


def test_spending_is_told_with_what_it_does_not_show(past: Desk) -> None:
    page = words(past.get(f"/console/campaigns/{AUTUMN}"))
    assert "in the 14 days of the campaign and in the 14 days before" in page
    assert "Received it, used a coupon 2 $10.62 $12.50 – too few to say" in page
    assert "This does not show what the campaign brought." in page
    assert "1 of its customers (33.3%) received another campaign in the same days." in page


def test_groups_large_enough_get_their_change(past: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.console.campaign_models.FEW", 1)
    page = words(past.get(f"/console/campaigns/{AUTUMN}"))
    assert "Received it, used a coupon 2 $10.62 $12.50 +17.7%" in page
    assert "Received it, used none 1 $0.00 $1.00 –" in page


def test_what_cannot_be_known_is_said(past: Desk, session: Session) -> None:
    page = words(past.get(f"/console/campaigns/{COFFEE}"))
    assert "Nothing was redeemed" in page
    assert "Too little is recorded to compare" in page
    session.execute(insert(Campaign), [campaign(7, "Old", "2025-09-01", "2025-11-30")])
    session.execute(
        insert(CampaignMember),
        [{"campaign_id": 7, "customer_id": each} for each in (MARCO, ELENA, HERE_SILENT)],
    )
    session.commit()
    assert "The record begins on Oct 18, 2025" in words(past.get("/console/campaigns/7"))
    session.execute(delete(CampaignMember))
    session.execute(delete(PurchaseLine))
    session.execute(delete(Purchase))
    session.commit()
    page = words(past.get("/console/campaigns/7"))
    assert "Nobody received it" in page
    assert "No coupons" in page
    assert past.client.get("/console/campaigns/8").status_code == 404
