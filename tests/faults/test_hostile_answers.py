"""What a server, or something in its place, may answer that none of ours would.

The tablet gets an error it can name, shows what it showed, keeps its outbox, and needs no more memory for it.
"""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from typing import Any

import orjson
import pytest
import requests
import zstandard
from sqlalchemy import Engine

from shared.ids import uuid7
from sync.device.transport import HttpTransport
from sync.errors import ProtocolError, Refused, Revoked, SyncError, Unreachable, UnsupportedProtocol
from sync.integrity import CONTENT_DIGEST, content_digest
from sync.protocol import PROTOCOL_VERSION, PullRequest
from tests.faults.impostor import Said, impostor
from tests.sync.line import Faults
from tests.sync.tablet import Tablet
from tests.sync.world import Source, build, open_engine, run, shown_by

MIB = 1 << 20
HTML = Said((b"<html>Sign in to the guest network</html>",), headers={"Content-Type": "text/html"})


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    made = open_engine(sqlite_url)
    build(made)
    yield made
    made.dispose()


class Hardened:
    """A tablet that has loaded, with one operation that waits, and an impostor in its server's place."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.source = Source(engine)
        self.tablet = Tablet(self.source, path)
        self.tablet.engine.round()
        self.tablet.outbox.record(
            lambda sequence: {
                "id": uuid7(sequence, bytes), "sequence": sequence, "customer_id": 1, "body": "hello",
            }
        )  # fmt: skip
        self.session = requests.Session()

    def meets(self, **answers: Said) -> SyncError:
        """What a round against these answers raises; nothing else has changed."""
        shown, kept = shown_by(self.tablet.connection), self.tablet.outbox.entries()
        with impostor(lambda name: answers.get(name, Said(status="404 Not Found"))) as address:
            self.tablet.engine._transport = HttpTransport(address, "token", self.session, timeout=(2, 2))
            with pytest.raises(SyncError) as caught:
                self.tablet.engine.round()
        assert shown_by(self.tablet.connection) == shown
        assert self.tablet.outbox.entries() == kept
        return caught.value

    def heal(self) -> None:
        """The real server is back, and one round brings everything."""
        self.tablet.engine._transport = self.tablet.line
        self.tablet.engine.round()
        assert self.tablet.outbox.counts().pending == 0

    def pushed(self) -> Said:
        """The answer of a server that has decided everything."""
        verdicts = [
            {"id": entry.wire["id"], "verdict": "deferred", "code": None, "reason": None}
            for entry in self.tablet.outbox.entries()
        ]
        return Said((orjson.dumps({"answers": verdicts}),))

    def pulled(self, request: PullRequest) -> bytes:
        """What the real server answers to a pull."""
        with self.source.pull("1", "d1", request) as lines:
            return b"".join(lines)


@pytest.fixture
def tablet(engine: Engine, tmp_path: Path) -> Iterator[Hardened]:
    made = Hardened(engine, tmp_path / "tablet.db")
    yield made
    made.heal()
    made.session.close()
    made.tablet.connection.close()


def test_a_few_kilobytes_that_would_become_hundreds_of_megabytes_are_refused_within_little_memory(
    tablet: Hardened,
) -> None:
    body = zstandard.ZstdCompressor(level=1).compress(bytes(256 * MIB))
    assert len(body) < MIB
    bomb = Said((body,), headers={"Content-Encoding": "zstd"})
    small = Said((gzip.compress(bytes(64 * MIB), 1),), headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    assert isinstance(tablet.meets(push=tablet.pushed(), pull=bomb), ProtocolError)
    assert isinstance(tablet.meets(push=bomb), ProtocolError)
    assert isinstance(tablet.meets(push=small), ProtocolError)
    assert tracemalloc.get_traced_memory()[1] < 40 * MIB
    tracemalloc.stop()


def test_an_answer_without_an_end_is_given_up(tablet: Hardened) -> None:
    assert isinstance(tablet.meets(push=Said(repeat(b"x" * 65536))), ProtocolError)
    assert isinstance(tablet.meets(push=Said(repeat(b"x" * 65536), "400 Bad Request")), Refused)


def test_a_page_that_is_no_answer_of_ours_decides_nothing(tablet: Hardened) -> None:
    assert isinstance(tablet.meets(push=HTML), ProtocolError)
    for status in ("400 Bad Request", "404 Not Found", "407 Proxy Authentication Required", "409 Conflict"):
        assert isinstance(tablet.meets(push=Said(HTML.body, status)), Refused), status
    for status in ("401 Unauthorized", "403 Forbidden"):
        assert isinstance(tablet.meets(push=Said(HTML.body, status)), Revoked), status
    assert isinstance(tablet.meets(push=Said(HTML.body, "502 Bad Gateway")), Unreachable)


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"null", b"[]", b'{"answers": 7}', b'{"answers": [{"id": 1}]}']
)
def test_an_answer_in_another_form_is_named(tablet: Hardened, body: bytes) -> None:
    assert isinstance(tablet.meets(push=Said((body,))), ProtocolError)


def test_an_answer_that_does_not_fit_its_digest_is_asked_for_again(tablet: Hardened) -> None:
    answer = tablet.pushed()
    headers = {CONTENT_DIGEST: content_digest(b"something else")}
    assert isinstance(tablet.meets(push=Said(answer.body, headers=headers)), Unreachable)


def test_a_pull_of_a_future_protocol_is_named_and_applies_nothing(tablet: Hardened) -> None:
    body = tablet.pulled(PullRequest())
    first, rest = body.split(b"\n", 1)
    later = orjson.dumps(orjson.loads(first) | {"protocol": PROTOCOL_VERSION + 1}) + b"\n" + rest
    error = tablet.meets(push=tablet.pushed(), pull=Said((later,)))
    assert isinstance(error, UnsupportedProtocol)


def test_an_old_answer_played_again_takes_nothing_back(tablet: Hardened, engine: Engine) -> None:
    cursor, shape = tablet.tablet.replica.cursor(), tablet.tablet.replica.meta("shape")
    with engine.begin() as connection:
        run(connection, "UPDATE goods SET version = 1 WHERE id = 1")
    tablet.source.stamp()
    old = tablet.pulled(PullRequest(cursor, shape))
    with engine.begin() as connection:
        run(connection, "UPDATE goods SET version = 2 WHERE id = 1")
    tablet.heal()
    assert tablet.tablet.connection.execute("SELECT version FROM goods WHERE id = 1").fetchone() == (2,)
    error: Any = tablet.meets(push=tablet.pushed(), pull=Said((old,)))
    assert error.code


def test_what_was_kept_of_a_broken_pull_and_cannot_be_read_is_fetched_anew(
    tablet: Hardened, engine: Engine
) -> None:
    with engine.begin() as connection:
        run(
            connection,
            "INSERT INTO goods SELECT 100 + a.id * 10 + b.id, 0 FROM customers AS a, customers AS b",
        )
    device = tablet.tablet
    device.line.faults = Faults(cut=800)
    with pytest.raises(Unreachable):
        device.engine.round()
    device.line.faults = Faults()
    kept = device.connection.execute("UPDATE sync_staged SET line = substr(line, 1, 60)").rowcount
    assert kept > 0
    with pytest.raises(ProtocolError):
        device.engine.round()
    device.engine.round()
    assert device.connection.execute("SELECT count(*) FROM goods").fetchone() == (19,)
