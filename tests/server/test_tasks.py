"""Tasks for stores: given over REST, ended on tablets, and read back with what became of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from server.replication.applying import StoreOperations
from shared.ids import uuid7
from shared.operation_kinds import CLIENTELING
from sync.protocol import Answer
from sync.source.intake import Intake
from tests.server.people import BREAD
from tests.server.world import NOW_MS, Actors, SignedIn, counted_bytes

TASKS = "/api/v1/tasks"
NEW = {
    "store_ids": ["367"], "title": "Build the  winter table ", "text": "Red cloths. ", "product_ids": [BREAD],
    "starts_on": "2026-11-22", "ends_on": "2026-11-29",
}  # fmt: skip
UNKNOWN = "0198f7a0-0000-7000-8000-00000000ffff"

Give = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def give(client: FlaskClient, people: Actors) -> Give:
    def post(**changes: Any) -> list[dict[str, Any]]:
        answer = client.post(TASKS, json=NEW | changes, headers=people.marketer.headers)
        assert answer.status_code == 201, answer.json
        made: list[dict[str, Any]] = answer.json["tasks"]
        return made

    return post


@pytest.fixture
def end(session: Session, people: Actors) -> Callable[..., Answer]:
    draw = counted_bytes("tablet")

    def push(task_id: str, outcome: str = "done", reason: str | None = None, **more: Any) -> Answer:
        who: SignedIn = more.get("device", people.device)
        by: SignedIn = more.get("by", people.associate)
        wire = {
            "id": more.get("id") or uuid7(NOW_MS, draw), "sequence": more.get("sequence", 1),
            "kind": "task_ended", "version": CLIENTELING, "customer_id": 0, "associate_id": by.actor.id,
            "at_ms": NOW_MS - more.get("before", 0),
            "arguments": {"task_id": task_id, "outcome": outcome, "reason": reason},
        }  # fmt: skip

        def fail(error: Exception) -> None:
            raise error

        applier = StoreOperations(session, who.actor, NOW_MS)
        (answer,) = Intake(session, applier, device_id=who.actor.id, now_ms=NOW_MS, on_trouble=fail).take(
            [wire]
        )
        session.commit()
        return answer

    return push


def get(client: FlaskClient, people: Actors, path: str = "", **query: str) -> Any:
    return client.get(f"{TASKS}{path}", query_string=query, headers=people.reader.headers).json


def test_a_task_is_tidy_and_open_until_somebody_says_otherwise(give: Give) -> None:
    (made,) = give()
    assert (made["title"], made["text"], made["product_ids"]) == (
        "Build the winter table",
        "Red cloths.",
        [BREAD],
    )
    assert (made["outcome"], made["reason"], made["ended_by"], made["is_on"]) == ("open", None, None, True)


def test_each_store_has_its_own_and_the_latest_end_stands_first(
    client: FlaskClient, people: Actors, give: Give
) -> None:
    give(store_ids=["367", "406"])
    give(title="Later", ends_on="2026-12-24")
    assert [(t["title"], t["store_id"]) for t in get(client, people, store_id="367")["tasks"]] == [
        ("Later", "367"), ("Build the winter table", "367"),
    ]  # fmt: skip
    assert len(get(client, people)["tasks"]) == 3
    assert [t["title"] for t in get(client, people, since="2026-12-01")["tasks"]] == ["Later"]


def test_what_became_of_it_is_the_latest_word(
    client: FlaskClient, people: Actors, give: Give, end: Callable[..., Answer]
) -> None:
    (made,) = give()
    path = f"/{made['id']}"
    assert end(made["id"], "not_possible", "The cloths never came", before=3, sequence=1).verdict == "applied"
    found = get(client, people, path)
    assert (found["outcome"], found["reason"], found["ended_by"], found["ended_ms"]) == (
        "not_possible", "The cloths never came", people.associate.actor.id, NOW_MS - 3,
    )  # fmt: skip
    assert end(made["id"], "open", before=2, sequence=2).verdict == "applied"
    found = get(client, people, path)
    assert (found["outcome"], found["ended_by"], found["ended_ms"]) == ("open", None, None)
    end(made["id"], before=1, sequence=3)
    assert get(client, people, path)["outcome"] == "done"


def test_a_word_that_is_sent_twice_is_kept_once(
    session: Session, give: Give, end: Callable[..., Answer]
) -> None:
    from server.tasks import service

    (made,) = give()
    own = uuid7(NOW_MS, counted_bytes("own"))
    assert end(made["id"], id=own).verdict == end(made["id"], id=own).verdict == "applied"
    row = {"id": own, "task_id": made["id"], "store_id": "367", "associate_id": "x", "outcome": "done",
           "reason": None, "at_ms": NOW_MS}  # fmt: skip
    assert service.end(session, row) is None


def test_a_task_of_another_store_or_of_nobody_is_refused(
    people: Actors, give: Give, end: Callable[..., Answer]
) -> None:
    (made,) = give()
    answer = end(made["id"], device=people.device_elsewhere, by=people.elsewhere)
    assert (answer.verdict, answer.code) == ("rejected", "unknown_task")
    assert end(UNKNOWN, sequence=2).code == "unknown_task"


def test_a_task_that_is_taken_back_stays_readable(client: FlaskClient, people: Actors, give: Give) -> None:
    (made,) = give()
    answer = client.post(f"{TASKS}/{made['id']}/take-back", headers=people.marketer.headers)
    assert (answer.status_code, answer.json["is_on"]) == (200, False)
    assert get(client, people, f"/{made['id']}")["is_on"] is False


def test_a_task_may_be_somebodys_own(client: FlaskClient, people: Actors, give: Give) -> None:
    (made,) = give(associate_id=people.associate.actor.id)
    assert made["associate_id"] == people.associate.actor.id
    assert get(client, people, f"/{UNKNOWN}")["code"] == "not_found"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": "  "}),
        ("product_ids", {"product_ids": [5]}),
        ("starts_on", {"starts_on": "2026-02-30"}),
        ("ends_on", {"ends_on": "tomorrow !"}),
        ("ends_on", {"ends_on": "2026-11-21"}),
        ("store_ids", {"store_ids": ["367", "367"]}),
        ("store_ids", {"store_ids": ["999"]}),
        ("associate_id", {"associate_id": "nobody"}),
    ],
)
def test_a_task_that_makes_no_sense_says_which_field(
    client: FlaskClient, people: Actors, field: str, changes: dict[str, Any]
) -> None:
    answer = client.post(TASKS, json=NEW | changes, headers=people.marketer.headers)
    assert (answer.status_code, set(answer.json["fields"])) == (422, {field})


def test_one_associate_has_a_task_in_one_store_only(client: FlaskClient, people: Actors) -> None:
    own = {"associate_id": people.associate.actor.id, "store_ids": ["367", "406"]}
    answer = client.post(TASKS, json=NEW | own, headers=people.marketer.headers)
    assert set(answer.json["fields"]) == {"associate_id"}
