"""What a tablet may send that no app of ours would: nothing of it counts, nothing breaks, and it is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from server import serving
from server.replication import api
from server.replication.streaming import Places
from shared.clock import DAY_MS
from shared.ids import uuid7
from sync.protocol import PROTOCOL_VERSION
from tests.server.people import ELENA
from tests.server.world import NOW_MS, Actors, SignedIn

Push = Callable[..., list[tuple[str, str | None]]]

LATE = 4_133_980_800_000
NUMBERS = count(1)


def note(people: Actors, **more: Any) -> dict[str, Any]:
    number = next(NUMBERS)
    made = {
        "id": uuid7(NOW_MS + number, bytes), "sequence": number, "kind": "note_added", "version": 1,
        "customer_id": ELENA, "associate_id": people.associate.actor.id, "at_ms": NOW_MS,
        "arguments": {"text": "Hello"},
    }  # fmt: skip
    return made | more


@pytest.fixture
def push(client: FlaskClient, people: Actors) -> Push:
    def send(*operations: dict[str, Any]) -> list[tuple[str, str | None]]:
        body = {"protocol": 1, "operations": operations}
        answer = client.post("/api/v1/sync/push", json=body, headers=people.device.headers)
        assert answer.status_code == 200
        return [(each["verdict"], each["code"]) for each in answer.json["answers"]]

    return send


def notes(session: Session) -> list[Any]:
    return [tuple(row) for row in session.execute(text("SELECT text, at_ms FROM interactions ORDER BY id"))]


def test_nobody_records_in_the_name_of_somebody_else(push: Push, people: Actors, session: Session) -> None:
    made_up = note(people, associate_id="nobody at all")
    other_store = note(people, associate_id=people.elsewhere.actor.id)
    assert push(made_up, note(people), other_store) == [
        ("rejected", "unknown_associate"),
        ("applied", None),
        ("rejected", "unknown_associate"),
    ]
    assert push(made_up) == [("rejected", "unknown_associate")]
    assert len(notes(session)) == 1


def test_what_somebody_recorded_before_she_left_is_not_lost(
    push: Push, people: Actors, session: Session
) -> None:
    session.execute(
        text("UPDATE associates SET active = 0 WHERE id = :id"), {"id": people.associate.actor.id}
    )
    session.commit()
    assert push(note(people)) == [("applied", None)]


def test_nothing_was_recorded_later_than_it_arrived(push: Push, people: Actors, session: Session) -> None:
    ahead, behind = NOW_MS + 3 * DAY_MS, NOW_MS - 3 * DAY_MS
    assert push(note(people, at_ms=ahead), note(people, at_ms=behind)) == [("applied", None)] * 2
    assert [at_ms for _, at_ms in notes(session)] == [NOW_MS, behind]


def test_a_moment_that_no_screen_can_show_is_refused(push: Push, people: Actors, session: Session) -> None:
    assert (
        push(note(people, at_ms=LATE), note(people, at_ms=(1 << 53) - 1))
        == [("rejected", "invalid_operation")] * 2
    )
    assert push(note(people, at_ms=LATE - 1)) == [("applied", None)]
    assert len(notes(session)) == 1


def test_a_backslash_is_a_sign_like_any_other(push: Push, people: Actors, session: Session) -> None:
    words = ("\\u0000", "\\\\u0000", "a\x00b")
    verdicts = push(*(note(people, arguments={"text": each}) for each in words))
    assert [verdict for verdict, _ in verdicts] == ["applied", "applied", "rejected"]
    assert [text_ for text_, _ in notes(session)] == list(words[:2])


DEEP = b'{"protocol":1,"operations":[' + b"[" * 100_000 + b"]" * 100_000 + b"]}"
LONG = b'{"protocol":1,"operations":[' + b"9" * 6_000 + b"]}"


@pytest.mark.parametrize("body", [DEEP, LONG, b"[" * 100_000, b"\xff\xfe"])
@pytest.mark.parametrize("path", ["sync/push", "sessions"])
def test_a_body_that_cannot_be_read_is_a_bad_request(
    client: FlaskClient, people: Actors, body: bytes, path: str
) -> None:
    headers = people.device.headers | {"Content-Type": "application/json"}
    answer = client.post(f"/api/v1/{path}", data=body, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (400, "bad_request")


@pytest.mark.parametrize(
    "change",
    [
        {"base": float("inf")}, {"base": -1}, {"base": 1 << 70}, {"steps": 5}, {"steps": [[0, "x"]]},
        {"load": 5}, {"load": [0]}, {"load": [0, 5]}, {"load": [0, [{}]]}, {"load": [0, [1, 2]]},
        {"load": [0, [1 << 80]]}, {"load": [0, ["\x00"]]}, {"load": [0, [None]]}, {"load": [-1, None]},
        {"load": [99, None]}, {"load": [True, None]}, {"load": ["0", None]}, {"load": [0.5, None]},
    ],
)  # fmt: skip
def test_a_forged_page_token_is_refused_before_the_answer_begins(
    client: FlaskClient, people: Actors, change: dict[str, Any]
) -> None:
    def pull(body: dict[str, Any]) -> tuple[int, Any]:
        headers = people.device.headers | {"Content-Type": "application/json"}
        with client.post("/api/v1/sync/pull", data=json.dumps(body), headers=headers) as answer:
            return answer.status_code, json.loads(answer.get_data().splitlines()[0])

    _, first = pull({"protocol": 1})
    token = {"epoch": first["epoch"], "shape": first["shape"], "base": 0, "load": [0, None], "steps": []}
    assert pull({"protocol": 1, "page": token})[0] == 200
    status, problem = pull({"protocol": 1, "page": token | change})
    assert (status, problem["code"]) == (410, "must_reload")


def test_the_same_batch_pushed_side_by_side_counts_once(app: Flask, people: Actors, session: Session) -> None:
    batch = [note(people, sequence=n, arguments={"text": "" if n % 3 == 0 else f"{n}"}) for n in range(60)]

    def send(_: int) -> list[Any]:
        answer = app.test_client().post(
            "/api/v1/sync/push", json={"protocol": 1, "operations": batch}, headers=people.device.headers
        )
        assert answer.status_code == 200
        answers: list[Any] = answer.json["answers"]
        return answers

    with ThreadPoolExecutor(8) as pool:
        first, *others = pool.map(send, range(8))
    assert all(other == first for other in others)
    assert [each["verdict"] for each in first].count("rejected") == 20
    assert len(notes(session)) == 40


def test_tablets_that_listen_leave_threads_for_everybody_else(
    app: Flask, client: FlaskClient, people: Actors, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert api.MOST_LISTENERS < serving.THREADS - 8
    monkeypatch.setattr(api, "MOST_LISTENERS", 1)

    def listen(who: SignedIn) -> Any:
        return client.get("/api/v1/sync/wake", headers=who.headers)

    try:
        older = listen(people.device)
        assert older.status_code == 200
        lines = iter(older.response)
        assert json.loads(next(lines)) == {"type": "beat"}
        newer = listen(people.device)
        assert newer.status_code == 200  # her older channel makes room for it
        assert list(lines) == []
        refused = listen(people.device_elsewhere)
        assert (refused.status_code, refused.json["code"]) == (429, "too_many_listeners")
        newer.close()
        last = listen(people.device_elsewhere)
        assert last.status_code == 200
        for each in (older, last):
            each.close()
    finally:
        app.extensions["aisle_watcher"].stop()


def test_pulls_leave_connections_for_everybody_else(
    client: FlaskClient, people: Actors, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = Places(1)
    monkeypatch.setattr(api, "PLACES", places)
    monkeypatch.setattr(api, "PLACE_SECONDS", 0.01)

    def pull(page: dict[str, Any] | None = None) -> Any:
        body = {"protocol": PROTOCOL_VERSION, "page": page}
        return client.post("/api/v1/sync/pull", json=body, headers=people.device.headers)

    first = pull()
    waiting = pull()
    assert (waiting.status_code, waiting.json["code"]) == (503, "busy")
    first.close()
    assert pull(page={"no": "token"}).status_code == 410
    last = pull()
    assert last.status_code == 200  # a refused pull has given its place back
    last.close()
