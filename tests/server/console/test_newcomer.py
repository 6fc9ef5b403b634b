"""A newcomer launches a promotion in under two minutes: every step counted as people take it.

Times are those of the keystroke-level model (Card, Moran, Newell 1980): a key 0.28 s (an average typist),
pointing 1.1 s, a click 0.2 s, from keyboard to mouse or back 0.4 s, 1.35 s of thought before each step. To
that comes reading every word of what she is asked and told, at 238 words a minute (Brysbaert 2019).
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.server.console.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.long]

KEY, POINT, CLICK, HOME, THINK, WORD = 0.28, 1.1, 0.2, 0.4, 1.35, 60 / 238
TWO_MINUTES = 120.0


class Newcomer:
    """Works with labels that she reads on the page and with nothing else; `seconds` is what that takes."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.seconds = 0.0
        self.steps = 0
        self._typing = False

    def presses(self, what: Locator) -> None:
        """She finds it, points at it and clicks."""
        self.steps += 1
        self.seconds += THINK + (HOME if self._typing else 0) + POINT + CLICK
        self._typing = False
        what.click()

    def types(self, label: str, text: str) -> None:
        """She goes to the field of that name and types what she thought of on the way."""
        self.presses(self.page.get_by_label(label).first)
        self._typing = True
        self.seconds += HOME + KEY * len(text)
        self.page.keyboard.type(text)

    def reads(self, where: Locator) -> None:
        """She reads what stands there."""
        self.seconds += WORD * len(where.inner_text().split())


def test_a_newcomer_launches_a_promotion_in_under_two_minutes(visitor: Visitor, approver: Visitor) -> None:
    page, she = visitor.page, Newcomer(visitor.page)
    visitor.sign_in()
    she.reads(page.locator("main .page-head"))
    she.presses(page.get_by_role("link", name="New promotion").first)
    she.reads(page.locator("main .page-head"))
    she.types("Name", "Autumn soup week")
    she.types("What the associate can say", "All soups are a fifth off for you.")
    she.types("Benefit", "20")
    she.presses(page.get_by_role("button", name="Friday", exact=True))
    she.presses(page.get_by_role("button", name="A week", exact=True))
    she.presses(page.get_by_role("button", name="Add a condition"))
    she.presses(page.get_by_role("group", name="Tiers").get_by_label("VIP"))
    expect(page.locator("#preview-count")).to_have_text("1")
    she.reads(page.locator("#preview"))
    she.presses(page.get_by_role("button", name="Submit…"))
    she.reads(page.get_by_role("dialog"))
    she.presses(page.get_by_role("button", name="Submit now"))
    page.get_by_text("is submitted").first.wait_for()
    approver.approve(page.url)  # somebody else's time
    she.presses(page.get_by_role("button", name="Publish…"))
    she.reads(page.get_by_role("dialog"))
    she.presses(page.get_by_role("button", name="Publish now"))
    page.get_by_text("is published").first.wait_for()
    assert she.seconds < TWO_MINUTES, f"{she.seconds:.0f} s in {she.steps} steps"
