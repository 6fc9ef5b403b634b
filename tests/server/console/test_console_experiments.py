"""Experiments at the console: written, told how long they take, every step taken, refused beside fields."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session

from server.experiments import holdout, service
from tests.server.console.desk import Desk
from tests.server.experiments.trying import draft, run
from tests.server.world import NOW_MS

HOME = "/console/experiments"
ONE = "0198f7a0-0000-7000-8000-0000000000e1"
OTHER = "0198f7a0-0000-7000-8000-0000000000e2"
WRITTEN: dict[str, Any] = {
    "name": "Due again first", "hypothesis": "They buy more.", "surface": "recommendations",
    "metric": "revenue", "smallest_effect": "5", "control": "a", "variant_count": "2",
    "variant-0-key": "a", "variant-0-name": "As always", "variant-0-weight": "50",
    "variant-0-strategy": "model",
    "variant-1-key": "b", "variant-1-name": "Due first", "variant-1-weight": "50",
    "variant-1-strategy": "repeat_first", "starts_local": "2026-11-20T08:00",
    "ends_local": "2026-12-20T22:00",
    "stores_mode": "all", "rule_count": "0",
}  # fmt: skip
BUTTONS = (
    "Duplicate", "Delete", "Edit", "Withdraw", "Send back…", "Submit…", "Approve…", "Start…", "Stop…",
    "Bring it back",
)  # fmt: skip


@pytest.fixture(autouse=True)
def signed_in(desk: Desk) -> None:
    """A marketer is at the desk."""
    desk.sign_in()


def written(desk: Desk, **more: Any) -> str:
    answer = desk.post(f"{HOME}/new", **WRITTEN | more)
    assert answer.status_code == 200
    return answer.request.path


def buttons(desk: Desk, path: str) -> list[str]:
    page = desk.get(path)
    return [word for word in BUTTONS if f"</svg>{word}<" in page]


def approve(desk: Desk, path: str) -> None:
    version = re.search(r"/approve\?version=(\d+)", desk.get(path))
    assert version
    desk.post(f"{path}/approve", version=version[1])


def test_each_role_sees_the_buttons_of_the_state_that_are_its_own(desk: Desk) -> None:
    approver, reader = desk.colleague(), desk.colleague("reader")
    path, seen = written(desk), []
    for who, step in (
        (desk, "submit"),
        (approver, "approve"),
        (desk, "start"),
        (approver, "stop"),
        (desk, ""),
    ):
        seen.append([buttons(each, path) for each in (desk, approver, reader)])
        if step == "approve":
            approve(who, path)
        elif step:
            assert "dialog" in who.get(f"{path}/{step}")
            who.post(f"{path}/{step}")
    assert seen == [
        [["Duplicate", "Delete", "Edit", "Submit…"], [], []],
        [["Duplicate", "Edit", "Withdraw"], ["Send back…", "Approve…"], []],
        [["Duplicate", "Edit", "Start…"], ["Send back…", "Start…"], []],
        [["Duplicate", "Stop…"], ["Stop…"], []],
        [["Duplicate"], [], []],
    ]
    page = desk.get(path)
    assert "stopped it" in page
    assert "started it" in page


def test_a_draft_is_edited_deleted_and_brought_back_and_its_list_is_narrowed(desk: Desk) -> None:
    path = written(desk)
    assert "Due again first" in desk.get(f"{HOME}?state=drafts")
    assert "None of these now" in desk.get(f"{HOME}?state=waiting")
    form = desk.get(f"{path}/edit")
    version = re.search(r'name="version" value="(\d+)"', form)
    assert version
    changed = desk.post(
        f"{path}/edit", **WRITTEN | {"name": "Other", "smallest_effect": "2.5", "version": version[1]}
    )
    assert "edited it" in changed.text
    assert "2.5 %" in changed.text
    stale = desk.post(f"{path}/edit", **WRITTEN | {"version": "1"})
    assert (stale.status_code, "Somebody changed it" in stale.text) == (422, True)
    assert "You can bring it back here" in desk.post(f"{path}/delete").text
    assert "Other" not in desk.get(HOME)
    assert "Other" in desk.get(f"{HOME}?state=deleted")
    assert "is back as a draft" in desk.post(f"{path}/bring-back").text
    assert "This is a copy" in desk.post(f"{path}/duplicate").text


REFUSED = [
    ({"control": ""}, "Choose the variant that the others are compared with."),
    ({"variant-0-weight": "40"}, "The shares sum to 90 %."),
    ({"variant-0-weight": "half"}, "Give each variant’s share in percent"),
    ({"ends_local": "2026-11-19T08:00"}, "It ends before it starts."),
    ({"starts_local": ""}, "Give a date and a time"),
    ({"smallest_effect": "much"}, "Give an uplift in percent"),
    ({"name": ""}, "Give the experiment a name"),
    ({"stores_mode": "picked"}, "Pick at least one store"),
]


@pytest.mark.parametrize(("values", "sentence"), REFUSED, ids=[each[1][:40] for each in REFUSED])
def test_what_makes_no_sense_stands_beside_its_field_and_nothing_typed_is_lost(
    desk: Desk, values: dict[str, str], sentence: str
) -> None:
    answer = desk.post(f"{HOME}/new", **WRITTEN | {"hypothesis": "Kept as typed"} | values)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kept as typed" in answer.text
    assert 'class="problem"' in answer.text
    assert "Nothing is tried yet" in desk.get(HOME)


def test_another_kind_brings_its_own_variants_and_shares_are_put_right(desk: Desk) -> None:
    other = desk.post(f"{HOME}/variants", **WRITTEN | {"surface": "next_actions"}).text
    assert "By day: what is due first stands first" in other
    third = desk.post(f"{HOME}/variants", **WRITTEN | {"add_variant": "1"}).text
    assert re.findall(r'-weight" value="([\d.]+)"', third) == ["33.34", "33.33", "33.33"]
    fewer = desk.post(f"{HOME}/variants", **WRITTEN | {"remove_variant": "a"}).text
    assert fewer.count('role="group"') == 2, "two stay"
    even = desk.post(f"{HOME}/variants", **WRITTEN | {"share_out": "1", "variant-0-weight": "90"}).text
    assert re.findall(r'-weight" value="([\d.]+)"', even) == ["50", "50"]
    for about, word in (
        ("next_actions", "By day"),
        ("offers", "The newest first"),
        ("?", "What the store sells most"),
    ):
        assert word in desk.get(f"{HOME}/new?about={about}")


def test_how_long_it_takes_and_what_is_in_its_way_stand_beside_the_form(desk: Desk, session: Session) -> None:
    told = desk.post(f"{HOME}/plan", **WRITTEN).text
    assert "It runs 31 days" in told or "Nobody of this audience" in told or "nothing can be planned" in told
    assert "Give a date and a time" in desk.post(f"{HOME}/plan", **WRITTEN | {"starts_local": ""}).text
    assert "The shares sum to" in desk.post(f"{HOME}/plan", **WRITTEN | {"variant-0-weight": "10"}).text
    other_kind = desk.post(f"{HOME}/plan", **WRITTEN | {"surface": "next_actions"}).text
    assert "Choose for each variant" not in other_kind, "its variants are on their way"
    run(session, ONE, store_ids=["367"])
    session.commit()
    assert "tries the same kind of thing in store 367" in desk.post(f"{HOME}/plan", **WRITTEN).text
    path = written(desk)
    assert "tries the same kind of thing" in desk.get(path)
    assert "tries the same kind of thing" in desk.get(f"{path}/submit")
    assert "tries the same kind of thing" in desk.post(f"{path}/submit").text


def test_it_goes_back_with_a_word_and_without_one_the_question_comes_back(desk: Desk) -> None:
    path, approver = written(desk), desk.colleague()
    desk.post(f"{path}/submit")
    assert "asks for your approval" in approver.get(path)
    assert "so that its writer knows" in approver.post(f"{path}/send-back", word=" ").text
    approver.post(f"{path}/send-back", word="Two weeks more.")
    assert "sent it back" in desk.get(path)
    assert "Two weeks more." in desk.get(path)
    assert "Stop it, or duplicate" not in desk.get(path)


def test_who_may_not_is_told_and_what_runs_is_not_edited(desk: Desk, session: Session) -> None:
    run(session, ONE, store_ids=["406"])
    draft(session, OTHER)
    session.commit()
    reader = desk.colleague("reader")
    for step in ("submit", "start", "stop", "duplicate"):
        assert reader.post(f"{HOME}/{ONE}/{step}").status_code == 403
    assert reader.client.get(f"{HOME}/new").status_code == 403
    assert desk.client.get(f"{HOME}/{OTHER}/approve").status_code == 403
    for path in (f"{HOME}/{ONE}/nonsense", f"{HOME}/{ONE}/create", f"{HOME}/{ONE}/withdraw"):
        assert desk.client.get(path).status_code == 404
    assert "runs as it is" in desk.client.get(f"{HOME}/{ONE}/edit", follow_redirects=True).text
    assert "runs as it is" in desk.post(f"{HOME}/{ONE}/delete").text or "over" in desk.get(f"{HOME}/{ONE}")
    boss = desk.colleague("administrator")
    path = written(boss, stores_mode="picked", store_ids="367")
    boss.post(f"{path}/submit")
    assert "You wrote this: somebody else approves it." in boss.get(path)
    assert "somebody else approves it" in boss.post(f"{path}/approve", version="2").text


def test_the_holdout_from_everything_is_set_by_administrators_alone(desk: Desk, session: Session) -> None:
    assert "Nobody is held out" in desk.get(HOME)
    assert desk.post(f"{HOME}/holdout", percent="5").status_code == 403
    boss = desk.colleague("administrator")
    for wrong in ("51", "some", ""):
        refused = boss.post(f"{HOME}/holdout", percent=wrong)
        assert (refused.status_code, "Hold out 0 to 50" in refused.text) == (422, True)
    assert "5 % of customers" in boss.post(f"{HOME}/holdout", percent="5 %").text
    assert holdout.standing(session).percent == 5
    assert [each.id for each in service.trials(session)] == ["everything"]


def test_over_rest_plan_exposures_and_holdout_are_read_and_set(
    desk: Desk, people: Any, session: Session
) -> None:
    draft(session, ONE)
    session.commit()
    rest, headers = "/api/v1/experiments", people.administrator.headers
    client = desk.client
    assert client.get(f"{rest}/{ONE}/plan", headers=headers).json["days"] == 28
    assert client.get(f"{rest}/{ONE}/exposures", headers=headers).json == {"met": {}, "set_aside": {}}
    put = client.put(f"{rest}/holdout", json={"percent": 3}, headers=headers)
    assert (put.json["percent"], put.json["since_ms"]) == (3, NOW_MS)
    assert client.get(f"{rest}/holdout", headers=headers).json["percent"] == 3
