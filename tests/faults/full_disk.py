"""A disk that is really full, at every step of a tablet's life: nothing is lost, and it goes on with room.

The tablet lies on a tmpfs of a few megabytes, which is filled but for some kilobytes before a step. Somebody
frees the space, and the same process goes on; then it is locked and opened once more.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.faults.ground import SCENES, Ground, Scene, ground
from tests.faults.player import Nursery, Played
from tests.faults.proof import Outcome, Proof
from tests.faults.tablet import Step

DISK_KIB: Final = 8 * 1024
ROOM_KIB: Final = (0, 4, 8, 16, 32, 64, 128, 256)
"""What is left when the disk fills up: from nothing, over room for a page, to room for half a step."""

_REOPENED: Final = "after it was opened again"


@dataclass(frozen=True, slots=True)
class Case:
    """The disk has only so much room from that step of the scene on."""

    scene: Scene
    step: int
    room_kib: int

    def __str__(self) -> str:
        return f"{self.scene.name}, {self.room_kib} KiB left from {self.scene.script[self.step][0]!r} on"

    def script(self, target: Path) -> tuple[Step, ...]:
        """The scene with a full disk in it, and how it goes on."""
        return (
            *self.scene.script[: self.step], ("fill_but", str(self.room_kib)),
            *self.scene.script[self.step : -1],
            ("look",), ("make_room",), ("note", "with room"), ("sync",), ("close",),
            ("sign_in",), ("open",), ("note", _REOPENED), ("sync",), ("look",), ("close",),
            ("copy_out", str(target)),
        )  # fmt: skip


def every_case() -> list[Case]:
    """Every step of every scene with every room."""
    return [
        Case(scene, step, room)
        for scene in SCENES
        for step in range(len(scene.script) - 1)
        for room in ROOM_KIB
    ]


def run(cases: int, seed: int) -> Outcome:
    """So many cases, chosen at random if there are more."""
    every = every_case()
    chosen = every if cases >= len(every) else random.Random(seed).sample(every, cases)
    failures, told, read_only = list[str](), 0, 0
    with ground() as here, Nursery() as nursery:
        for case in chosen:
            played, wrong = _filled(here, nursery, case)
            failures += [f"{case}: {each}" for each in wrong]
            told += bool(played.errors)
            read_only += any("trouble" in event for event in played.events)
    return Outcome(len(chosen), tuple(failures), {"told": told, "opened_read_only": read_only})


def _filled(
    here: Ground, nursery: Nursery, case: Case, flaws: Sequence[str] = ()
) -> tuple[Played, list[str]]:
    folder = here.set(case.scene)
    target = folder.with_name(f"{folder.name}-after")
    played = nursery.play(folder, case.script(target), flaws=flaws, disk_kib=DISK_KIB)
    if not target.exists():
        return played, [*played.crashes, f"the script ended with {played.ended} before its end"]
    return played, [*_not_going_on(played), *here.judge(case.scene, target, played)]


def _not_going_on(played: Played) -> Iterator[str]:
    """What did not work although there was room again."""
    events = list(played.events)
    after = events[events.index({"step": "make_room"}) :]
    opened = after[after.index({"step": "sign_in"}) :] if {"step": "sign_in"} in after else []
    if {"saved": _REOPENED} not in opened:
        yield f"nothing can be saved {_REOPENED}: {after}"
    yield from (
        f"{event['step']} failed {_REOPENED}: {event['error']}" for event in opened if "error" in event
    )
    if {"shown": "Olivia"} not in opened:
        yield f"the customer is not shown {_REOPENED}"


def control(_: int) -> Outcome:
    """A tablet that says "saved" though the disk is full: what was called saved is lost."""
    scene = next(scene for scene in SCENES if scene.name == "erasure")
    case = Case(scene, scene.script.index(("note", "one")), 0)
    with ground() as here, Nursery() as nursery:
        _, wrong = _filled(here, nursery, case, ("called saved too early",))
    return Outcome(1, tuple(wrong))


PROOFS = (
    Proof(
        name="full-disk", row=7, short=32, long=300,
        promise="a disk without room, at any step of sign-in, sale, sync, load or migration, loses nothing",
        run=run, control=control,
    ),
)  # fmt: skip
