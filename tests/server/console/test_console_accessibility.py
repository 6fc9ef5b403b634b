"""No page bars anybody: axe-core finds nothing, in light and dark, and nothing is wider than the screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.server.console.test_console_in_the_browser import write_promotion
from tests.server.console.visitor import Visitor
from tests.server.world import PIN

pytestmark = pytest.mark.browser


def _editor(page: Page) -> None:
    write_promotion(page)
    page.get_by_label("Picked one by one").check()
    page.get_by_role("button", name="Add a condition").click()
    page.locator("#rule-1").wait_for()
    page.get_by_label("Condition 2: what to look at").select_option("departments")
    page.locator("#rule-1-picker summary").click()


def _problems(page: Page) -> None:
    page.get_by_role("link", name="New promotion").click()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("alert").wait_for()


def _question(page: Page) -> None:
    write_promotion(page)
    page.get_by_role("button", name="Submit…").click()
    page.get_by_role("dialog").wait_for()


def _submitted(page: Page) -> None:
    _question(page)
    page.get_by_role("button", name="Submit now").click()
    page.get_by_role("heading", name="Redemptions").wait_for()


def _as_somebody(page: Page, role: str) -> None:
    """What is open is open for somebody of that role."""
    url = page.url
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail").fill(f"{role}@example.com")
    page.get_by_label("Password").fill(PIN)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Overview", exact=True).wait_for()
    page.goto(url)


def _sending_back(page: Page) -> None:
    _submitted(page)
    _as_somebody(page, "approver")
    page.get_by_role("button", name="Send back…").click()
    page.get_by_role("button", name="Send it back").click()
    page.locator("#word-problem").wait_for()


def _own_work(page: Page) -> None:
    _as_somebody(page, "administrator")
    page.get_by_role("link", name="Promotions").first.click()
    _submitted(page)
    page.get_by_text("You wrote this").wait_for()


def _promotion(page: Page) -> None:
    _submitted(page)
    _as_somebody(page, "approver")
    for ask, answer in (("Approve…", "Approve it"), ("Publish…", "Publish now")):
        page.get_by_role("button", name=ask).click()
        page.get_by_role("button", name=answer).click()
    page.get_by_role("button", name="Stop…").wait_for()


def _stopped(page: Page) -> None:
    _promotion(page)
    page.get_by_role("button", name="Stop…").click()
    page.get_by_role("button", name="Stop it").click()
    page.get_by_role("heading", name="Who has obeyed").wait_for()


def _history(page: Page) -> None:
    _edited_by_two(page)
    page.get_by_role("link", name="History").click()
    page.get_by_role("heading", name="Latest").wait_for()


def _edited_by_two(page: Page) -> None:
    _submitted(page)
    url = page.url
    page.goto(f"{url}/edit")
    first, second = page.get_by_role("button", name="Save draft"), page.context.new_page()
    second.goto(f"{url}/edit")
    second.get_by_label("Name", exact=True).fill("Soup fortnight")
    second.get_by_role("button", name="Save draft").click()
    second.get_by_role("heading", name="Soup fortnight").wait_for()
    second.close()
    page.get_by_label("Name", exact=True).fill("Winter soups")
    first.click()
    page.get_by_text("while you were writing").first.wait_for()


def _list(page: Page) -> None:
    _promotion(page)
    page.get_by_role("link", name="Promotions").first.click()
    page.get_by_role("table").wait_for()


def _tablets(page: Page) -> None:
    page.get_by_role("link", name="Tablets").click()
    page.get_by_role("table").wait_for()


def _code(page: Page) -> None:
    _tablets(page)
    page.get_by_role("button", name="Enrol a tablet").click()
    page.get_by_role("dialog").locator(".pick").first.click()
    page.get_by_role("button", name="Make the code").click()
    page.locator("#enrolment-code").wait_for()


def _a_trial(page: Page) -> None:
    """An experiment with a third variant is written, and its question stands open."""
    page.get_by_role("link", name="Experiments", exact=True).click()
    page.get_by_role("link", name="New experiment").click()
    page.get_by_label("Name", exact=True).fill("Due again first")
    page.get_by_role("button", name="Add a variant").click()
    page.get_by_label("Variant 3: its name").fill("Due first")
    page.get_by_role("button", name="Save draft").click()
    page.get_by_role("button", name="Submit…").click()
    page.get_by_role("dialog").wait_for()


def _empty(page: Page) -> None:
    page.get_by_role("heading", name="No promotions yet").wait_for()


def _rules(page: Page) -> None:
    page.get_by_role("link", name="What to say next").click()
    page.get_by_role("link", name="Left in the cart").click()
    page.get_by_label("Weight").fill("70")
    page.get_by_text("of its book").wait_for()


def _changes(page: Page) -> None:
    _rules(page)
    page.get_by_role("button", name="Save for all tablets").click()
    page.get_by_text("Weight: 85 → 70").wait_for()


def _guide(page: Page) -> None:
    page.get_by_role("link", name="Guides").click()
    page.get_by_role("link", name="New guide").click()
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("alert").wait_for()


PLACES = (
    _empty, _editor, _problems, _question, _sending_back, _own_work, _edited_by_two, _promotion, _stopped,
    _history, _list, _tablets, _code, _rules, _changes, _guide, _a_trial,
)  # fmt: skip


THEMES = ("light", "dark")


def _turned(page: Page, theme: str) -> None:
    """The page stands in that theme, with every colour at its end."""
    page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
    page.wait_for_function("document.getAnimations().every(each => !(each instanceof CSSTransition))")


@pytest.mark.parametrize("theme", THEMES)
def test_signing_in_is_in_the_systems_theme_and_has_no_barriers(visitor: Visitor, theme: str) -> None:
    visitor.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    visitor.page.goto("/console/sign-in")
    assert visitor.page.locator("html").get_attribute("data-bs-theme") == theme
    assert visitor.barriers() == []


@pytest.mark.parametrize("place", PLACES)
def test_a_place_has_no_barriers_in_light_and_dark_and_fits_a_small_screen(
    visitor: Visitor, place: Callable[[Page], None]
) -> None:
    page = visitor.page
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 1024, "height": 800})
    visitor.sign_in()
    place(page)
    for theme in THEMES:
        _turned(page, theme)
        assert visitor.barriers() == [], theme
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), theme
        assert page.evaluate(
            "[...document.querySelectorAll('.panel-body')].every(e => e.scrollWidth <= e.clientWidth)"
        ), theme
