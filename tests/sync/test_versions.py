"""Device and server speak the newest version that both know; where there is none, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from sync.device import versions
from sync.errors import ProtocolError, UnsupportedProtocol
from sync.protocol import (
    OLDEST_PROTOCOL_VERSION,
    PROTOCOL_VERSION,
    ROW_STREAM,
    SELF_CHECKING,
    Acknowledgement,
    Answer,
    PullRequest,
    Repairs,
)
from sync.source.feed import Pull
from sync.source.versions import refuse_unspoken
from tests.sync.line import FaultyLine
from tests.sync.tablet import Tablet
from tests.sync.test_outbox import effects, note
from tests.sync.world import Source, build, open_engine, run, shown_by


class FirstPull(Pull):
    """As the first version's server streamed: it answered in its own version and told no other."""

    def _line(self, message: dict[str, Any], rows: int = 0) -> bytes:
        if message["type"] == "checkpoint":
            del message["newest"]
        return super()._line(message, rows)


@dataclass
class OtherServer(FaultyLine):
    """A server that speaks other versions and refuses the rest, unless it is `mild` as the first one was."""

    speaks: tuple[int, int] = (ROW_STREAM, PROTOCOL_VERSION)
    is_mild: bool = False
    asked: list[int] = field(default_factory=list)

    def _refuse(self, protocol: int) -> None:
        self.asked.append(protocol)
        if not self.is_mild and not self.speaks[0] <= protocol <= self.speaks[1]:
            raise UnsupportedProtocol("Not spoken here.", oldest=self.speaks[0], newest=self.speaks[1])

    @contextmanager
    def pull(self, request: PullRequest) -> Iterator[Iterator[bytes]]:
        """In the version asked for, or its newest."""
        self._refuse(request.protocol)
        with super().pull(replace(request, protocol=min(request.protocol, self.speaks[1]))) as lines:
            yield lines

    def push(
        self, operations: Sequence[Mapping[str, Any]], *, protocol: int = PROTOCOL_VERSION
    ) -> list[Answer]:
        """Only in what it speaks."""
        self._refuse(protocol)
        return super().push(operations, protocol=min(protocol, self.speaks[1]))


@pytest.fixture
def line(sqlite_url: str) -> Iterator[OtherServer]:
    """A server that can be told what it speaks."""
    engine = open_engine(sqlite_url)
    build(engine)
    yield OtherServer(Source(engine), "1", "d1")
    engine.dispose()


@pytest.fixture
def tablet(line: OtherServer, tmp_path: Path) -> Iterator[Tablet]:
    """A tablet that has not met it yet."""
    tablet = Tablet(line.source, tmp_path / "tablet.db", line)
    yield tablet
    tablet.connection.close()


def test_a_device_newer_than_its_server_asks_in_what_both_speak(line: OtherServer, tablet: Tablet) -> None:
    line.source.pull_type, line.speaks = FirstPull, (ROW_STREAM, ROW_STREAM)
    note(tablet.outbox)
    tablet.engine.round()
    assert line.asked == [PROTOCOL_VERSION, ROW_STREAM, ROW_STREAM]
    assert len(effects(line.source.engine)) == 1
    assert line.acknowledged is not None
    assert set(line.acknowledged.to_wire()) == {"epoch", "stamp", "pending", "app_version"}
    with line.source.engine.begin() as connection:
        run(connection, "UPDATE goods SET version = 7")
    tablet.engine.round()
    assert {version for _, version in shown_by(tablet.connection)["goods"]} == {7}


def test_a_refusal_is_remembered_until_the_server_says_more(line: OtherServer, tablet: Tablet) -> None:
    line.source.pull_type = FirstPull
    line.speaks = (ROW_STREAM, ROW_STREAM)
    tablet.engine.round()
    tablet.engine.round()
    assert line.asked == [SELF_CHECKING, ROW_STREAM, ROW_STREAM]
    line.source.pull_type, line.speaks = Pull, (ROW_STREAM, PROTOCOL_VERSION)
    line.asked.clear()
    tablet.engine.round()
    tablet.engine.round()
    assert line.asked == [ROW_STREAM, PROTOCOL_VERSION]


