"""Somebody in front of a browser, and what the browser complained of meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page

from tests.server.world import PIN

AXE = Path(__file__).parent / "axe-core-4.14.1" / "axe.min.js"
EXPECTED = ("status of 422",)
"""A refused form is no fault of the page; the browser notes it all the same."""


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
        self.page.get_by_role("heading", name="Promotions", exact=True).wait_for()

    def barriers(self) -> list[str]:
        """What axe-core finds on the page, each with the first place where."""
        self.page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
        found: dict[str, Any] = self.page.evaluate("() => axe.run()")
        return [
            f"{each['id']}: {each['nodes'][0]['html'][:200]} {each['nodes'][0]['any'][:1]}"
            for each in found["violations"]
        ]
