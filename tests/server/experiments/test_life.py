"""An experiment goes from draft to tablets by two people; what would spoil results is refused, with why."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from server.errors import Conflict
from server.experiments import permissions, service
from server.experiments.errors import ExperimentChanged
from server.experiments.history import last_return, of_experiment
from server.experiments.models import ExperimentChange, ExperimentStore
from shared.clock import DAY_MS
from shared.errors import InvalidInput
from tests.server.experiments.trying import EXPERIMENTS, TRIED, draft, run
from tests.server.world import NOW_MS, Actors

ONE = "0198f7a0-0000-7000-8000-0000000000e1"
OTHER = "0198f7a0-0000-7000-8000-0000000000e2"


def do(client: FlaskClient, headers: dict[str, str], made: str, what: str, **body: Any) -> Any:
    return client.post(f"{EXPERIMENTS}/{made}/{what}", headers=headers, json=body or None)


def test_an_experiment_goes_from_draft_to_its_stores_by_two_people_and_each_step_is_kept(
    client: FlaskClient, people: Actors, session: Session
) -> None:
    marketer, approver = people.marketer.headers, people.approver.headers
    made = client.post(EXPERIMENTS, json=TRIED, headers=marketer).json
    assert {name: made[name] for name in TRIED} == TRIED
    assert (made["status"], made["store_count"], made["metric"]) == ("draft", 2, "revenue")
    submitted = do(client, marketer, made["id"], "submit").json
    assert submitted["plan"]["sentence"]
    assert do(client, marketer, made["id"], "start").json["code"] == "experiment_wrong_state"
    approved = do(client, approver, made["id"], "approve", version=submitted["version"]).json
    assert approved["status"] == "approved", approved
    started = do(client, marketer, made["id"], "start").json
    assert (started["status"], started["phase"], started["store_count"]) == ("running", "running", 2)
    assert set(session.scalars(select(ExperimentStore.store_id))) == {"367", "406"}
    session.rollback()
    stopped = do(client, approver, made["id"], "stop").json
    assert (stopped["status"], do(client, approver, made["id"], "stop").status_code) == ("stopped", 200)
    told = client.get(f"{EXPERIMENTS}/{made['id']}/history", headers=people.reader.headers).json["changes"]
    assert [(each["kind"], each["by_name"], each["version"]) for each in reversed(told)] == [
        ("created", "Marketer", 1), ("submitted", "Marketer", 2), ("approved", "Approver", 3),
        ("started", "Marketer", 4), ("stopped", "Approver", 5),
    ]  # fmt: skip
    listed = client.get(EXPERIMENTS, headers=people.reader.headers).json["experiments"]
    assert [each["id"] for each in listed] == [made["id"]]


REFUSED = [
    ({"control": "c"}, "control"),
    ({"control": ""}, "control"),
    ({"variants": [{**TRIED["variants"][0], "weight": 4000}, TRIED["variants"][1]]}, "weights"),
    (
        {"variants": [{**TRIED["variants"][0], "weight": 0}, {**TRIED["variants"][1], "weight": 10000}]},
        "weights",
    ),
    ({"variants": TRIED["variants"][:1]}, "variants"),
    ({"variants": [TRIED["variants"][0], {**TRIED["variants"][1], "key": "a"}]}, "variants"),
    ({"variants": [TRIED["variants"][0], {**TRIED["variants"][1], "name": "as always"}]}, "variants"),
    ({"variants": [TRIED["variants"][0], {**TRIED["variants"][1], "key": "held_out"}]}, "variants"),
    ({"variants": [TRIED["variants"][0], {**TRIED["variants"][1], "name": " "}]}, "variants"),
    ({"variants": [TRIED["variants"][0], {**TRIED["variants"][1], "strategy": "dated"}]}, "variants"),
    ({"ends_local": "2026-11-20T09:00"}, "ends_local"),
    ({"starts_local": "1926-11-20T09:00"}, "starts_local"),
    ({"starts_local": "today"}, "starts_local"),
    ({"ends_local": "2026-12-18T21:00+01:00"}, "ends_local"),
    ({"store_ids": ["nowhere"]}, "store_ids"),
    ({"store_ids": []}, "store_ids"),
    ({"smallest_effect": 0}, "smallest_effect"),
    ({"name": " "}, "name"),
    ({"name": "x" * 81}, "name"),
    ({"hypothesis": "x" * 401}, "hypothesis"),
    ({"metric": "joy"}, "metric"),
    ({"surface": "window"}, "surface"),
    ({"audience": {"attribute": "shoes"}}, "audience"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "field"), REFUSED, ids=lambda each: str(each)[:60])
def test_what_makes_no_sense_is_refused_beside_its_field(
    session: Session, people: Actors, values: dict[str, Any], field: str
) -> None:
    assert people
    with pytest.raises(InvalidInput) as refused:
        draft(session, ONE, **values)
    assert list(refused.value.fields) == [field]


def test_two_experiments_on_one_surface_of_a_store_do_not_run_at_once(
    session: Session, people: Actors
) -> None:
    assert people
    run(session, ONE, store_ids=["367"])
    draft(session, OTHER)
    with pytest.raises(InvalidInput, match="“Due again first” tries the same kind of thing in store 367"):
        service.submit(session, OTHER, by="writer", now_ms=NOW_MS)
    assert [each.id for each in service.overlaps(session, OTHER)] == [ONE]
    for values in (
        {"store_ids": ["406"]},
        {"starts_local": "2026-12-18T21:00", "ends_local": "2026-12-20T00:00"},
    ):
        service.update(session, OTHER, values | {"store_ids": values.get("store_ids")}, by="w", now_ms=NOW_MS)
        assert service.overlaps(session, OTHER) == []
    service.update(
        session, OTHER, {key: TRIED[key] for key in ("starts_local", "ends_local")}, by="w", now_ms=NOW_MS
    )
    others = [
        {**each, "strategy": way} for each, way in zip(TRIED["variants"], ("ranked", "dated"), strict=True)
    ]
    service.update(session, OTHER, {"surface": "next_actions", "variants": others}, by="w", now_ms=NOW_MS)
    assert service.overlaps(session, OTHER) == []
    service.update(
        session, OTHER, {"surface": "recommendations", "variants": TRIED["variants"]}, by="w", now_ms=NOW_MS
    )
    service.stop(session, ONE, by="x", now_ms=NOW_MS)
    assert service.submit(session, OTHER, by="writer", now_ms=NOW_MS).status == "submitted"


def test_what_was_approved_before_another_began_is_not_started_beside_it(
    session: Session, people: Actors
) -> None:
    assert people
    draft(session, OTHER, store_ids=["367", "406"])
    waiting = service.submit(session, OTHER, by="writer", now_ms=NOW_MS)
    service.approve(session, OTHER, version=waiting.version, by="x", now_ms=NOW_MS)
    run(session, ONE)
    with pytest.raises(InvalidInput, match="in 2 of these stores until 2026-12-18 21:00"):
        service.start(session, OTHER, by="writer", now_ms=NOW_MS)


def test_what_is_over_never_goes_on(session: Session, people: Actors) -> None:
    assert people
    run(session, ONE)
    service.stop(session, ONE, by="x", now_ms=NOW_MS)
    for step in (service.start, service.submit, service.bring_back):
        with pytest.raises(Conflict, match="duplicate it"):
            step(session, ONE, by="x", now_ms=NOW_MS)
    copy = service.duplicate(session, ONE, by="x", now_ms=NOW_MS, new_id=OTHER)
    assert (copy.name, copy.status) == ("Due again first (copy)", "draft")
    late = NOW_MS + 60 * DAY_MS
    with pytest.raises(InvalidInput, match="ended already"):
        service.submit(session, OTHER, by="x", now_ms=late)
    run(session, "0198f7a0-0000-7000-8000-0000000000e3")
    views = {each.id: each.phase for each in service.list_experiments(session, late)}
    assert views["0198f7a0-0000-7000-8000-0000000000e3"] == "ended"
    with pytest.raises(Conflict, match="started already"):
        service.start(session, "0198f7a0-0000-7000-8000-0000000000e3", by="x", now_ms=late)


def test_one_that_begins_later_is_scheduled_and_runs_nowhere_yet(session: Session, people: Actors) -> None:
    assert people
    later = run(session, ONE, starts_local="2026-12-01T09:00")
    assert later.phase == "scheduled"


def test_an_edit_takes_the_approval_back_and_what_runs_is_not_edited(
    session: Session, people: Actors
) -> None:
    assert people
    draft(session, ONE)
    waiting = service.submit(session, ONE, by="writer", now_ms=NOW_MS)
    with pytest.raises(ExperimentChanged):
        service.approve(session, ONE, version=waiting.version - 1, by="x", now_ms=NOW_MS)
    agreed = service.approve(session, ONE, version=waiting.version, by="x", now_ms=NOW_MS)
    same = service.update(session, ONE, {"name": TRIED["name"]}, by="x", now_ms=NOW_MS)
    assert (same.status, same.version) == ("approved", agreed.version)
    weights = [
        {**each, "weight": weight} for each, weight in zip(TRIED["variants"], (9000, 1000), strict=True)
    ]
    changed = service.update(
        session, ONE, {"variants": weights, "control": "b", "store_ids": ["406"], "audience": {"all": []},
        "smallest_effect": 250, "ends_local": "2026-12-24T12:00"}, by="x", now_ms=NOW_MS,
    )  # fmt: skip
    assert (changed.status, changed.approved_by) == ("draft", None)
    (edit,) = [each for each in of_experiment(session, ONE) if each.kind == "edited"]
    assert [(part.label, part.new) for part in edit.parts if part.field != "audience"] == [
        ("Variants", ("As always (90 %): What she is most likely to want, as always;"
         " Due again first (10 %): What is due again before anything new")),
        ("Compared with", "Due again first"), ("Ends", "2026-12-24 12:00"), ("Stores", "1 store: 406"),
        ("Smallest uplift worth finding", "2.5 %"),
    ]  # fmt: skip
    run(session, OTHER, store_ids=["367"])
    with pytest.raises(Conflict, match="runs as it is"):
        service.update(session, OTHER, {"name": "Other"}, by="x", now_ms=NOW_MS)


def test_nobody_approves_her_own_and_it_is_sent_back_with_a_word(client: FlaskClient, people: Actors) -> None:
    boss, marketer, approver = (p.headers for p in (people.administrator, people.marketer, people.approver))
    made = client.post(EXPERIMENTS, json=TRIED, headers=marketer).json["id"]
    etag = client.get(f"{EXPERIMENTS}/{made}", headers=boss).headers["ETag"]
    changed = client.patch(f"{EXPERIMENTS}/{made}", json={"name": "B"}, headers=boss | {"If-Match": etag})
    assert changed.json["name"] == "B"
    version = do(client, marketer, made, "submit").json["version"]
    own = do(client, boss, made, "approve", version=version)
    assert (own.status_code, own.json["code"]) == (403, "own_work")
    assert do(client, approver, made, "send-back", word="  ").status_code == 422
    assert do(client, approver, made, "send-back", word="Leave Friday out.").json["status"] == "draft"
    assert do(client, marketer, made, "submit").json["status"] == "submitted"
    assert do(client, marketer, made, "withdraw").json["status"] == "draft"
    assert client.delete(f"{EXPERIMENTS}/{made}", headers=marketer).json["status"] == "deleted"
    assert client.get(EXPERIMENTS, headers=marketer).json["experiments"] == []
    assert do(client, marketer, made, "submit").json["detail"].startswith("This draft was deleted")
    assert do(client, marketer, made, "bring-back").json["status"] == "draft"
    assert do(client, marketer, made, "duplicate").status_code == 201
    assert do(client, marketer, made, "stop", word="x").status_code == 422
    assert client.get(f"{EXPERIMENTS}/{ONE}", headers=marketer).status_code == 404


def test_the_word_with_which_it_came_back_stands_until_it_is_submitted_again(
    session: Session, people: Actors
) -> None:
    assert people
    draft(session, ONE)
    service.submit(session, ONE, by="writer", now_ms=NOW_MS)
    service.send_back(session, ONE, "Not in December.", by="x", now_ms=NOW_MS)
    assert (last_return(session, ONE) or of_experiment(session, ONE)[-1]).note == "Not in December."
    service.submit(session, ONE, by="writer", now_ms=NOW_MS)
    assert last_return(session, ONE) is None


def test_history_is_only_ever_added_to(session: Session, people: Actors) -> None:
    assert people
    draft(session, ONE)
    session.commit()
    for statement in (update(ExperimentChange).values(note="x"), delete(ExperimentChange)):
        with pytest.raises(DBAPIError, match="only ever added to"):
            session.execute(statement)
        session.rollback()


def test_every_state_that_forbids_an_action_says_why() -> None:
    for action in permissions.ACTIONS:
        for status in permissions.STATUSES:
            refused = permissions.wrong_state(action, status)
            assert (refused is None) == (status in permissions.STATES[action])
    assert permissions.may("stop", "approver")
    assert not permissions.may("create", "reader")
