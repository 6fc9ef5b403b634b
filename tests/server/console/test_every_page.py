"""Every page of the console is known, has no barriers in light and dark, and fits a small screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from tests.server.console.every_page import PAGES, PARTS, furnish
from tests.server.console.visitor import Visitor

THEMES = ("light", "dark")


def test_every_page_is_known(app: Flask) -> None:
    asked_for = {
        rule.endpoint.removeprefix("console.")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("console.") and "GET" in (rule.methods or ())
    }
    assert asked_for - PARTS == set(PAGES), "a new page stands in tests/server/console/every_page.py"
    assert not PARTS & set(PAGES)


def looked_through(visitor: Visitor, name: str) -> list[str]:
    """What is wrong with the page that is open."""
    page: Page = visitor.page
    found = []
    for theme in THEMES:
        page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
        page.wait_for_function("document.getAnimations().every(each => !(each instanceof CSSTransition))")
        found += [f"{name}, {theme}: {each}" for each in visitor.barriers()]
    if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
        found.append(f"{name} is wider than the screen")
    return found


@pytest.mark.browser
def test_no_page_bars_anybody_or_is_wider_than_a_small_screen(
    visitors: Callable[[], Visitor], session: Session
) -> None:
    furnish(session)
    found: list[str] = []
    for role in sorted({place.role for place in PAGES.values()}):
        visitor = visitors()
        visitor.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        visitor.page.set_viewport_size({"width": 1024, "height": 768})
        if role:
            visitor.sign_in(role)
        for name, place in PAGES.items():
            if place.role == role:
                answer = visitor.page.goto(place.path)
                assert answer is not None
                assert answer.status == 200, name
                found += looked_through(visitor, name)
    assert found == []
