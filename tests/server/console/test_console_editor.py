"""The promotion's editor in a browser: fields that fit the kind of benefit, quick choices, variants."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.server.console.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_quick_choices_set_the_days_and_keep_how_long_it_runs(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("link", name="New promotion").first.click()
    starts, ends = page.get_by_label("Starts"), page.get_by_label("Ends")
    page.get_by_role("button", name="Friday", exact=True).click()
    page.get_by_role("button", name="3 days", exact=True).click()
    expect(starts).to_have_value("2026-11-27T08:00")
    expect(ends).to_have_value("2026-11-29T22:00")
    page.get_by_role("button", name="Monday", exact=True).click()
    expect(starts).to_have_value("2026-11-23T08:00")
    expect(ends).to_have_value("2026-11-25T22:00")
    page.get_by_role("button", name="1 day", exact=True).click()
    expect(ends).to_have_value("2026-11-23T22:00")


def test_the_fields_are_those_of_the_chosen_kind_and_what_was_typed_in_others_stays(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("link", name="New promotion").first.click()
    kind, take = page.get_by_label("Kind of benefit"), page.locator("#benefit_take")
    expect(take).to_be_hidden()
    kind.select_option("n_for_m")
    take.fill("3")
    expect(page.locator("#benefit_value")).to_be_hidden()
    kind.select_option("percent")
    expect(take).to_be_hidden()
    expect(page.locator("#benefit_value")).to_be_visible()
    kind.select_option("n_for_m")
    expect(take).to_have_value("3")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#benefit_pay-problem")).to_be_visible()
    expect(take).to_have_value("3")


def test_variants_are_added_and_removed_without_losing_what_was_typed(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("link", name="New promotion").first.click()
    page.get_by_label("Name", exact=True).fill("Two words for soup")
    page.get_by_text("Try variants, keep a control").click()
    page.get_by_role("button", name="Try two variants").click()
    expect(page.locator("#variants [name$='-key']")).to_have_count(2)
    page.locator("[name='variant-0-text']").fill("Warm soup.")
    page.get_by_role("button", name="Add a variant").click()
    expect(page.locator("#variants [name$='-key']")).to_have_count(3)
    expect(page.locator("[name='variant-0-text']")).to_have_value("Warm soup.")
    page.get_by_role("button", name="Remove variant 2").click()
    expect(page.locator("#variants [name$='-key']")).to_have_count(2)
    expect(page.locator("[name='variant-1-key']")).to_have_value("C")
    page.get_by_role("button", name="Remove variant 1").click()
    expect(page.locator("#variants [name$='-key']")).to_have_count(0)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Two words for soup")
