"""The console as people use it: a real browser, by keyboard and mouse, under the strict policy."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from server.promotions import service
from tests.server.console.desk import Listed
from tests.server.console.visitor import Visitor
from tests.server.world import NOW_MS

pytestmark = pytest.mark.browser


def write_promotion(page: Page) -> None:
    """The form of a new promotion is filled, the audience by mouse, the rest by keyboard."""
    page.get_by_role("link", name="New promotion").click()
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Autumn soup week")
    page.keyboard.press("Tab")
    page.keyboard.type("All soups are a fifth off for you.")
    page.keyboard.press("Tab")
    page.keyboard.type("20")
    page.get_by_label("Starts").fill("2026-11-20T08:00")
    page.get_by_label("Ends").fill("2026-11-29T22:00")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_role("group", name="Tiers").get_by_label("VIP").check()


def test_a_newcomer_writes_a_promotion_and_with_an_approver_it_is_live(
    visitor: Visitor, approver: Visitor, listed: Listed
) -> None:
    page = visitor.page
    visitor.sign_in()
    write_promotion(page)
    expect(page.locator("#preview-count")).to_have_text("1")
    expect(page.locator("#preview")).to_contain_text("E•••• G.")
    page.get_by_role("button", name="Submit…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 customer may have it")
    expect(dialog).to_contain_text("Somebody else approves it")
    page.get_by_role("button", name="Submit now").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("is submitted")
    expect(page.get_by_role("button", name="Approve…")).to_have_count(0)
    approver.page.get_by_label("Waiting for approval").check()
    approver.page.get_by_role("link", name="Autumn soup week").click()
    expect(approver.page.locator("#promotion-head")).to_contain_text("asks for your approval")
    approver.approve(page.url)
    expect(page.get_by_role("button", name="Publish…")).to_be_visible()  # by itself
    visitor.publish()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    expect(page.locator(".changes")).to_contain_text("Approver approved it")
    (published,) = listed()
    assert published.phase == "running"
    assert published.audience == {"all": [{"attribute": "tier", "operator": "in", "value": ["VIP"]}]}


def test_what_is_sent_back_says_why_and_two_who_edit_it_lose_nothing(
    visitor: Visitor, visitors: Callable[[], Visitor], approver: Visitor, listed: Listed
) -> None:
    page, colleague = visitor.page, visitors()
    visitor.sign_in()
    colleague.sign_in("administrator")
    write_promotion(page)
    url = visitor.submit()
    approver.page.goto(url)
    approver.page.get_by_role("button", name="Send back…").click()
    approver.page.get_by_role("dialog").get_by_role("button", name="Send it back").click()
    expect(approver.page.locator("#word-problem")).to_contain_text("Say what is to be changed")
    approver.page.get_by_label("What is to be changed").fill("Leave Friday out.")
    approver.page.get_by_role("dialog").get_by_role("button", name="Send it back").click()
    expect(page.locator("#promotion-head")).to_contain_text("Leave Friday out.")  # by itself
    for someone in (visitor, colleague):
        someone.page.goto(f"{url}/edit")
    colleague.page.get_by_label("Benefit", exact=True).fill("25")
    colleague.page.get_by_role("button", name="Save draft").click()
    expect(colleague.page.get_by_role("status").first).to_contain_text("saved as a draft")
    page.get_by_label("Name", exact=True).fill("Soup fortnight")
    page.get_by_role("button", name="Save draft").click()
    beside = page.get_by_role("alert")
    expect(beside).to_contain_text("Administrator changed this just now, while you were writing")
    expect(beside.get_by_label("25% off")).to_be_checked()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Soup fortnight")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("status").first).to_contain_text("saved as a draft")
    assert [(each.name, each.benefit_value) for each in listed()] == [("Soup fortnight", 25)]


def test_an_end_before_the_start_is_told_beside_the_field_with_everything_kept(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    write_promotion(page)
    page.get_by_label("Ends").fill("2026-11-01T22:00")
    page.get_by_role("button", name="Submit…").click()
    expect(page.locator("#ends_local-problem")).to_contain_text("It ends before it starts.")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Autumn soup week")
    expect(page.get_by_label("Ends")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_role("group", name="Tiers").get_by_label("VIP")).to_be_checked()
    page.get_by_label("Ends").fill("2026-11-29T22:00")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("status").first).to_contain_text("saved as a draft")


def test_enter_in_a_text_field_saves_and_a_refused_form_comes_back(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("link", name="New promotion").click()
    page.get_by_label("Benefit", exact=True).fill("20")
    page.keyboard.press("Enter")
    expect(page.locator("#name-problem")).to_be_visible()
    expect(page.get_by_label("Benefit", exact=True)).to_have_value("20")


def test_a_live_promotion_is_stopped_after_a_question(
    visitor: Visitor, approver: Visitor, listed: Listed
) -> None:
    page = visitor.page
    visitor.sign_in()
    write_promotion(page)
    approver.approve(visitor.submit())
    approver.publish()
    page.get_by_role("button", name="Stop…").click()
    expect(page.get_by_role("dialog")).to_contain_text("cannot be undone")
    page.keyboard.press("Escape")
    assert [each.status for each in listed()] == ["published"]
    page.get_by_role("button", name="Stop…").click()
    page.get_by_role("button", name="Stop it").click()
    expect(page.get_by_role("status").first).to_contain_text("is stopped")
    expect(page.get_by_text("Stopped", exact=True).first).to_be_visible()
    expect(page.get_by_role("heading", name="Who has obeyed")).to_be_visible()
    expect(page.get_by_text("Stops by itself within").first).to_be_visible()
    expect(page.get_by_role("button", name="Stop…")).to_have_count(0)


def test_stores_are_picked_by_search_and_departments_by_keyboard(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    write_promotion(page)
    page.get_by_label("Picked one by one").check()
    page.get_by_label("Find a store").fill("406")
    expect(page.locator("#stores-picked .pick:visible")).to_have_count(1)
    page.locator("#stores-picked .pick:visible").click()
    expect(page.locator("#stores-picked")).to_contain_text("1 of 2 picked")
    expect(page.locator("#preview")).to_contain_text("Reaches 1 tablet in 1 store")
    page.get_by_label("Condition 1: what to look at").focus()
    page.get_by_label("Condition 1: what to look at").select_option("departments")
    expect(page.get_by_label("Condition 1: what to look at")).to_be_focused()
    page.locator("#rule-0-picker summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Dairy").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.locator("#rule-0-picker summary")).to_be_focused()
    expect(page.locator("#rule-0-picker summary")).to_contain_text("Dairy")
    expect(page.locator("#preview-count")).to_have_text("1")
    page.get_by_role("button", name="Remove condition 1").click()
    expect(page.get_by_role("button", name="Add a condition")).to_be_focused()


def test_a_tablet_gets_a_code_and_another_is_revoked(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("link", name="Tablets").click()
    page.get_by_role("button", name="Enrol a tablet").click()
    expect(page.get_by_label("Find a store")).to_be_focused()
    page.keyboard.type("367")
    page.get_by_role("dialog").locator(".pick:visible").click()
    page.get_by_role("button", name="Make the code").click()
    expect(page.locator("#enrolment-code")).to_have_text(re.compile("[A-Z2-9]{4}-[A-Z2-9]{4}"))
    expect(page.get_by_role("dialog")).to_contain_text("store time")
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Revoke Tablet of 406").click()
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_role("status").first).to_contain_text("is revoked")


def test_the_list_follows_what_others_do_without_a_reload(visitor: Visitor, session: Session) -> None:
    page = visitor.page
    visitor.sign_in()
    expect(page.get_by_role("heading", name="No promotions yet")).to_be_visible()
    values = {"name": "From elsewhere", "benefit_kind": "percent", "benefit_value": 5,
              "starts_local": "2026-11-20T08:00", "ends_local": "2026-11-29T08:00"}  # fmt: skip
    made = service.create(session, values, by="x", now_ms=NOW_MS, new_id="made-elsewhere")
    session.commit()
    expect(page.get_by_role("link", name=made.name)).to_be_visible(timeout=8_000)
    page.get_by_role("searchbox").fill("nothing")
    expect(page.get_by_role("link", name=made.name)).to_have_count(0)


def test_the_chosen_theme_is_remembered(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("button", name="Dark theme").click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page.get_by_role("button", name="Light theme")).to_be_visible()


def test_a_reader_meets_no_button_that_changes(visitor: Visitor) -> None:
    page = visitor.page
    visitor.sign_in("reader")
    expect(page.get_by_role("link", name="New promotion")).to_have_count(0)
    page.get_by_role("link", name="Tablets").click()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("button")).to_have_text([re.compile("theme"), "Sign out"])
