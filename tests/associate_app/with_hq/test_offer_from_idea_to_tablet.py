"""The whole story, in a real browser and on a real tablet: approved, published, redeemed offline, stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from associate_app.presenters.view_models import OfferCard
from associate_app.wiring import Tablet
from shared.clock import FixedClock
from tests.associate_app.hq_world import Headquarters, Screen, make_tablet
from tests.associate_app.small_world import PIN
from tests.server.console.conftest import CHROMIUM, QUIET
from tests.server.console.visitor import Visitor, visiting
from tests.server.world import Cast, counted_bytes
from tools.line import Line

pytestmark = pytest.mark.browser

NAME = "Autumn soup week"


@pytest.fixture
def hq_clock(clock: FixedClock) -> FixedClock:
    """HQ and the tablet agree on the time."""
    return clock


@pytest.fixture
def line(hq: Headquarters) -> Iterator[Line]:
    """The tablet's own line to HQ."""
    made = Line(int(hq.address.rsplit(":", 1)[1]))
    yield made
    made.cut()


@pytest.fixture
def tablet(
    tmp_path: Path, clock: FixedClock, hq: Headquarters, line: Line, screen: Screen
) -> Iterator[Tablet]:
    """Mia has signed in to it, and it has loaded its store over its line."""
    made = make_tablet(tmp_path / "tablet", clock, screen, counted_bytes("tablet"))
    made.enrol.enrol(line.address, hq.make_code())
    made.sign_in.sign_in("101", PIN)
    screen.wait(lambda: made.sync.status().state == "synced")
    yield made
    made.close()


@pytest.fixture
def visit(hq: Headquarters) -> Iterator[Callable[[], Visitor]]:
    """Puts staff of HQ in front of the console."""
    with hq.session() as session:
        cast = Cast(session)
        for role in ("marketer", "approver"):
            cast.staff(role)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        with visiting(browser, hq.address) as made:
            yield made
        browser.close()


def write(page: Page) -> None:
    page.get_by_role("link", name="New promotion").click()
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Benefit", exact=True).fill("20")
    page.get_by_label("Starts").fill("2026-11-20T08:00")
    page.get_by_label("Ends").fill("2026-11-29T22:00")


def offer(tablet: Tablet) -> OfferCard | None:
    return next((each for each in tablet.customer.open(1).offers if each.title.startswith(NAME)), None)


def test_an_offer_goes_from_an_idea_to_a_tablet_and_off_it_again(
    hq: Headquarters, tablet: Tablet, line: Line, screen: Screen, clock: FixedClock,
    visit: Callable[[], Visitor],
) -> None:  # fmt: skip
    marketer, approver = visit(), visit()
    marketer.sign_in()
    approver.sign_in("approver")
    page = marketer.page
    write(page)
    expect(page.locator("#preview-count")).to_have_text("1")
    url = marketer.submit()
    approver.approve(url)
    marketer.publish()
    screen.wait(lambda: offer(tablet) is not None)
    expect(page.locator("#promotion-progress")).to_contain_text("1 of 1 have it")

    line.cut()
    tablet._desk().recorder.announce()
    screen.wait(lambda: tablet.sync.status().state == "offline")
    seen = offer(tablet)
    assert seen is not None
    assert seen.available
    tablet.customer.redeem(1, seen.promotion_id)
    used = offer(tablet)
    assert used is not None
    assert used.redeemed
    approver.page.goto(url)
    approver.page.get_by_role("button", name="Stop…").click()
    approver.page.get_by_role("button", name="Stop it").click()
    expect(approver.page.get_by_role("heading", name="Who has obeyed")).to_be_visible()
    expect(approver.page.locator("#promotion-progress")).to_contain_text("Stops by itself within 3 days")

    line.restore()
    clock.advance(timedelta(minutes=2))
    tablet._desk().recorder.announce()
    expect(approver.page.locator("#promotion-progress")).to_contain_text("1 of 1 have obeyed", timeout=20_000)
    assert hq.rows("SELECT customer_id FROM redemptions") == [(1,)], "what was given before the stop counts"
    assert [change for (change,) in hq.rows("SELECT kind FROM promotion_changes ORDER BY version")] == [
        "created", "submitted", "approved", "published", "stopped",
    ]  # fmt: skip
