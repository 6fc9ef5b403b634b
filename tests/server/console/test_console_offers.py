"""The offer repository at the console: a gallery, a form that loses nothing, what is replaced and deleted."""

from __future__ import annotations

import re
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from server.promotions.models import PromotionRecord
from tests.server.console.desk import PROMOTION, Desk, promotion_path
from tests.server.console.visitor import Visitor
from tests.server.offers.conftest import WORDS
from tests.server.offers.pictures import drawn

KEPT = re.compile(r'name="kept" value="([^"]+)"')


def add(desk: Desk, picture: bytes | None = None, **words: Any) -> TestResponse:
    """The answer to a form with a picture."""
    sent = {"picture": (BytesIO(picture), "soup.png")} if picture else {}
    return desk.post("/console/offers/new", **sent, **words)


@pytest.fixture
def soup(desk: Desk) -> str:
    """The address of a picture's page."""
    desk.sign_in()
    page = add(desk, drawn(), **WORDS).text
    found = re.search(r'href="(/console/offers/[0-9a-f-]{36})"', page)
    assert found
    return found[1]


def test_a_picture_that_was_added_stands_in_the_gallery(desk: Desk, soup: str) -> None:
    page = desk.get("/console/offers?q=pumpkin")
    assert "1 picture found" in page
    assert f'alt="{WORDS["alt"]}"' in page
    assert "No promotion shows it yet." in page
    shown = re.search(rf'src="({soup}/content\?v=[0-9a-f]{{12}})"', page)
    assert shown
    answer = desk.client.get(shown[1])
    assert (answer.mimetype, answer.headers["Cache-Control"]) == (
        "image/jpeg", "private, max-age=31536000, immutable",
    )  # fmt: skip
    assert desk.client.get(f"{soup}/content?v=old").headers["Cache-Control"] == "no-store"
    assert "Nothing found for “winter”" in desk.get("/console/offers?q=winter")


def test_an_empty_repository_says_what_a_picture_is_for(desk: Desk) -> None:
    desk.sign_in()
    assert "No pictures yet" in desk.get("/console/offers")


def test_a_refused_form_keeps_the_picture_too(desk: Desk) -> None:
    desk.sign_in()
    refused = add(desk, drawn(), name="Soup", alt="", text="Warm")
    assert refused.status_code == 422
    assert 'id="alt-problem"' in refused.text
    assert 'value="Soup"' in refused.text
    kept = KEPT.search(refused.text)
    assert kept
    assert f"data:image/jpeg;base64,{kept[1]}" in refused.text
    done = add(desk, kept=kept[1], name="Soup", alt="A bowl of soup", text="Warm")
    assert done.request.path == "/console/offers"
    assert "A bowl of soup" in done.text


@pytest.mark.parametrize("kept", ["not base64!", b64encode(b"no picture").decode()])
def test_what_comes_back_instead_of_a_picture_is_checked_like_any_upload(desk: Desk, kept: str) -> None:
    desk.sign_in()
    refused = add(desk, kept=kept, **WORDS)
    assert refused.status_code == 422
    assert 'id="picture-problem"' in refused.text
    assert 'name="kept" value=""' in refused.text


def test_something_else_than_a_picture_is_told_beside_its_field(desk: Desk) -> None:
    desk.sign_in()
    refused = add(desk, b"<html>", **WORDS)
    assert "This is not a picture that can be read." in refused.text
    assert f'value="{WORDS["alt"]}"' in refused.text


def test_words_and_picture_of_one_that_only_drafts_show_are_changed(desk: Desk, soup: str) -> None:
    changed = desk.post(
        soup, version="1", picture=(BytesIO(drawn(colour="#135")), "x.png"), **WORDS | {"name": "Stew"}
    )  # fmt: skip
    assert "“Stew” is saved." in changed.text
    late = desk.post(soup, version="1", **WORDS | {"name": "Late"})
    assert late.status_code == 409
    assert "Somebody else has changed this picture" in late.text
    assert 'value="Late"' in late.text
    refused = desk.post(soup, version="2", **WORDS | {"name": ""})
    assert (refused.status_code, 'id="name-problem"' in refused.text) == (422, True)


def test_what_a_live_promotion_shows_is_kept_and_its_page_says_so(
    desk: Desk, soup: str, session: Session
) -> None:
    made = promotion_path(desk.post("/console/promotions/new", **PROMOTION)).rsplit("/", 1)[1]
    shows = update(PromotionRecord).where(PromotionRecord.id == made)
    session.execute(shows.values(status="published", picture_id=soup.rsplit("/", 1)[1]))
    session.commit()
    page = desk.get(soup)
    assert "A promotion beyond its draft shows it" in page
    assert PROMOTION["name"] in page
    assert "Delete…" not in page
    assert 'type="file"' not in page
    assert desk.get("/console/offers").count(PROMOTION["name"]) == 1
    refused = desk.post(soup, version="1", **WORDS | {"alt": "Something else"})
    assert (refused.status_code, "stays as it is" in refused.text) == (409, True)
    assert "cannot be deleted" in desk.post(f"{soup}/delete").text


def test_a_picture_is_deleted_after_a_question(desk: Desk, soup: str) -> None:
    assert "cannot be undone" in desk.get(f"{soup}/delete", **{"HX-Request": "true"})
    done = desk.post(f"{soup}/delete")
    assert "“Soup” is deleted." in done.text
    assert desk.client.get(soup).status_code == 404


def test_a_reader_looks_and_changes_nothing(desk: Desk, soup: str) -> None:
    desk.post("/console/sign-out")
    desk.sign_in("reader")
    page = desk.get("/console/offers") + desk.get(soup)
    for word in ("Add a picture", "Delete…", 'type="file"', "Save"):
        assert word not in page
    assert WORDS["text"] in page
    for path in (soup, f"{soup}/delete", "/console/offers/new"):
        assert desk.post(path, **WORDS).status_code == 403


@pytest.mark.browser
def test_a_picture_is_seen_before_it_is_sent_and_one_too_large_is_told_at_once(
    visitor: Visitor, tmp_path: Path
) -> None:
    page = visitor.page
    visitor.sign_in()
    page.get_by_role("link", name="Offers").click()
    page.get_by_role("link", name="Add a picture").click()
    (tmp_path / "soup.png").write_bytes(drawn())
    (tmp_path / "huge.png").write_bytes(b"\0" * (9 * 2**20))
    page.get_by_label("File").set_input_files(tmp_path / "huge.png")
    expect(page.get_by_text("The file is larger than 8 MB.")).to_be_visible()
    page.get_by_label("File").set_input_files(tmp_path / "soup.png")
    expect(page.get_by_text("The file is larger than 8 MB.")).to_be_hidden()
    expect(page.get_by_role("img", name="The picture you chose")).to_have_js_property("naturalWidth", 320)
    page.get_by_label("Name").fill("Soup")
    page.keyboard.press("Enter")
    expect(page.locator("#alt-problem")).to_be_visible()
    expect(page.get_by_role("img", name="The picture you chose")).to_have_js_property("naturalWidth", 320)
    page.get_by_label("What is seen on it").fill("A bowl of soup")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("img", name="A bowl of soup")).to_have_js_property("naturalWidth", 320)
    page.get_by_role("link", name="Soup").click()
    page.get_by_role("button", name="Delete…").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("status").first).to_contain_text("is deleted")
