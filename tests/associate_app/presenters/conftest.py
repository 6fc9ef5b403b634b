"""A desk on the small world for every presenter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.associate_app.model_world import send_model, stock_the_catalogue
from tests.associate_app.replica_world import ReplicaWorld


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ReplicaWorld]:
    made = ReplicaWorld(tmp_path)
    made.open()
    made.load()
    yield made
    made.close()


@pytest.fixture
def modelled(world: ReplicaWorld) -> ReplicaWorld:
    """HQ has sent a model of yesterday."""
    stock_the_catalogue(world)
    send_model(world)
    world.be_ready(2)
    return world
