"""Each step at the console: who sees which button, why not, what two who edit see, and who obeys a stop."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from shared.clock import FixedClock
from tests.server.console.desk import PROMOTION, Desk, Listed, promotion_path
from tests.server.world import NOW_MS, Actors

HOUR_MS = 3_600_000
BUTTONS = (
    "Duplicate", "Delete", "Edit", "Withdraw", "Send back…", "Submit…", "Approve…", "Publish…", "Stop…",
    "Bring it back",
)  # fmt: skip


@pytest.fixture(autouse=True)
def signed_in(desk: Desk) -> None:
    """A marketer is at the desk."""
    desk.sign_in()


def buttons(desk: Desk, path: str) -> list[str]:
    """What she may press who looks at it, in order."""
    page = desk.get(path)
    return [word for word in BUTTONS if f"</svg>{word}<" in page]


def test_each_role_sees_the_buttons_of_the_state_that_are_its_own(desk: Desk) -> None:
    approver, reader = desk.colleague(), desk.colleague("reader")
    seen = []
    path = promotion_path(desk.post("/console/promotions/new", **PROMOTION))
    for someone, step in (
        (desk, "submit"), (approver, "approve"), (desk, "publish"), (approver, "stop"), (desk, ""),
    ):  # fmt: skip
        seen.append([buttons(who, path) for who in (desk, approver, reader)])
        if step == "approve":
            approver.approve(path)
        elif step:
            someone.post(f"{path}/{step}")
    assert seen == [
        [["Duplicate", "Delete", "Edit", "Submit…"], [], []],
        [["Duplicate", "Edit", "Withdraw"], ["Send back…", "Approve…"], []],
        [["Duplicate", "Edit", "Publish…"], ["Send back…", "Publish…"], []],
        [["Duplicate", "Stop…"], ["Stop…"], []],
        [["Duplicate"], [], []],
    ]


def test_her_own_work_says_beside_the_button_why_she_may_not(desk: Desk, listed: Listed) -> None:
    boss = desk.colleague("administrator")
    path = boss.submit(**PROMOTION)
    page = boss.get(path)
    assert "You wrote this: somebody else approves it." in page
    assert 'id="act-approve" aria-disabled="true"' in page
    refused = boss.post(f"{path}/approve", version="2")
    assert "You wrote this: somebody else approves it." in refused.text
    assert listed()[0].status == "submitted"


def test_who_edited_before_somebody_else_is_told_beside_the_button_why_she_may_not(desk: Desk) -> None:
    path, boss = desk.submit(**PROMOTION), desk.colleague("administrator")
    for who, value in ((boss, "30"), (desk, "40")):
        version = re.search(r'name="version" value="(\d+)"', who.get(f"{path}/edit"))
        assert version
        who.post(f"{path}/edit", **PROMOTION | {"benefit_value": value}, version=version[1], action="submit")
    page = boss.get(path)
    assert "You edited this: somebody else approves it." in page
    assert 'id="act-approve" aria-disabled="true"' in page


def test_two_that_exclude_each_other_say_so_when_they_are_approved_and_published(desk: Desk) -> None:
    for number in range(4):
        desk.submit(**PROMOTION | {"name": f"Other {number}", "stacking": "exclusive"})
    path, approver = desk.submit(**PROMOTION | {"stacking": "exclusive"}), desk.colleague()
    told = "Other 1 (submitted): 2 customers have both, and “Other 1” allows nothing beside it"
    assert told in approver.get(f"{path}/approve")
    approver.approve(path)
    asked = approver.get(f"{path}/publish")
    assert told in asked
    assert "1 more promotion likewise." in asked
    alone = desk.submit(**PROMOTION | {"name": "Next year", "starts_local": "2027-11-20T09:00",
                                       "ends_local": "2027-11-27T21:00"})  # fmt: skip
    assert "have both" not in approver.get(f"{alone}/approve")


def test_approving_what_was_changed_meanwhile_is_refused(desk: Desk, listed: Listed) -> None:
    path = desk.submit(**PROMOTION)
    desk.post(f"{path}/edit", **PROMOTION | {"benefit_value": "30"}, version="2", action="submit")
    assert "Somebody changed it" in desk.colleague().post(f"{path}/approve", version="2").text
    assert [(each.status, each.benefit_value) for each in listed()] == [("submitted", 30)]


def test_a_word_is_asked_for_and_stands_on_the_draft(desk: Desk) -> None:
    path, approver = desk.submit(**PROMOTION), desk.colleague()
    assert "What is to be changed" in approver.get(f"{path}/send-back")
    empty = approver.post(f"{path}/send-back", word=" ")
    assert 'id="word-problem"' in empty.text
    approver.post(f"{path}/send-back", word="Leave Friday out.")
    assert "Leave Friday out." in desk.get(path)
    assert "It is a draft again already." in approver.post(f"{path}/send-back", word="Again.").text


def test_a_draft_is_deleted_found_again_and_brought_back(desk: Desk, listed: Listed) -> None:
    path = promotion_path(desk.post("/console/promotions/new", **PROMOTION))
    assert "You can bring it back here." in desk.post(f"{path}/delete").text
    assert listed() == []
    assert "Autumn soup week" in desk.get("/console/promotions?state=deleted")
    assert "is back as a draft" in desk.post(f"{path}/bring-back").text
    assert [each.status for each in listed()] == ["draft"]
    assert "Nothing waits for approval." in desk.get("/console/promotions/rows?state=waiting")


def test_a_submission_is_withdrawn_and_an_edit_warns_what_it_undoes(desk: Desk, listed: Listed) -> None:
    path = desk.submit(**PROMOTION)
    assert "makes it a draft again" in desk.get(f"{path}/edit")
    assert "is a draft again" in desk.post(f"{path}/withdraw").text
    assert "for approval?" in desk.get(f"{path}/submit")
    desk.post(f"{path}/submit")
    desk.colleague().approve(path)
    assert "takes the approval back" in desk.get(f"{path}/edit")
    assert listed()[0].status == "approved"


def test_two_who_edit_choose_part_by_part_and_nothing_is_lost(desk: Desk, listed: Listed) -> None:
    path = promotion_path(desk.post("/console/promotions/new", **PROMOTION))
    other = PROMOTION | {"name": "Soup days", "benefit_value": "25", "total_limit": "400"}
    desk.colleague("administrator").post(f"{path}/edit", **other, version="1")
    mine = PROMOTION | {"name": "Soup fortnight", "text": "Soups!"}
    late = desk.post(f"{path}/edit", **mine, version="1")
    assert late.status_code == 409
    assert "Administrator changed this just now" in late.text
    for part, whose in (("name", "mine"), ("benefit", "theirs"), ("total_limit", "theirs")):
        proposed = f'id="take-{part}-{whose}" name="take-{part}" value="{whose}" checked'
        assert proposed in late.text, part
    assert "take-text" not in late.text, "she alone changed it: nothing to choose"
    assert 'value="Soup fortnight"' in late.text
    assert listed()[0].name == "Soup days", "nothing is saved before she chose"
    takes = {"take-name": "mine", "take-benefit": "theirs", "take-total_limit": "mine"}
    desk.post(f"{path}/edit", **mine, **takes, version="2")
    saved = listed()[0]
    assert (saved.name, saved.benefit_value, saved.total_limit, saved.text) == (
        "Soup fortnight", 25, 500, "Soups!",
    )  # fmt: skip


def test_a_step_taken_meanwhile_is_said_and_the_typed_text_kept(desk: Desk, listed: Listed) -> None:
    path = promotion_path(desk.post("/console/promotions/new", **PROMOTION))
    desk.post(f"{path}/submit")
    late = desk.post(f"{path}/edit", **PROMOTION | {"name": "Soup days"}, version="1")
    assert "Somebody took a step with it" in late.text
    assert 'value="Soup days"' in late.text
    desk.post(f"{path}/edit", **PROMOTION | {"name": "Soup days"}, version="2")
    assert [(each.name, each.status) for each in listed()] == [("Soup days", "draft")]


def test_the_history_names_who_did_what_with_old_and_new(desk: Desk) -> None:
    path = promotion_path(desk.post("/console/promotions/new", **PROMOTION))
    desk.post(f"{path}/edit", **PROMOTION | {"benefit_value": "30"}, version="1")
    for page in (path, "/console/history"):
        told = desk.get(page)
        assert "<strong>Marketer</strong> edited it" in told
        assert '<span class="was">20% off Bakery</span>' in told
        assert "<span>30% off Bakery</span>" in told
    assert "Nothing happened yet" in desk.get("/console/history?skip=100")


def test_a_stop_says_who_obeyed_and_by_when_the_rest_does(
    desk: Desk, people: Actors, session: Session, clock: FixedClock
) -> None:
    path = desk.publish(**PROMOTION)
    session.execute(
        text(
            "INSERT INTO sync_lease_holders (lease, holder, belongs_to, reported_ms, expires_ms)"
            " VALUES ('l', :holder, '367', :now, :ends)"
        ),
        {"holder": people.device.actor.id, "now": NOW_MS, "ends": NOW_MS + 30 * HOUR_MS},
    )
    session.commit()
    desk.post(f"{path}/stop")
    page = desk.get(f"{path}/progress")
    assert "0 of 2 have obeyed" in page
    assert "Stops by itself within 2 days" in page
    assert "At the latest Mon, Nov 23 at 16:00, store time" in page, "the end of its lease"
    assert "At the latest Sun, Nov 29 at 22:00, store time" in page, "the end of the promotion in its store"
    clock.advance(timedelta(hours=31))
    desk.sign_in()
    assert "Stopped by itself" in desk.get(f"{path}/progress")
