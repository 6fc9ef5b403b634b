"""Where a scene may be broken: at every call of it that touches a file, in the order of an unbroken play."""

from __future__ import annotations

import os
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.ground import Ground, Scene
from tests.faults.player import Nursery


@dataclass(frozen=True, slots=True)
class Point:
    """A place among the calls of a scene; `lap` tells how often all points were gone through before."""

    scene: Scene
    calls: tuple[str, ...]
    place: int
    lap: int = 0

    def __str__(self) -> str:
        return f"{self.scene.name}, call {self.place} of {len(self.calls)}, {self.calls[self.place]}"

    def once(self, fault: str) -> list[str]:
        """strace options that break this one call; `fault` as strace names it."""
        call = self.calls[self.place]
        return _options([(call, f"{fault}:when={self.calls[: self.place + 1].count(call)}")])

    def from_here(self, fault: str) -> list[str]:
        """strace options that break this call and all after it; strace counts each kind of call by itself."""
        before = Counter(self.calls[: self.place])
        return _options([(call, f"{fault}:when={before[call] + 1}+") for call in sorted(set(self.calls))])


def _options(faults: Sequence[tuple[str, str]]) -> list[str]:
    chosen = ",".join(call for call, _ in faults)
    injections = [part for call, fault in faults for part in ("-e", f"inject={call}:{fault}")]
    return ["-o", os.devnull, "-e", f"trace={chosen}", *injections]


def points_of(ground: Ground, nursery: Nursery, scene: Scene, calls: str) -> list[Point]:
    """Every point of the scene, learned by playing it unbroken."""
    with tempfile.NamedTemporaryFile() as trace:
        folder = ground.set(scene)
        played = nursery.play(folder, scene.script, tracer=["-o", trace.name, "-e", f"trace={calls}"])
        wrong = [*played.errors, *ground.judge(scene, folder, played)]
        assert not wrong, f"{scene.name} does not even work unbroken: {wrong}"
        made = tuple(line.split("(")[0] for line in Path(trace.name).read_text(errors="replace").splitlines())
    return [Point(scene, made, place) for place in range(len(made))]


def chosen_points(
    ground: Ground, nursery: Nursery, scenes: Sequence[Scene], calls: str, *, cases: int, seed: int
) -> Iterator[Point]:
    """So many points, evenly over all calls of all scenes; lap after lap if that is more than there are."""
    every = [point for scene in scenes for point in points_of(ground, nursery, scene, calls)]
    for lap in range(cases // len(every)):
        for point in every:
            yield Point(point.scene, point.calls, point.place, lap)
    left, start = cases % len(every), random.Random(seed).random()
    for number in range(left):
        point = every[int((start + number) * len(every) / left) % len(every)]
        yield Point(point.scene, point.calls, point.place, cases // len(every))
