"""A tablet killed at every call by which it writes, syncs or speaks: nothing is lost, nothing counts twice.

From the second lap on the restarted tablet is killed once more, at a place of its own, before it may recover.
"""

from __future__ import annotations

import random
from typing import Final

from tests.faults.ground import SCENES, Ground, ground
from tests.faults.player import CHANGING, Nursery, Played
from tests.faults.points import Point, chosen_points, points_of
from tests.faults.proof import Outcome, Proof

CALLS: Final = f"{CHANGING},sendto,recvfrom"
"""Saved and not yet said, pushed and not yet answered: doubles come from kills between these calls."""

_AGAIN: Final = (("sign_in",), ("open",), ("note", "after"), ("sync",), ("close",))


def run(cases: int, seed: int) -> Outcome:
    """So many kills, spread over every scene."""
    dice, failures, kills = random.Random(seed), list[str](), 0
    with ground() as here, Nursery() as nursery:
        for point in chosen_points(here, nursery, SCENES, CALLS, cases=cases, seed=seed):
            played, wrong = _killed(here, nursery, point, dice if point.lap else None)
            kills += played.ended != 0
            failures += wrong
    return Outcome(cases, tuple(failures), {"killed": kills})


def _killed(
    here: Ground,
    nursery: Nursery,
    point: Point,
    again: random.Random | None = None,
    flaws: tuple[str, ...] = (),
) -> tuple[Played, list[str]]:
    """What was said before the kill, and what is wrong after it."""
    scene, folder = point.scene, here.set(point.scene)
    played = nursery.play(folder, scene.script, tracer=point.once("signal=KILL"), flaws=flaws)
    if again is not None:
        place = Point(scene, point.calls, again.randrange(len(point.calls)))
        second = nursery.play(folder, _AGAIN, tracer=place.once("signal=KILL"))
        played = Played(played.events + second.events, played.ended)
    return played, [f"{point}: {each}" for each in here.judge(scene, folder, played)]


def control(_: int) -> Outcome:
    """A tablet that says "saved" before it is: some kill loses what was called saved."""
    with ground() as here, Nursery() as nursery:
        scene = next(scene for scene in SCENES if scene.name == "erasure")
        tried = 0
        for point in points_of(here, nursery, scene, "pwrite64"):
            tried += 1
            _, wrong = _killed(here, nursery, point, flaws=("called saved too early",))
            if wrong:
                return Outcome(tried, tuple(wrong))
        return Outcome(tried)


PROOFS = (
    Proof(
        name="kills", row=4, short=200, long=2_500,
        promise="a tablet killed at any write, sync or send has lost nothing saved and does nothing twice",
        run=run, control=control,
    ),
)  # fmt: skip
