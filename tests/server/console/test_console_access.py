"""Who gets into the console, and who may change what."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.server.console.desk import PROMOTION, TOKEN, Desk, Listed

CHANGES = (
    "/console/promotions/new", "/console/promotions/new/confirm", "/console/promotions/audience",
    "/console/promotions/preview", "/console/tablets/enrol",
)  # fmt: skip


def test_the_bare_address_leads_to_sign_in_and_from_there_to_the_overview(desk: Desk) -> None:
    first = desk.client.get("/", follow_redirects=True)
    assert first.request.path == "/console/sign-in"
    assert "Sign in" in first.text
    assert desk.sign_in().request.path == "/console/overview"


def test_a_wrong_password_says_so_keeps_the_address_and_opens_nothing(desk: Desk) -> None:
    answer = desk.post("/console/sign-in", email="marketer@example.com", password="guess")
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    assert 'value="marketer@example.com"' in answer.text
    assert desk.client.get("/console/promotions").status_code == 302


def test_an_empty_sign_in_names_both_fields(desk: Desk) -> None:
    answer = desk.post("/console/sign-in", email="", password="")
    assert "Give your e-mail address." in answer.text
    assert "Give your password." in answer.text


def test_signing_in_leads_back_to_the_page_that_was_wanted(desk: Desk) -> None:
    wanted = desk.client.get("/console/tablets?q=counter")
    answer = desk.client.post(
        wanted.location,
        data={"csrf_token": desk.token(), "email": "reader@example.com", "password": "2468"},
        follow_redirects=True,
    )
    assert answer.request.path == "/console/tablets"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/console/", "//evil.example/console/", "/api/v1/health"]
)
def test_signing_in_never_leads_to_another_site(desk: Desk, elsewhere: str) -> None:
    answer = desk.post(
        f"/console/sign-in?next={elsewhere}", follow=False, email="reader@example.com", password="2468"
    )
    assert answer.location == "/console/overview"


def test_signing_out_ends_the_session_on_the_server_too(desk: Desk) -> None:
    desk.sign_in()
    kept = desk.client.get_cookie("session")
    assert kept is not None
    assert desk.post("/console/sign-out").request.path == "/console/sign-in"
    desk.client.set_cookie("session", kept.value)
    assert desk.client.get("/console/promotions").status_code == 302


def test_a_form_without_our_token_changes_nothing(desk: Desk) -> None:
    desk.sign_in()
    answer = desk.client.post("/console/promotions/new", data=PROMOTION)
    assert answer.status_code == 400
    assert "load it again" in answer.text
    assert "Autumn soup week" not in desk.get("/console/promotions")


def test_a_token_of_another_session_is_refused(app: Flask, desk: Desk) -> None:
    desk.sign_in()
    theirs = Desk(app.test_client()).token()
    answer = desk.client.post("/console/promotions/new", data={**PROMOTION, "csrf_token": theirs})
    assert answer.status_code == 400


def test_a_reader_sees_everything_and_no_button_that_changes(desk: Desk) -> None:
    desk.sign_in()
    path = desk.publish(**PROMOTION)
    desk.post("/console/sign-out")
    desk.sign_in("reader")
    words = (
        "New promotion", "Stop…", "Duplicate", "Edit<", "Submit…", "Publish…", "Enrol a tablet", "Revoke…",
    )  # fmt: skip
    for page in ("/console/promotions", path, "/console/tablets"):
        text = desk.get(page)
        assert [word for word in words if word in text] == []


@pytest.mark.parametrize("path", CHANGES)
def test_a_reader_is_refused_whatever_she_sends(desk: Desk, path: str) -> None:
    desk.sign_in("reader")
    answer = desk.post(path, **PROMOTION)
    assert answer.status_code == 403
    assert "look but not change" in answer.text


def test_a_reader_can_take_no_step(desk: Desk, listed: Listed) -> None:
    desk.sign_in()
    path = desk.publish(**PROMOTION)
    desk.post("/console/sign-out")
    desk.sign_in("reader")
    verbs = (
        "stop", "duplicate", "publish", "submit", "withdraw", "approve", "send-back", "delete", "bring-back",
    )  # fmt: skip
    assert {desk.post(f"{path}/{verb}").status_code for verb in verbs} == {403}
    assert [each.status for each in listed()] == ["published"]


def test_a_part_of_a_page_asked_for_after_the_session_ended_takes_the_page_to_sign_in(desk: Desk) -> None:
    answer = desk.client.get("/console/promotions/rows", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/console/sign-in"


def test_pages_forbid_foreign_and_inline_code(desk: Desk) -> None:
    desk.sign_in()
    for path in ("/console/promotions", "/console/promotions/new", "/console/tablets"):
        page = desk.client.get(path)
        policy = page.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert " style=" not in page.text
        assert "<style" not in page.text
        assert "onclick" not in page.text


def test_a_page_that_is_not_there_says_so_in_words(desk: Desk) -> None:
    desk.sign_in()
    answer = desk.client.get("/console/promotions/none")
    assert answer.status_code == 404
    assert "There is no such promotion." in answer.text


def test_a_poll_that_fails_leaves_the_page_as_it_is(desk: Desk) -> None:
    desk.sign_in()
    answer = desk.client.get("/console/promotions/none/progress", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (404, "")
    assert answer.headers["HX-Reswap"] == "none"


def test_every_page_carries_a_token_and_static_files_never_change_under_their_address(desk: Desk) -> None:
    page = desk.client.get("/console/sign-in")
    assert TOKEN.search(page.text)
    sheet = next(part for part in page.text.split('"') if "tokens.css?v=" in part)
    with desk.client.get(sheet) as kept:
        assert "immutable" in kept.headers["Cache-Control"]