def test_the_first_servers_mild_answer_is_understood(line: OtherServer, tablet: Tablet) -> None:
    """It took any version and answered in its own; its acknowledgements took no field more than four."""
    line.source.pull_type = FirstPull
    line.speaks, line.is_mild = (ROW_STREAM, ROW_STREAM), True
    tablet.engine.round()
    assert versions.spoken(tablet.replica) == ROW_STREAM
    assert line.acknowledged is not None
    assert line.acknowledged.protocol == ROW_STREAM


def test_an_app_too_old_for_its_server_says_so_and_keeps_its_outbox(
    line: OtherServer, tablet: Tablet
) -> None:
    tablet.engine.round()
    note(tablet.outbox)
    shown = shown_by(tablet.connection)
    line.speaks = (PROTOCOL_VERSION + 1, PROTOCOL_VERSION + 3)
    for _ in range(2):
        with pytest.raises(UnsupportedProtocol, match="Update the app") as caught:
            tablet.engine.round()
        assert caught.value.code == "unsupported_protocol"
    assert tablet.outbox.counts().pending == 1
    assert shown_by(tablet.connection) == shown
    line.speaks = (ROW_STREAM, PROTOCOL_VERSION)
    tablet.engine.round()
    assert len(effects(line.source.engine)) == 1


def test_a_server_too_old_for_the_app_is_named(line: OtherServer, tablet: Tablet) -> None:
    line.speaks = (OLDEST_PROTOCOL_VERSION - 2, OLDEST_PROTOCOL_VERSION - 1)
    with pytest.raises(UnsupportedProtocol, match="Ask HQ"):
        tablet.engine.round()


def test_a_server_that_refuses_what_it_says_it_speaks_is_not_asked_for_ever(
    line: OtherServer, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(protocol: int) -> None:
        line.asked.append(protocol)
        raise UnsupportedProtocol("No.", oldest=ROW_STREAM, newest=PROTOCOL_VERSION)

    monkeypatch.setattr(line, "_refuse", refuse)
    with pytest.raises(UnsupportedProtocol):
        tablet.engine.round()
    assert line.asked == [PROTOCOL_VERSION]


def test_a_refusal_that_says_nothing_of_versions_stays_a_refusal(
    line: OtherServer, tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise UnsupportedProtocol("No.")

    monkeypatch.setattr(line, "_refuse", refuse)
    with pytest.raises(UnsupportedProtocol, match="Update the app"):
        tablet.engine.round()


def test_an_answer_in_a_version_not_asked_for_is_refused_and_changes_nothing(
    line: OtherServer, tablet: Tablet
) -> None:
    class Tomorrow(Pull):
        def _line(self, message: dict[str, Any], rows: int = 0) -> bytes:
            if message["type"] == "checkpoint":
                message["protocol"] = PROTOCOL_VERSION + 1
            return super()._line(message, rows)

    tablet.engine.round()
    shown = shown_by(tablet.connection)
    line.source.pull_type = Tomorrow
    with pytest.raises(UnsupportedProtocol):
        tablet.engine.round()
    assert shown_by(tablet.connection) == shown


def test_a_digest_that_is_none_is_garbled(line: OtherServer, tablet: Tablet) -> None:
    class Garbling(Pull):
        def _line(self, message: dict[str, Any], rows: int = 0) -> bytes:
            if message["type"] == "digest":
                message["collections"] = [1]
            return super()._line(message, rows)

    tablet.engine.round()
    line.source.pull_type = Garbling
    with pytest.raises(ProtocolError):
        tablet.engine.round()


def test_messages_to_a_first_version_server_hold_what_it_knows() -> None:
    assert set(PullRequest(protocol=ROW_STREAM).to_wire()) == {"protocol", "cursor", "shape", "page"}
    said = Acknowledgement("e", 1, 2, "0.2.0", SELF_CHECKING, Repairs(1, 2, 3)).to_wire()
    assert said["repairs"] == {"slices": 1, "rows": 2, "unhealed": 3}


@pytest.mark.parametrize("protocol", range(OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION + 1))
def test_the_server_takes_the_newest_version_and_the_two_before(protocol: int) -> None:
    refuse_unspoken(protocol)
    assert PROTOCOL_VERSION - OLDEST_PROTOCOL_VERSION <= 2
