"""A real server and a real tablet of its store, on one line that a test may cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from associate_app.wiring import Tablet
from shared.clock import FixedClock
from tests.associate_app.hq_world import Headquarters, Screen, make_tablet
from tests.associate_app.small_world import PIN
from tests.server.world import NOW, counted_bytes


@pytest.fixture
def clock() -> FixedClock:
    """The tablet's."""
    return FixedClock(NOW)


@pytest.fixture
def hq_clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def hq(tmp_path: Path, hq_clock: FixedClock) -> Iterator[Headquarters]:
    """The server is up, with the small world in its database."""
    folder = tmp_path / "hq"
    folder.mkdir()
    made = Headquarters(folder, hq_clock)
    made.up()
    yield made
    made.close()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def boot(tmp_path: Path, clock: FixedClock, screen: Screen) -> Iterator[Callable[[], Tablet]]:
    """Starts the app on the same folder; the one before is closed first."""
    running: list[Tablet] = []
    draw = counted_bytes("tablet")

    def start() -> Tablet:
        while running:
            running.pop().close()
        running.append(make_tablet(tmp_path / "tablet", clock, screen, draw))
        return running[-1]

    yield start
    while running:
        running.pop().close()


@pytest.fixture
def tablet(hq: Headquarters, boot: Callable[[], Tablet], screen: Screen) -> Tablet:
    """Mia has signed in to it, and it has loaded its store."""
    made = boot()
    made.enrol.enrol(hq.address, hq.make_code())
    made.sign_in.sign_in("101", PIN)
    screen.wait(lambda: made.sync.status().state == "synced")
    return made
