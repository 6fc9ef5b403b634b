"""The push benchmark runs from its beginning to its end and finds what is promised, with a small crowd."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from benchmarks import push
from benchmarks.push_stage import PushStage
from tools.stage import free_port

SMALL = push.Size(publishes=2, crowd=30, idle_seconds=1.0, crowd_publishes=1)


class Figures:
    """What was emitted, by name."""

    def __init__(self) -> None:
        self.found: dict[str, list[float]] = {}

    def __call__(self, figure: str, value: float, unit: str, case: str, against: str) -> None:
        assert unit
        assert case
        assert against
        self.found.setdefault(figure, []).append(value)


def test_a_crowd_hears_a_publish_and_each_of_it_has_the_promotion(tmp_path: Path) -> None:
    stage = PushStage(tmp_path, free_port(), f"sqlite:///{tmp_path / 'aisle.db'}")
    stage.seed(SMALL.crowd)
    figures = Figures()
    with stage.serving(tmp_path / "server.log"):
        asyncio.run(push.measure_crowd(figures, stage, "sqlite", SMALL))
    found = figures.found
    assert found["idle_connections"] == [SMALL.crowd]
    assert (found["missed"], found["lost_connections"], found["without_it"]) == ([0], [0], [0])
    assert found["pulls_per_s"][0] > 0


@pytest.mark.long
def test_the_short_form_of_the_push_benchmark_keeps_what_is_promised() -> None:
    figures = Figures()
    push.run_quick(figures)
    assert len(figures.found["idle_connections"]) == 2, "on both databases"
    assert max(figures.found["publish_to_shown_s"]) <= push.BOUND_SECONDS
    assert sum(figures.found["missed"] + figures.found["lost_connections"] + figures.found["without_it"]) == 0
