"""A desk on the small world for every presenter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.associate_app.replica_world import ReplicaWorld


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ReplicaWorld]:
    made = ReplicaWorld(tmp_path)
    made.open()
    made.load()
    yield made
    made.close()
