"""HQ's browser in the tour: does in the console what two people there do, and takes pictures."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from tools.stage import APPROVER, PASSWORD, STAFF, STORE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
           "--disable-background-networking", "--disable-component-update")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """A promotion as a marketer has it in mind."""

    name: str
    text: str
    percent: int
    limit: int | None = None
    tiers: tuple[str, ...] = ()
    starts: datetime = datetime.now().replace(hour=6, minute=0) - timedelta(days=1)  # noqa: DTZ005 - store time
    days: int = 8


class Console:
    """A marketer in front of the console, and an approver at another desk."""

    def __init__(self, page: Page, approver: Page, address: str) -> None:
        self.page = page
        self.approver = approver
        self._address = address

    def sign_in(self) -> None:
        """Each has the list of promotions open."""
        for page, email in ((self.page, STAFF), (self.approver, APPROVER)):
            page.goto(f"{self._address}/console/sign-in")
            page.get_by_label("E-mail").fill(email)
            page.get_by_label("Password").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.get_by_role("heading", name="Overview", exact=True).wait_for()
            page.get_by_role("link", name="Promotions", exact=True).click()
            page.get_by_role("heading", name="Promotions", exact=True).wait_for()

    def write(self, plan: Plan) -> None:
        """The editor holds the plan, for the tour's store alone."""
        page = self.page
        page.goto(f"{self._address}/console/promotions")
        page.get_by_role("link", name="New promotion").first.click()
        page.get_by_label("Name", exact=True).fill(plan.name)
        page.get_by_label("Name", exact=True).press("Tab")
        page.keyboard.type(plan.text)
        page.get_by_label("Benefit", exact=True).fill(str(plan.percent))
        page.get_by_label("Starts").fill(plan.starts.strftime("%Y-%m-%dT%H:%M"))
        page.get_by_label("Ends").fill((plan.starts + timedelta(days=plan.days)).strftime("%Y-%m-%dT%H:%M"))
        page.get_by_label("Picked one by one").check()
        page.get_by_label("Find a store").fill(STORE)
        page.locator("#stores-picked .pick:visible").first.click()
        if plan.tiers:
            page.get_by_role("button", name="Add a condition").click()
            for tier in plan.tiers:
                page.get_by_role("group", name="Tiers").get_by_text(tier, exact=True).click()
        if plan.limit:
            page.get_by_label("Redemptions in total").fill(str(plan.limit))
        page.locator("#preview-count").wait_for()

    def submit(self) -> None:
        """What the editor holds waits for approval; the page of the promotion is open."""
        self.page.get_by_role("button", name="Submit…").click()
        self.page.get_by_role("button", name="Submit now").click()
        self.page.get_by_text("is submitted").first.wait_for()

    def approve(self) -> None:
        """The approver has read and approved what the marketer has open."""
        self.approver.goto(self.page.url)
        self.approver.get_by_role("button", name="Approve…").click()
        self.approver.get_by_role("button", name="Approve it").click()
        self.approver.get_by_text("is approved").first.wait_for()

    def publish(self) -> None:
        """What was approved is published; its page, which shows the approval by itself, is open."""
        self.page.get_by_role("button", name="Publish…").click()
        self.page.get_by_role("button", name="Publish now").click()
        self.page.get_by_text("is published").first.wait_for()

    def stop(self, name: str) -> None:
        """The promotion is stopped."""
        self.open_promotion(name)
        self.page.get_by_role("button", name="Stop…").click()
        self.page.get_by_role("button", name="Stop it").click()
        self.page.get_by_text("is stopped").first.wait_for()

    def open_promotion(self, name: str) -> None:
        """The page of the promotion is open."""
        self.page.goto(f"{self._address}/console/promotions")
        self.page.get_by_role("link", name=name).first.click()
        self.page.get_by_role("heading", name=name).wait_for()

    def open(self, place: str) -> None:
        """One of the console's pages is open."""
        self.page.goto(f"{self._address}/console/{place}")
        self.page.get_by_role("heading").first.wait_for()

    def wait_for(self, words: str) -> None:
        """The page shows these words, by itself."""
        self.page.get_by_text(words).first.wait_for()

    def picture(self, path: Path, *, of_approver: bool = False) -> Path:
        """The page as the marketer or the approver sees it, as PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        (self.approver if of_approver else self.page).screenshot(path=path)
        return path


def browser_path() -> str:
    """Where a browser is on this machine; ends the command with a word on how to get one otherwise."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("The console needs a browser here: run `make install`, which brings Chromium.")
    return found


@contextlib.contextmanager
def console(address: str) -> Iterator[Console]:
    """A browser for as long as the block lasts."""
    from playwright.sync_api import sync_playwright

    path = browser_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(OPTIONS))
        page, approver = (browser.new_page(viewport={"width": 1440, "height": 900}) for _ in range(2))
        try:
            yield Console(page, approver, address)
        finally:
            browser.close()
