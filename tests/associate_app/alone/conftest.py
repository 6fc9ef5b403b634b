"""The tablet where the server is somebody a test plays: what must hold whatever HQ answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from associate_app.platform.keystore import MemoryKeystore
from associate_app.wiring import Tablet
from shared.clock import FixedClock
from tests.associate_app.hq_world import CHEAP, Screen
from tests.associate_app.played_office import PlayedOffice
from tests.associate_app.small_world import PIN
from tests.server.world import NOW, counted_bytes


@pytest.fixture
def office() -> PlayedOffice:
    return PlayedOffice()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def boot(tmp_path: Path, office: PlayedOffice, screen: Screen) -> Iterator[Callable[[], Tablet]]:
    running: list[Tablet] = []
    draw, keystore = counted_bytes(), MemoryKeystore()

    def start() -> Tablet:
        while running:
            running.pop().close()
        running.append(
            Tablet(
                tmp_path, clock=FixedClock(NOW), random_bytes=draw, post=screen.post, head_office=office,
                keystore=keystore, cost=CHEAP,
            )
        )  # fmt: skip
        return running[-1]

    yield start
    while running:
        running.pop().close()


@pytest.fixture
def tablet(boot: Callable[[], Tablet]) -> Tablet:
    """Enrolled, and Mia has signed in once."""
    made = boot()
    made.enrol.enrol("http://127.0.0.1:9", "ABCD-EFGH")
    made.sign_in.sign_in("101", PIN)
    made.lock()
    return made
