"""Saved audiences at the console: listed with live counts, written, copied, grown, brought and deleted."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import insert
from sqlalchemy.orm import Session

from server.audiences import service
from server.customers.models import ClientBookEntry, ConsentRecord, Customer
from server.experiments.models import ExperimentRecord
from server.sequences.models import SequenceRecord
from shared.ids import scoped_id
from tests.server.audiences.saved import GONE, GUESTS, LOVERS, save_some
from tests.server.console.desk import PROMOTION, Desk
from tests.server.console.visitor import Visitor
from tests.server.people import BREAD, ELENA, MARCO, buy, consent, customer
from tests.server.world import NOW_MS

AUDIENCES = "/console/audiences"
VIP = {
    "rule_count": "1", "rule-0-attribute": "tier", "rule-0-was": "tier", "rule-0-operator": "in",
    "rule-0-value": ["VIP"],
}  # fmt: skip
PART = {"HX-Request": "true"}


@pytest.fixture
def saved(desk: Desk, session: Session) -> Desk:
    """A marketer at the desk, with audiences to look at."""
    save_some(session)
    session.commit()
    desk.sign_in()
    return desk


def test_the_list_counts_each_audience_and_says_what_takes_it_in(saved: Desk) -> None:
    takes_in = {**VIP, "rule-0-attribute": "audience", "rule-0-was": "audience", "rule-0-value": [LOVERS]}
    saved.post("/console/promotions/new", **PROMOTION | takes_in)
    page = saved.get(AUDIENCES)
    assert "being counted" in page
    assert "Last summer" in page, "deleted lately"
    rows = saved.get(f"{AUDIENCES}/rows", **PART)
    assert "being counted" not in rows
    assert re.search(r"Bread lovers.*?right number\">1<", rows, re.DOTALL)
    assert re.search(r"Guests of the opening.*?right number\">2<.*?of 2 on it", rows, re.DOTALL)
    assert PROMOTION["name"] in rows
    found = saved.get(f"{AUDIENCES}/rows?q=opening", **PART)
    assert "Guests of the opening" in found
    assert "Bread lovers" not in found
    assert "Nothing found for “zebra”" in saved.get(f"{AUDIENCES}?q=zebra")


def test_a_sequence_and_an_experiment_that_take_it_in_are_a_step_away(saved: Desk, session: Session) -> None:
    rule = {"attribute": "audience", "operator": "in", "value": [LOVERS]}
    experiment_id = "0198f7a0-0000-7000-8000-0000000000e1"
    session.add(
        SequenceRecord(
            id="welcome", name="Welcome", starts_with="audience", about=LOVERS, steps="[]", is_on=1,
            updated_by="m", updated_ms=1,
        )
    )  # fmt: skip
    session.add(
        ExperimentRecord(
            id=experiment_id, name="Popular first", surface="recommendations", variants="[]", control="a",
            status="running", starts_local="2026-11-20T08:00", ends_local="2026-11-29T08:00",
            audience=json.dumps(rule), created_by="m", created_ms=1, updated_ms=1, edited_by="m",
        )
    )  # fmt: skip
    session.commit()
    page = saved.get(f"{AUDIENCES}/{LOVERS}")
    assert 'href="/console/sequences/welcome">Welcome</a>' in page
    assert f'href="/console/experiments/{experiment_id}">Popular first</a>' in page
    assert "2 of those that take it in are live" in page


def test_without_audiences_the_page_says_what_one_is(desk: Desk) -> None:
    desk.sign_in()
    page = desk.get(AUDIENCES)
    assert "No audiences yet" in page
    assert "Find look-alikes" not in page


def test_an_audience_is_written_and_changed_and_nothing_typed_is_lost(saved: Desk) -> None:
    assert 'name="name"' in saved.get(f"{AUDIENCES}/new")
    refused = saved.post(f"{AUDIENCES}/new", name="", description="For whom", **VIP)
    assert (refused.status_code, 'id="name-problem"' in refused.text) == (422, True)
    assert 'value="For whom"' in refused.text
    empty = saved.post(f"{AUDIENCES}/new", name="All", rule_count="0")
    assert "without one it would be every customer" in empty.text
    made = saved.post(f"{AUDIENCES}/new", name="The best", **VIP)
    assert "“The best” is saved." in made.text
    path = made.request.path
    assert saved.post(path, name="Best", version="1", **VIP).status_code == 200
    late = saved.post(path, name="Bester", version="1", **VIP)
    assert (late.status_code, "Somebody else saved this audience" in late.text) == (409, True)
    assert 'value="Bester"' in late.text
    assert 'name="version" value="2"' in late.text
    wrong = saved.post(path, name="Bread lovers", version="2", **VIP)
    assert "There is an audience “Bread lovers” already" in wrong.text


def test_an_audience_does_not_take_itself_in(saved: Desk) -> None:
    takes_in = {**VIP, "rule-0-attribute": "audience", "rule-0-was": "audience", "rule-0-value": [LOVERS]}
    answer = saved.post(f"{AUDIENCES}/{LOVERS}", name="Bread lovers", version="1", **takes_in)
    assert answer.status_code == 422
    preview = saved.post(f"{AUDIENCES}/preview?own={LOVERS}", headers=PART, **takes_in).text
    assert "circle" in preview or "itself" in preview


def test_what_is_saved_in_one_that_is_live_says_that_it_decides_at_once(saved: Desk) -> None:
    takes_in = {**VIP, "rule-0-attribute": "audience", "rule-0-was": "audience", "rule-0-value": [LOVERS]}
    saved.publish(**PROMOTION | takes_in)
    page = saved.get(f"{AUDIENCES}/{LOVERS}")
    assert "“Autumn soup week” is live: what you save decides there at once" in page


def test_what_is_saved_in_one_that_is_in_approval_says_that_it_becomes_a_draft_again(saved: Desk) -> None:
    takes_in = {**VIP, "rule-0-attribute": "audience", "rule-0-was": "audience", "rule-0-value": [LOVERS]}
    path = saved.submit(**PROMOTION | takes_in)
    warned = "“Autumn soup week” is submitted or approved: other customers make a draft of it again"
    assert warned in saved.get(f"{AUDIENCES}/{LOVERS}")
    saved.colleague().approve(path)
    page = saved.get(f"{AUDIENCES}/{LOVERS}")
    assert warned in page
    assert "is live" not in page
    assert "It cannot be deleted while something takes it in." in page
    assert "is needed" in saved.get(f"{AUDIENCES}/{LOVERS}/delete", **PART)
    refused = saved.post(f"{AUDIENCES}/{LOVERS}/delete")
    assert "It is used by “Autumn soup week”" in refused.text


def test_the_preview_counts_the_form_or_what_is_kept_and_masks(saved: Desk) -> None:
    text = saved.post(f"{AUDIENCES}/preview", headers=PART, **VIP).text
    assert 'id="preview-count">1<' in text
    assert "E•••• G." in text
    assert "<li>Tier is VIP</li>" in text
    kept = saved.get(f"{AUDIENCES}/{GUESTS}/now", **PART)
    assert 'id="preview-count">2<' in kept
    assert "Not on it" in saved.get(f"{AUDIENCES}/{GUESTS}/now", **PART)
    assert "rule-words" not in kept
    assert "Not “Bought Bakery" in saved.get(f"{AUDIENCES}/{LOVERS}/now", **PART)
    visits = {"rule-0-attribute": "visits_12m", "rule-0-was": "visits_12m", "rule-0-operator": "at_least"}
    nobody = VIP | visits | {"rule-0-value": "900"}
    assert "Nobody is in it now." in saved.post(f"{AUDIENCES}/preview", headers=PART, **nobody).text
    assert (
        "cannot be used yet"
        in saved.post(f"{AUDIENCES}/preview", headers=PART, **VIP | {"rule-0-value": []}).text
    )


def test_a_copy_opens_and_changes_nothing_of_the_first(saved: Desk) -> None:
    copy = saved.post(f"{AUDIENCES}/{LOVERS}/duplicate")
    assert "This is a copy." in copy.text
    assert "Bread lovers (2)" in copy.text


def test_a_deleted_audience_is_brought_back_from_the_list(saved: Desk) -> None:
    assert "bring it back for 30 days" in saved.get(f"{AUDIENCES}/{GUESTS}/delete", **PART)
    gone = saved.post(f"{AUDIENCES}/{GUESTS}/delete")
    assert "“Guests of the opening” is deleted." in gone.text
    assert "2 customers, deleted just now" in gone.text
    back = saved.post(f"{AUDIENCES}/{GUESTS}/bring-back")
    assert "“Guests of the opening” is back." in back.text
    assert "kept 30 more days" in saved.get(AUDIENCES)
    assert saved.post(f"{AUDIENCES}/{GONE}/bring-back").request.path == f"{AUDIENCES}/{GONE}"


def test_one_that_takes_in_what_is_gone_cannot_be_brought_back_and_the_list_says_why(
    saved: Desk, session: Session
) -> None:
    rule = {"attribute": "audience", "operator": "in", "value": [GUESTS]}
    service.create(session, {"name": "All", "rule": rule}, by="marketer", now_ms=NOW_MS, new_id="all")
    for key in ("all", GUESTS):
        service.delete_audience(session, key, by="marketer", now_ms=NOW_MS)
    session.commit()
    answer = saved.post(f"{AUDIENCES}/all/bring-back").text
    assert "It cannot be brought back now: “Guests of the opening” that it takes in is not there" in answer


def test_a_list_is_brought_as_a_file_with_what_was_left_out(saved: Desk) -> None:
    assert "How lines are read" in saved.get(f"{AUDIENCES}/lists/new")
    refused = saved.post(f"{AUDIENCES}/lists/new", name="Guests")
    assert (refused.status_code, 'id="list-problem"' in refused.text) == (422, True)
    file = BytesIO(f"{ELENA}\n99\n".encode())
    made = saved.post(f"{AUDIENCES}/lists/new", name="Guests", list=(file, "guests.csv"))
    assert "“Guests” has 1 customer. 1 line was left out" in made.text
    assert "No customer of yours has this." in made.text
    key = made.request.path.rsplit("/", 1)[1]
    report = saved.client.get(f"{AUDIENCES}/lists/{key}/left-out")
    assert report.text.splitlines() == ["line,reason", "2,No customer of yours has this."]
    assert report.mimetype == "text/csv"
    anew = saved.post(f"{AUDIENCES}/lists/{key}", list=(BytesIO(f"{MARCO}\n".encode()), "b.csv"))
    assert "“Guests” has 1 customer." in anew.text
    assert "each of them a customer" in anew.text
    wrong = saved.post(f"{AUDIENCES}/lists/{key}", list=(BytesIO(b"99\n"), "b.csv"))
    assert (wrong.status_code, "No line names a customer of yours" in wrong.text) == (422, True)
    assert saved.client.get(f"{AUDIENCES}/lists/{LOVERS}/left-out").status_code == 404
    by_rule = saved.post(f"{AUDIENCES}/lists/{LOVERS}", list=(BytesIO(f"{MARCO}\n".encode()), "b.csv"))
    assert "This audience has a rule, and no list." in by_rule.text


def test_only_so_many_lines_are_told_on_the_page(saved: Desk) -> None:
    lines = f"{ELENA}\n" + "".join(f"{number}\n" for number in range(60))
    made = saved.post(f"{AUDIENCES}/lists/new", name="Many", list=(BytesIO(lines.encode()), "m.csv"))
    assert "and 10 more lines" in made.text


def test_look_alikes_are_asked_for_and_what_is_wrong_stands_beside_its_field(
    saved: Desk, session: Session
) -> None:
    others = [scoped_id(1, 500 + number) for number in range(20)]
    session.execute(insert(Customer), [customer(each, "Ann", f"Nr {each}") for each in others])
    session.execute(insert(ClientBookEntry), [{"store_id": "367", "customer_id": each} for each in others])
    session.execute(insert(ConsentRecord), [consent(each) for each in others])
    for number, whose in enumerate(others[:2]):
        buy(session, 910 + number, whose, 2, [(BREAD, 1, 100)])
    session.commit()
    asked = saved.get(f"{AUDIENCES}/alike?seed={LOVERS}", **PART)
    assert 'value="Like Bread lovers"' in asked
    assert 'value=""' in saved.get(f"{AUDIENCES}/alike", **PART)
    wrong = saved.post(f"{AUDIENCES}/alike", headers=PART, name="X", size="many", seed_id=LOVERS).text
    assert 'id="size-problem"' in wrong
    assert 'id="seed_id-problem"' in saved.post(f"{AUDIENCES}/alike", headers=PART, name="X", size="5").text
    made = saved.post(f"{AUDIENCES}/alike", name="Like bread", size="9", seed_id=LOVERS)
    assert "“Like bread” is made." in made.text
    assert re.search(r"9 customers asked for, [23] stood out, just now\.", made.text)
    path = made.request.path
    assert re.search(r"“Like bread” has [23] customers now\.", saved.post(f"{path}/anew").text)
    assert "was not made from another one" in saved.post(f"{AUDIENCES}/{LOVERS}/anew").text
    saved.post(f"{AUDIENCES}/{LOVERS}/delete")
    assert "“Bread lovers”, which is not there any more" in saved.get(path)
    assert "“Bread lovers” is not there any more." in saved.post(f"{path}/anew").text
    assert "Most like “Bread lovers”" in saved.get(AUDIENCES)


def test_the_audience_of_a_promotion_is_kept_under_a_name(saved: Desk) -> None:
    asked = saved.post(f"{AUDIENCES}/keep", headers=PART, **PROMOTION | VIP).text
    rule = re.search(r'name="rule" value="([^"]+)"', asked)
    assert rule
    sent = rule[1].replace("&#34;", '"')
    taken = saved.post(f"{AUDIENCES}/kept", headers=PART, name="Bread lovers", rule=sent).text
    assert "There is an audience “Bread lovers” already" in taken
    assert "Saved as “" in saved.post(f"{AUDIENCES}/kept", headers=PART, name="The best", rule=sent).text
    assert "The best" in saved.get(AUDIENCES)
    open_still = saved.post(f"{AUDIENCES}/keep", headers=PART, **PROMOTION | VIP | {"rule-0-value": []}).text
    assert "Not complete yet" in open_still
    assert "problem" in saved.post(f"{AUDIENCES}/kept", headers=PART, name="Odd", rule="[[").text


def test_a_reader_looks_and_changes_nothing(saved: Desk) -> None:
    reader = saved.colleague("reader")
    for path in ("", f"/{LOVERS}", f"/{GUESTS}"):
        page = reader.get(f"{AUDIENCES}{path}")
        for word in ("New audience", "Delete…", "Bring back", "Save", "Duplicate", "Replace everybody"):
            assert word not in page, path
    assert "Bought Bakery at least 2 times in 365 days" in reader.get(f"{AUDIENCES}/{LOVERS}")
    assert 'id="preview-count">1<' in reader.get(f"{AUDIENCES}/{LOVERS}/now", **PART)
    for path in ("new", LOVERS, f"{LOVERS}/delete", f"{LOVERS}/duplicate", f"{LOVERS}/anew",
                 f"{GONE}/bring-back", "preview", "keep", "kept", "alike", "lists/new",
                 f"lists/{GUESTS}"):  # fmt: skip
        assert reader.post(f"{AUDIENCES}/{path}", **VIP).status_code == 403, path


@pytest.mark.browser
def test_an_audience_is_written_with_its_count_beside_it_and_taken_in_by_a_promotion(
    visitor: Visitor,
) -> None:
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("link", name="Audiences").click()
    page.get_by_role("link", name="Write the first one").click()
    page.get_by_label("Name", exact=True).fill("The best")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_role("group", name="Tiers").get_by_label("VIP").check()
    expect(page.locator("#preview-count")).to_have_text("1")
    expect(page.locator("#rule-words")).to_contain_text("Tier is VIP")
    expect(page.get_by_role("button", name="Save this audience…")).to_have_count(0)
    assert visitor.barriers() == []
    page.get_by_label("Name", exact=True).press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("“The best” is saved.")
    page.get_by_role("link", name="Promotions", exact=True).click()
    page.get_by_role("link", name="New promotion").click()
    page.get_by_role("button", name="Use a saved audience").click()
    page.locator("#rule-0-picker summary").click()
    page.get_by_role("checkbox", name="The best").check()
    expect(page.locator("#rule-words")).to_contain_text("In the audience The best")
    expect(page.locator("#preview-count")).to_have_text("1")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Save this audience…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("the best")
    dialog.get_by_role("button", name="Save it").click()
    expect(dialog.locator("#name-problem")).to_contain_text("already")
    assert visitor.barriers() == []
    dialog.get_by_label("Name").fill("For the evening")
    dialog.get_by_role("button", name="Save it").click()
    expect(page.locator("#audience-kept")).to_contain_text("Saved as “For the evening”")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.browser
def test_a_list_is_brought_deleted_and_brought_back_by_mouse(
    saved: Desk, visitor: Visitor, tmp_path: Path
) -> None:
    assert saved.get(AUDIENCES)
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("link", name="Audiences").click()
    expect(page.locator("#audience-rows")).to_contain_text("For the baking evening")
    expect(page.locator("#audience-rows").get_by_text("being counted")).to_have_count(0)
    page.get_by_role("button", name="Find look-alikes…").click()
    page.get_by_role("dialog").get_by_role("button", name="Find them").click()
    expect(page.locator("#seed_id-problem")).to_be_visible()
    assert visitor.barriers() == []
    page.get_by_role("button", name="Cancel").click()
    (tmp_path / "guests.csv").write_text(f"{ELENA}\n5\n", encoding="utf-8")
    page.get_by_role("link", name="Bring a list").click()
    page.get_by_label("Name", exact=True).fill("Guests")
    page.get_by_label("File").set_input_files(tmp_path / "guests.csv")
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("row", name="2 No customer of yours has this.")).to_be_visible()
    expect(page.locator("#preview-count")).to_have_text("1")
    assert visitor.barriers() == []
    page.get_by_role("button", name="Delete…").click()
    assert visitor.barriers() == []
    page.get_by_role("button", name="Delete it").click()
    page.get_by_role("button", name="Bring back Guests").click()
    expect(page.get_by_role("status").first).to_contain_text("“Guests” is back.")
