"""Somebody in front of a browser, and what the browser complained of meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.server.world import PIN

AXE = Path(__file__).parent / "axe-core-4.14.1" / "axe.min.js"
EXPECTED = ("status of 422", "status of 409")
"""A refused form is no fault of the page; the browser notes it all the same."""


@contextmanager
def visiting(browser: Browser, address: str) -> Iterator[Callable[[], Visitor]]:
    """Puts people in front of windows of that browser, for as long as the block lasts."""
    contexts: list[BrowserContext] = []
    there: list[Visitor] = []

    def visit() -> Visitor:
        context = browser.new_context(base_url=address, viewport={"width": 1440, "height": 900})
        context.set_default_timeout(10_000)
        contexts.append(context)
        there.append(Visitor(context.new_page()))
        return there[-1]

    yield visit
    for context in contexts:
        context.close()
    assert [complaint for someone in there for complaint in someone.complaints] == []


class Visitor:
    """Uses pages as a person does."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(words in message.text for words in EXPECTED):
            self.complaints.append(message.text)

    def sign_in(self, role: str = "marketer") -> None:
        """The list of promotions is open, signed in as that role."""
        self.page.goto("/console/sign-in")
        self.page.get_by_label("E-mail").fill(f"{role}@example.com")
        self.page.get_by_label("Password").fill(PIN)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("heading", name="Overview", exact=True).wait_for()
        self.page.get_by_role("link", name="Promotions", exact=True).click()
        self.page.get_by_role("heading", name="Promotions", exact=True).wait_for()

    def submit(self) -> str:
        """The address of the promotion that the open editor was submitted as."""
        self.page.get_by_role("button", name="Submit…").click()
        self.page.get_by_role("button", name="Submit now").click()
        self.page.get_by_text("is submitted").first.wait_for()
        return self.page.url

    def approve(self, url: str) -> None:
        """The promotion there is approved; its page is open."""
        self.page.goto(url)
        self.page.get_by_role("button", name="Approve…").click()
        self.page.get_by_role("button", name="Approve it").click()
        self.page.get_by_text("is approved").first.wait_for()

    def publish(self) -> None:
        """The approved promotion whose page is open is published."""
        self.page.get_by_role("button", name="Publish…").click()
        self.page.get_by_role("button", name="Publish now").click()
        self.page.get_by_text("is published").first.wait_for()

    def barriers(self, within: str | None = None) -> list[str]:
        """What axe-core finds on the page or within a part of it, each with the first place where."""
        self.page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
        found: dict[str, Any] = self.page.evaluate("part => axe.run(part ?? document)", within)
        return [
            f"{each['id']}: {each['nodes'][0]['html'][:200]} {each['nodes'][0]['any'][:1]}"
            for each in found["violations"]
        ]
