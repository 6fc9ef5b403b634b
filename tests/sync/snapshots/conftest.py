"""A server, and a tablet that has loaded nothing yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.sync.preparer import Preparer
from tests.sync.snapshots.watched import WatchedLine
from tests.sync.tablet import Tablet
from tests.sync.world import Source, build, open_engine


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A world on SQLite; most of what happens on a device does not depend on the server's database."""
    engine = open_engine(request.getfixturevalue(f"{request.param}_url"))
    build(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def world(engine: Engine, tmp_path: Path) -> Iterator[Tablet]:
    """A tablet that has loaded nothing yet; its store's snapshot is prepared."""
    folder = tmp_path / "snapshots"
    folder.mkdir()
    source = Source(engine)
    preparer = Preparer(source, folder)
    preparer.prepare("1")
    tablet = Tablet(source, tmp_path / "new.db", WatchedLine(source, "1", "d1", snapshots=preparer))
    yield tablet
    tablet.connection.close()
