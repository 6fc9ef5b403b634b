"""What the push process lets itself in for: whoever calls, however she calls, holds up nobody else."""

from __future__ import annotations

import errno
import socket
from queue import Queue

import pytest
from sqlalchemy.orm import Session

from server.config import Config
from server.push import line, listening, process
from server.push.limits import COMES_A_MINUTE
from sync.device.transport import HttpTransport
from sync.errors import Refused
from tests.server.push.holding import Caller, Held, asking, holding
from tests.server.push.listener import Listener
from tests.server.push.test_channel_contract import change_bread
from tests.server.replication.conftest import eventually
from tests.server.world import Actors

WAKE = "/api/v1/sync/wake"


@pytest.fixture
def tables_url(sqlite_tables_url: str) -> str:
    """What is asked here has nothing to do with the kind of database."""
    return sqlite_tables_url


def test_one_tablet_too_many_is_told_so_and_a_known_one_takes_its_own_place(
    config: Config, people: Actors
) -> None:
    device, elsewhere = people.device.token, people.device_elsewhere.token
    with holding(config, most=1) as held, Listener(held.address, device):
        with Caller(held.port, asking(WAKE, elsewhere)) as refused:
            status, headers, problem = refused.answer()
        assert (status, problem["code"], headers["connection"]) == (429, "too_many_listeners", "close")
        with Listener(held.address, device):
            pass
        eventually(lambda: len(held.process.listening) == 0)
        with Listener(held.address, elsewhere):
            pass


def test_a_tablet_that_comes_again_and_again_is_told_to_wait(held: Held, people: Actors) -> None:
    ask = asking(WAKE, people.device.token)
    for _ in range(COMES_A_MINUTE):
        with Caller(held.port, ask) as caller:
            assert caller.head()[0] == 200
    with Caller(held.port, ask) as caller:
        status, headers, problem = caller.answer()
    assert (status, problem["code"]) == (429, "too_many_attempts")
    assert 1 <= int(headers["retry-after"]) <= 60
    with Listener(held.address, people.device_elsewhere.token):
        pass  # nobody else waits for that


ANSWERS = (
    (asking("/"), 404, "not_found"),
    (asking(WAKE + "/more"), 404, "not_found"),
    (asking(WAKE, method="POST"), 405, "method_not_allowed"),
    (b"GET / HTTP/2.0\r\n\r\n", 400, "bad_request"),
    (b"\x16\x03\x01 hello\r\n\r\n", 400, "bad_request"),
    (b"GET / HTTP/1.1\r\nno header\r\n\r\n", 400, "bad_request"),
    (b"GET / HTTP/1.1\r\n folded: x\r\n\r\n", 400, "bad_request"),
    (b"GET / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", 400, "bad_request"),
    (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 400, "bad_request"),
    (asking(WAKE) + b"more", 400, "bad_request"),
    (b"GET / HTTP/1.1\r\nA: " + b"x" * 9_000 + b"\r\n\r\n", 400, "bad_request"),
    (b"x" * 9_000, 400, "bad_request"),
    (asking(WAKE, "short"), 401, "not_signed_in"),
)
"""What is said on a line, and how it is answered."""


def test_whatever_is_asked_is_answered_as_every_server_of_ours_does(held: Held) -> None:
    for said, status, code in ANSWERS:
        with Caller(held.port, said) as caller:
            got, headers, problem = caller.answer()
        assert (got, problem["code"]) == (status, code), said[:60]
        assert headers["content-type"] == "application/problem+json"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers.get("allow") == ("GET" if status == 405 else None)


def test_a_head_may_come_in_pieces_and_its_answer_in_lines_for_an_old_proxy(
    held: Held, people: Actors
) -> None:
    said = asking(WAKE + "?elsewhere=true", people.device.token, version="1.0")
    with Caller(held.port) as caller:
        for start in range(0, len(said), 40):
            caller.socket.sendall(said[start : start + 40])
        status, headers = caller.head()
        assert status == 200
        assert "transfer-encoding" not in headers
        held.stop()
        assert caller.rest() == b'{"type":"beat"}\n'


def test_who_says_nothing_is_let_go(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "HEAD_SECONDS", 0.0)
    with Caller(held.port, b"GET /") as caller:
        assert caller.is_hung_up()


def test_who_goes_on_talking_is_let_go(held: Held, people: Actors) -> None:
    with Caller(held.port, asking(WAKE, people.device.token)) as caller:
        assert (caller.head()[0], caller.piece()) == (200, "beat")
        caller.socket.sendall(b"and another thing")
        assert caller.is_hung_up()
    eventually(lambda: len(held.process.listening) == 0)


