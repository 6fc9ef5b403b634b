"""A server's world on each database, and a tablet that has loaded it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.sync.tablet import Tablet
from tests.sync.world import Source, build, open_engine


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_engine(database_url)
    build(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def tablet(engine: Engine, tmp_path: Path) -> Iterator[Tablet]:
    tablet = Tablet(Source(engine), tmp_path / "tablet.db")
    tablet.engine.round()
    yield tablet
    tablet.connection.close()
