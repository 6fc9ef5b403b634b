"""How prepared loads are made, offered, sent and swept, as far as it is the same on both databases."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from urllib3 import HTTPResponse

from server.devices import parting
from server.replication import downloads, preparing, snapshots
from server.replication.upkeep import tidy
from shared.clock import DAY_MS
from sync.errors import ProtocolError, Revoked
from sync.integrity import CONTENT_DIGEST
from sync.source import changelog
from tests.server.replication.conftest import HttpTablet
from tests.server.replication.loads import Prepare, asked, many_products
from tests.server.world import NOW_MS, Actors, counted_bytes

GOODS = "SELECT id, name, price_minor FROM products ORDER BY id"


@pytest.fixture
def tables_url(sqlite_tables_url: str) -> str:
    """One kind of database is enough here."""
    return sqlite_tables_url


def test_nothing_is_prepared_for_a_store_that_fits_a_page(client: FlaskClient, people: Actors) -> None:
    answer = asked(client, people.device)
    assert (answer.status_code, answer.json["code"]) == (404, "no_snapshot")
    assert "aisle_preparer" not in client.application.extensions


def test_the_first_tablet_of_a_large_store_has_it_prepared_for_the_next(
    app: Flask, client: FlaskClient, people: Actors, session: Session
) -> None:
    many_products(session, snapshots.LEAST_ROWS)
    assert asked(client, people.device).status_code == 404
    app.extensions["aisle_preparer"].wait(30)
    offer = asked(client, people.device)
    assert offer.status_code == 200
    assert [part["rows"] > 0 for part in offer.json["parts"]] == [True, True]


def test_a_part_is_sent_from_any_byte_on(client: FlaskClient, people: Actors, prepare: Prepare) -> None:
    prepare()
    part = asked(client, people.device).json["parts"][0]
    path = f"/api/v1/sync/snapshots/{part['id']}"

    def get(told: str | None) -> Any:
        more = {"Range": told} if told else {}
        return client.get(path, headers=people.device.headers | more)

    whole = get(None)
    assert (whole.status_code, len(whole.data)) == (206, part["bytes"])
    rest = get("bytes=10-")
    assert rest.data == whole.data[10:]
    assert rest.headers["Content-Range"] == f"bytes 10-{part['bytes'] - 1}/{part['bytes']}"
    assert get("bytes=1-2").data == whole.data  # not a form that we serve: the whole, and it says so
    beyond = get(f"bytes={part['bytes']}-")
    assert (beyond.status_code, beyond.json["code"]) == (416, "range_not_satisfiable")


def test_files_hold_nothing_in_clear_and_only_their_owner_may_look(home: Path, prepare: Prepare) -> None:
    prepare()
    folder = home / "snapshots"
    files = list(folder.iterdir())
    assert len(files) == 2
    assert all(b"Elena" not in file.read_bytes() for file in files)
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("before", [1, 2, 3])
def test_a_withdrawn_tablet_gets_nothing_more_in_the_middle_of_a_download(
    client: FlaskClient, people: Actors, prepare: Prepare, session: Session, monkeypatch: pytest.MonkeyPatch,
    before: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(downloads, "_PIECE", 16)
    prepare()
    part = asked(client, people.device).json["parts"][0]
    path = f"/api/v1/sync/snapshots/{part['id']}"
    answer = client.get(path, headers=people.device.headers)
    pieces = iter(answer.response)
    assert [len(next(pieces)) for _ in range(before)] == [16] * before
    parting.revoke(session, people.device.actor.id, NOW_MS)
    session.commit()
    assert list(pieces) == []
    answer.close()
    assert client.get(path, headers=people.device.headers).status_code == 401


def test_a_tablet_withdrawn_after_its_request_gets_not_even_the_first_piece(
    people: Actors, engine: Engine, session: Session, prepare: Prepare, home: Path
) -> None:
    prepare()
    device_id, file = people.device.actor.id, min((home / "snapshots").iterdir())
    assert b"".join(downloads._pieces(file, 0, engine, device_id)) == file.read_bytes()
    parting.revoke(session, device_id, NOW_MS)
    session.commit()
    assert list(downloads._pieces(file, 0, engine, device_id)) == []


def test_a_tablet_withdrawn_before_its_load_is_sent_nothing(
    tablet: HttpTablet, people: Actors, session: Session, prepare: Prepare
) -> None:
    prepare()
    parting.revoke(session, people.device.actor.id, NOW_MS)
    session.commit()
    with pytest.raises(Revoked):
        tablet.engine.round()


def test_a_load_older_than_a_day_is_neither_offered_nor_kept(
    client: FlaskClient, people: Actors, prepare: Prepare, engine: Engine, home: Path
) -> None:
    prepare(at_ms=NOW_MS - DAY_MS - 1)
    assert asked(client, people.device).status_code == 404
    tidy(engine, home, NOW_MS)
    assert list((home / "snapshots").iterdir()) == []


def test_two_loads_of_a_scope_are_kept_and_the_newest_is_offered(
    client: FlaskClient, people: Actors, prepare: Prepare, session: Session, home: Path
) -> None:
    for price in range(4):
        session.execute(text("UPDATE products SET price_minor = :price"), {"price": price})
        session.commit()
        prepare()
    assert len(list((home / "snapshots").iterdir())) == 4
    token = asked(client, people.device).json["token"]
    assert token["base"] == changelog.state_of(session.connection()).stamp


def test_a_new_epoch_ends_every_prepared_load(
    client: FlaskClient, people: Actors, prepare: Prepare, session: Session, home: Path
) -> None:
    prepare()
    changelog.change_epoch(session.connection())
    session.commit()
    assert asked(client, people.device).status_code == 404
    snapshots.sweep(session, home, NOW_MS)
    session.commit()
    assert list((home / "snapshots").iterdir()) == []


def test_a_file_that_is_claimed_while_others_are_swept_stays(
    session: Session, home: Path, people: Actors, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people
    list_files = Path.iterdir
    file = snapshots.folder_in(home) / "claimed.part"

    def claimed_before(folder: Path) -> Iterator[Path]:
        assert snapshots.claim(session, "claimed", "*", "00", NOW_MS)
        session.flush()
        file.write_bytes(b"begun")
        return list_files(folder)

    monkeypatch.setattr(Path, "iterdir", claimed_before)
    snapshots.sweep(session, home, NOW_MS)
    monkeypatch.undo()
    session.commit()
    assert file.read_bytes() == b"begun"


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_file_that_is_not_whole_is_not_offered(
    client: FlaskClient, people: Actors, prepare: Prepare, home: Path, damage: str
) -> None:
    prepare()
    file = min((home / "snapshots").iterdir())
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-1])
    else:
        file.unlink()
    assert asked(client, people.device).status_code == 404


def test_a_load_that_is_half_a_day_old_is_offered_and_made_anew(
    app: Flask, client: FlaskClient, people: Actors, prepare: Prepare, session: Session
) -> None:
    prepare(at_ms=NOW_MS - DAY_MS // 2 - 1)
    first = asked(client, people.device)
    assert first.status_code == 200
    app.extensions["aisle_preparer"].wait(30)
    assert asked(client, people.device).json["parts"][0]["id"] != first.json["parts"][0]["id"]
    assert session is not None


def test_a_disk_that_is_full_at_the_server_leaves_the_rows(
    engine: Engine, home: Path, people: Actors, session: Session
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    assert people
    with pytest.raises(OSError, match="No space"):
        preparing.prepare(
            engine, home, "*", now_ms=lambda: NOW_MS, random_bytes=counted_bytes("x"), on_progress=full
        )
    assert list((home / "snapshots").iterdir()) == []
    assert snapshots.scopes_kept(session) == set()


def test_what_could_not_be_prepared_is_tried_again_later_and_stops_nobody_else() -> None:
    done: list[str] = []
    troubles: list[Exception] = []
    now = [NOW_MS]
    gate = threading.Event()

    def work(scope: str) -> None:
        gate.wait(10)
        if scope == "bad":
            raise OSError(28, "No space left on device")
        done.append(scope)

    preparer = preparing.Preparer(work, troubles.append, lambda: now[0])
    preparer.wait(0.1)
    preparer.ask(["bad", "good"])
    preparer.ask(["good"])
    gate.set()
    preparer.wait(10)
    assert (done, len(troubles)) == (["good"], 1)
    preparer.ask(["bad"])
    preparer.wait(10)
    assert len(troubles) == 1
    now[0] += preparing.RETRY_MS
    preparer.ask(["bad"])
    preparer.wait(10)
    assert len(troubles) == 2


def test_a_server_that_answers_garbage_is_not_believed(tablet: HttpTablet, prepare: Prepare) -> None:
    prepare()
    send = tablet.session.send

    def lie(request: Any, **more: Any) -> requests.Response:
        answer = send(request, **more)
        if request.url.endswith("/snapshot"):
            answer.raw = HTTPResponse(io.BytesIO(b"not JSON"), preload_content=False)
            answer.headers.pop(CONTENT_DIGEST)
        if "/snapshots/" in request.url:
            answer.headers["Content-Range"] = "bytes 7-8/9"
        return answer

    offer = tablet.line.snapshot_offer()
    assert offer is not None
    tablet.session.send = lie
    with pytest.raises(ProtocolError):
        tablet.line.snapshot_offer()
    another = pytest.raises(ProtocolError, match="another piece")
    with another, tablet.line.snapshot_bytes(offer.parts[0].id, 0):
        pass
    assert tablet.engine.round().loaded