def test_beats_come_while_there_is_no_news(
    held: Held, people: Actors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "BEAT_SECONDS", 0.1)
    with Caller(held.port, asking(WAKE, people.device.token)) as caller:
        assert caller.head()[0] == 200
        assert [caller.piece() for _ in range(4)] == ["beat"] * 4


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beats come without a pause and hardly anything is kept for who does not read them."""
    monkeypatch.setattr(listening, "BEAT_SECONDS", 0.0)
    monkeypatch.setattr(listening, "TICK_SECONDS", 0.0)
    monkeypatch.setattr(process, "TICK_SECONDS", 0.0005)
    monkeypatch.setattr(line, "SEND_BUFFER_BYTES", 1)


@pytest.mark.usefixtures("little_room")
def test_who_reads_nothing_holds_up_nobody_is_kept_little_for_and_goes_in_the_end(
    held: Held, people: Actors, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "PATIENCE_SECONDS", 3_600.0)
    ask = asking(WAKE, people.device.token)
    with (
        Caller(held.port, ask, takes=1) as slow,
        Listener(held.address, people.device_elsewhere.token) as quick,
    ):
        stuck = held.only(people.device.actor.id)
        eventually(lambda: stuck.is_held)
        for price_minor in (1, 2):
            change_bread(session, price_minor)
            quick.hears("news", 2.0)
        assert stuck.kept_bytes <= line.HELD_BYTES + 64
        assert slow.head()[0] == 200
        pieces = iter(slow.piece, "news")  # it begins to read, and the news is still there for it
        assert set(pieces) == {"beat"}
        eventually(lambda: stuck.is_held)
        monkeypatch.setattr(listening, "PATIENCE_SECONDS", 0.0)
        eventually(lambda: len(held.process.listening) == 1)
        assert held.process.tallies.too_slow == 1


def test_health_and_metrics_tell_how_it_stands(
    held: Held, people: Actors, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Listener(held.address, people.device.token):
        with Caller(held.port, asking("/api/v1/health")) as caller:
            status, _, told = caller.answer()
        assert (status, told["status"], told["listeners"], told["most"]) == (200, "ok", 1, 100)
        with Caller(held.port, asking("/metrics")) as caller:
            assert caller.head()[0] == 200
            lines = caller.rest().decode().splitlines()
        assert {"aisle_push_listeners 1", "aisle_push_opened_total 1"} <= set(lines)
        with Caller(held.port, asking(WAKE)) as caller:
            assert caller.head()[0] == 401
        with Caller(held.port, asking("/metrics")) as caller:
            assert 'aisle_push_refused_total{code="not_signed_in"} 1' in caller.rest().decode()
        monkeypatch.setattr(process, "BLIND_SECONDS", -1.0)
        with Caller(held.port, asking("/api/v1/health")) as caller:
            assert caller.answer()[0] == 503


def test_a_line_of_the_log_tells_it_now_and_then(
    config: Config, people: Actors, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert people
    monkeypatch.setattr(process, "REPORT_SECONDS", 0.0)
    told: Queue[dict[str, object]] = Queue()
    monkeypatch.setattr(process.log, "info", lambda event, **said: told.put({"event": event, **said}))
    with holding(config):
        said = told.get(timeout=10)
    assert said["event"] == "push_state"
    assert {"listeners", "most", "seconds_since_look", "opened", "refused"} <= said.keys()


def test_a_database_that_fails_is_said_to_be_busy_and_ends_nothing(
    held: Held, people: Actors, session: Session
) -> None:
    with session.connection() as connection:
        connection.exec_driver_sql("ALTER TABLE devices RENAME TO gone")
        connection.commit()
        with Caller(held.port, asking(WAKE, people.device.token)) as caller:
            status, headers, problem = caller.answer()
        assert (status, problem["code"], headers["retry-after"]) == (503, "busy", "1")
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO devices")
        connection.commit()
    with Listener(held.address, people.device.token):
        pass


def test_it_parts_with_tablets_one_after_the_other_and_lets_nobody_in(config: Config, people: Actors) -> None:
    with holding(config, drain_seconds=3_600.0) as held:
        here = Caller(held.port, asking(WAKE, people.device.token))
        with here, Caller(held.port, asking(WAKE, people.device_elsewhere.token)) as there:
            for each in (here, there):
                assert (each.head()[0], each.piece()) == (200, "beat")
            held.stop()
            eventually(lambda: len(held.process.listening) == 1)
            with socket.socket() as late:
                assert late.connect_ex(("127.0.0.1", held.port)) == errno.ECONNREFUSED
            held.stop()  # whoever says it twice will not wait
            for each in (here, there):
                assert (each.piece(), each.rest()) == ("", b"")
        held.wait()


def test_a_tablet_of_ours_is_told_in_words_that_there_is_no_room(config: Config, people: Actors) -> None:
    with holding(config, most=1) as held, Listener(held.address, people.device.token) as listener:
        line_of_another = HttpTransport(held.address, people.device_elsewhere.token, listener.session)
        with pytest.raises(Refused) as refused:
            line_of_another.wake()
    assert (refused.value.code, refused.value.status) == ("too_many_listeners", 429)
