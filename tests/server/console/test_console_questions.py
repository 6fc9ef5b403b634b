"""Every question that stands over a page bars nobody, fits a small screen and goes away without an answer."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.server.console.test_console_accessibility import THEMES, _as_somebody, _turned
from tests.server.console.test_console_in_the_browser import write_promotion
from tests.server.console.test_console_offers import soup
from tests.server.console.visitor import Visitor

__all__ = ["soup"]

pytestmark = pytest.mark.browser


def small(visitor: Visitor) -> Page:
    """Her page on a small screen, without anything that moves."""
    visitor.page.emulate_media(color_scheme="light", reduced_motion="reduce")
    visitor.page.set_viewport_size({"width": 1024, "height": 768})
    visitor.sign_in()
    return visitor.page


def is_asked(visitor: Visitor, button: Locator) -> None:
    """The button opens a question without barriers; it holds the focus, and Escape gives that back."""
    page, dialog = visitor.page, visitor.page.get_by_role("dialog")
    button.click()
    expect(dialog).to_be_visible()
    for theme in THEMES:
        _turned(page, theme)
        assert visitor.barriers("dialog") == [], theme
    assert dialog.evaluate("each => each.scrollWidth <= each.clientWidth && each.matches(':modal')")
    assert dialog.evaluate("each => each.contains(document.activeElement)")
    place = dialog.bounding_box()
    assert place is not None
    assert 0 <= place["y"] <= place["y"] + place["height"] <= 768, "its buttons are in sight"
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_questions_on_the_way_of_a_promotion_bar_nobody(visitor: Visitor) -> None:
    page = small(visitor)
    write_promotion(page)
    is_asked(visitor, page.get_by_role("button", name="Submit…"))
    url = visitor.submit()
    _as_somebody(page, "approver")
    is_asked(visitor, page.get_by_role("button", name="Approve…"))
    is_asked(visitor, page.get_by_role("button", name="Send back…"))
    visitor.approve(url)
    is_asked(visitor, page.get_by_role("button", name="Publish…"))
    visitor.publish()
    is_asked(visitor, page.get_by_role("button", name="Stop…"))


def test_questions_about_tablets_bar_nobody(visitor: Visitor) -> None:
    page = small(visitor)
    page.get_by_role("link", name="Tablets").click()
    page.get_by_role("table").wait_for()
    is_asked(visitor, page.get_by_role("button", name="Enrol a tablet"))
    for word in ("Retire", "Revoke"):
        is_asked(visitor, page.get_by_role("button", name=re.compile(f"^{word} ")).first)


def test_the_question_before_a_picture_is_deleted_bars_nobody(visitor: Visitor, soup: str) -> None:
    page = small(visitor)
    page.goto(soup)
    is_asked(visitor, page.get_by_role("button", name="Delete…"))
