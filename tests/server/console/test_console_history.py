"""The History page stays current by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.server.console.test_console_in_the_browser import write_promotion
from tests.server.console.visitor import Visitor

pytestmark = pytest.mark.browser


def test_what_a_colleague_does_stands_on_the_open_history_page(
    visitor: Visitor, visitors: Callable[[], Visitor]
) -> None:
    page, colleague = visitor.page, visitors()
    page.clock.install()
    visitor.sign_in()
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", name="Nothing happened yet")).to_be_visible()
    colleague.sign_in("administrator")
    write_promotion(colleague.page)
    colleague.page.get_by_role("button", name="Save draft").click()
    colleague.page.get_by_role("heading", name="Autumn soup week").wait_for()
    page.clock.run_for(5_500)
    expect(page.locator("#changes")).to_contain_text("Autumn soup week")
    expect(page.get_by_role("heading", name="Latest")).to_be_visible()
