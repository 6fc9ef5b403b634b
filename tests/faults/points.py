"""Where a scene may be broken: every call of it that changes a file, counted by playing it once."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.ground import Ground, Scene
from tests.faults.player import Nursery


@dataclass(frozen=True, slots=True)
class Point:
    """The call of that number in a scene; `lap` tells how often all points were gone through before."""

    scene: Scene
    number: int
    lap: int


def count_calls(ground: Ground, nursery: Nursery, scene: Scene, calls: str) -> int:
    """How many of these calls the scene makes when nothing is broken."""
    with tempfile.NamedTemporaryFile() as trace:
        folder = ground.set(scene)
        played = nursery.play(folder, scene.script, tracer=["-o", trace.name, "-e", f"trace={calls}"])
        wrong = [*played.errors, *ground.judge(scene, folder, played)]
        assert not wrong, f"{scene.name} does not even work unbroken: {wrong}"
        return len(Path(trace.name).read_bytes().splitlines())


def points(
    ground: Ground, nursery: Nursery, scenes: Sequence[Scene], calls: str, *, cases: int, seed: int
) -> list[Point]:
    """So many points, evenly over all calls of all scenes; lap after lap if that is more than there are."""
    every = [
        (scene, number)
        for scene in scenes
        for number in range(1, count_calls(ground, nursery, scene, calls) + 1)
    ]
    laps = [Point(*point, lap) for lap in range(cases // len(every)) for point in every]
    left = cases - len(laps)
    start = random.Random(seed).random()
    chosen = [every[int((start + position) * len(every) / left) % len(every)] for position in range(left)]
    return laps + [Point(*point, cases // len(every)) for point in chosen]
