"""A line that dies in silence is noticed by the tablet without anybody asking for anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import server.replication.api
import sync.device.transport
from sync.device.loop import LoopStatus, SyncLoop
from tests.server.replication.conftest import HttpTablet, eventually
from tests.server.world import Actors
from tools.line import Fault, Line

BEAT_SECONDS = 0.4
"""A beat as this test has patience for."""


@pytest.fixture
def line(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line to the server, on which beats come fast."""
    for module in (server.replication.api, sync.device.transport):
        monkeypatch.setattr(module, "BEAT_SECONDS", BEAT_SECONDS)
    port = urlsplit(address).port
    assert port
    made = Line(port)
    yield made
    made.close()


def test_an_idle_line_that_dies_in_silence_is_offline_before_a_round_finds_out(
    line: Line, people: Actors, tmp_path: Path
) -> None:
    tablet = HttpTablet(line.address, people.device, tmp_path / "tablet.db")
    heard: list[LoopStatus] = []
    loop = SyncLoop(tablet.engine, tablet.line, heard.append, jitter=lambda: 0.5)
    loop.start()

    def is_idle() -> bool:
        """No round is under way, and beats alone arrive."""
        line.set_fault(None)
        eventually(lambda: line.carried("down") > 0)
        return heard[-1].state == "synced" and line.carried("up") == 0

    eventually(lambda: len(heard) > 0 and is_idle())
    line.set_fault(Fault("stall", "down", 0))
    eventually(lambda: line.carried("down") > 0)
    before = len(heard)
    line.set_fault(Fault("stall", "up", 0))  # nor does anybody hear what the next round asks
    eventually(lambda: any(status.state == "offline" for status in heard[before:]))
    first = next(status for status in heard[before:] if status.state != "syncing")
    assert first.state == "offline"
    assert first.error is not None
    eventually(lambda: line.carried("up") > 0)
    line.cut()  # the round that waits for an answer need not wait for its patience to end
    line.restore()
    eventually(lambda: heard[-1].state == "synced")
    loop.stop()
    tablet.close()
