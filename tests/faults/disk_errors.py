"""EIO and ENOSPC at every call by which a tablet reads, writes or syncs: nothing lost, nothing crashes.

A call fails once, or all fail from it on until the app is started again. Whatever was asked of the tablet
meanwhile was done or was refused with a sentence; a replica that opens at all can be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.faults.ground import SCENES, Ground, ground
from tests.faults.player import CHANGING, Nursery, Played
from tests.faults.points import Point, chosen_points, points_of
from tests.faults.proof import Outcome, Proof


@dataclass(frozen=True, slots=True)
class Trouble:
    """How the disk fails: in which calls, with which error, once or from then on."""

    calls: str
    error: str
    lasting: bool


TROUBLES: Final = (
    Trouble(CHANGING, "ENOSPC", lasting=True),
    Trouble(CHANGING, "EIO", lasting=False),
    Trouble(CHANGING, "EIO", lasting=True),
    Trouble("pread64", "EIO", lasting=False),
)


def run(cases: int, seed: int) -> Outcome:
    """So many points, shared by the kinds of trouble; once there are as many as calls, every one is tried."""
    failures, read_only, refused = list[str](), 0, 0
    with ground() as here, Nursery() as nursery:
        for trouble in TROUBLES:
            share = cases // len(TROUBLES)
            for point in chosen_points(here, nursery, SCENES, trouble.calls, cases=share, seed=seed):
                played, wrong = _troubled(here, nursery, point, trouble)
                failures += wrong
                read_only += any("trouble" in event for event in played.events)
                refused += bool(played.errors)
    return Outcome(cases, tuple(failures), {"opened_read_only": read_only, "told": refused})


def _troubled(
    here: Ground, nursery: Nursery, point: Point, trouble: Trouble, flaws: Sequence[str] = ()
) -> tuple[Played, list[str]]:
    scene, folder = point.scene, here.set(point.scene)
    fault = f"error={trouble.error}"
    tracer = point.from_here(fault) if trouble.lasting else point.once(fault)
    played = nursery.play(folder, scene.script, tracer=tracer, flaws=flaws)
    wrong = here.judge(scene, folder, played)
    if played.ended != 0:
        wrong.append(f"the process ended with {played.ended}")
    where = f"{point}, {trouble.error}{' from there on' * trouble.lasting}"
    return played, [f"{where}: {each}" for each in wrong]


def control(_: int) -> Outcome:
    """A tablet that says "saved" though the disk refused: some error loses what was called saved."""
    with ground() as here, Nursery() as nursery:
        scene = next(scene for scene in SCENES if scene.name == "erasure")
        tried = 0
        for point in points_of(here, nursery, scene, CHANGING):
            tried += 1
            _, wrong = _troubled(here, nursery, point, TROUBLES[0], ("called saved too early",))
            if wrong:
                return Outcome(tried, tuple(wrong))
        return Outcome(tried)


PROOFS = (
    Proof(
        name="disk-errors", row=5, short=60, long=4_000,
        promise="EIO and ENOSPC at any call lose nothing and crash nothing; the app reads on and says so",
        run=run, control=control,
    ),
)  # fmt: skip
