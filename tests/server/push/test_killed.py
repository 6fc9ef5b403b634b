"""A push process that dies in the middle of its work is missed by nobody for long."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from server.config import Config
from tests.server.push.looping import looped
from tests.server.push.test_channel_contract import change_bread
from tests.server.replication.conftest import eventually
from tests.server.world import Actors
from tools.stage import AISLE, free_port


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def tables_url(request: pytest.FixtureRequest) -> str:
    """Real processes are dear: the second kind of database has its turn in the long run."""
    return str(request.getfixturevalue(f"{request.param}_tables_url"))


@pytest.fixture
def start(config: Config, loaded: None) -> Iterator[Callable[[int], subprocess.Popen[bytes]]]:
    """Starts the command itself on a port."""
    assert loaded is None
    running: list[subprocess.Popen[bytes]] = []
    url = config.database_url.replace("postgresql+psycopg://", "postgresql://")
    known = {**os.environ, "AISLE_HOME": str(config.home), "AISLE_DATABASE_URL": url}

    def on(port: int) -> subprocess.Popen[bytes]:
        command = [str(AISLE), "push", "--port", str(port), "--drain", "0"]
        running.append(subprocess.Popen(command, env=known, stdout=subprocess.PIPE))
        out = running[-1].stdout
        assert out is not None
        assert f"http://127.0.0.1:{port}".encode() in out.readline()
        return running[-1]

    yield on
    for each in running:
        each.kill()
        each.wait()
        assert each.stdout is not None
        each.stdout.close()


def test_a_process_that_is_killed_in_the_middle_of_a_publish_costs_no_tablet_its_news(
    web_address: str, tell: Callable[..., None], people: Actors, session: Session, tmp_path: Path,
    start: Callable[[int], subprocess.Popen[bytes]],
) -> None:  # fmt: skip
    port = free_port()
    tell(f"http://127.0.0.1:{port}")
    first = start(port)
    with looped(web_address, people, tmp_path / "tablet.db") as looping:
        change_bread(session, 1)
        eventually(lambda: looping.shows(1), 2.0)
        first.send_signal(signal.SIGSTOP)  # it hears of the commit, and has no time to tell
        change_bread(session, 2)
        first.kill()
        eventually(lambda: looping.shows(2), 10.0)
        again = start(port)
        change_bread(session, 3)
        eventually(lambda: looping.shows(3), 10.0)
    again.send_signal(signal.SIGTERM)
    assert again.wait(10) == 0
