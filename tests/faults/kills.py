"""A tablet killed at every call by which it writes, syncs or speaks: nothing is lost, nothing counts twice.

From the second lap on the restarted tablet is killed once more, at a place of its own, before it may recover.
"""

from __future__ import annotations

import random
from typing import Final

from tests.faults.ground import SCENES, Ground, ground
from tests.faults.player import CHANGING, Nursery, Played, breaking
from tests.faults.points import Point, count_calls, points
from tests.faults.proof import Outcome, Proof

CALLS: Final = f"{CHANGING},sendto,recvfrom"
"""Saved and not yet said, pushed and not yet answered: doubles come from kills between these calls."""

_AGAIN: Final = (("sign_in",), ("open",), ("note", "after"), ("sync",), ("close",))
_RESTART_CALLS: Final = 120


def run(cases: int, seed: int) -> Outcome:
    """So many kills, spread over every scene."""
    dice, failures, kills = random.Random(seed), list[str](), 0
    with ground() as here, Nursery() as nursery:
        for point in points(here, nursery, SCENES, CALLS, cases=cases, seed=seed):
            again = dice.randrange(1, _RESTART_CALLS) if point.lap else 0
            played, wrong = _killed(here, nursery, point, again)
            kills += played.ended != 0
            failures += wrong
    return Outcome(cases, tuple(failures), {"killed": kills})


def _killed(
    here: Ground, nursery: Nursery, point: Point, again: int = 0, flaws: tuple[str, ...] = ()
) -> tuple[Played, list[str]]:
    """What was said before the kill, and what is wrong after it."""
    scene, folder = point.scene, here.set(point.scene)
    tracer = breaking(CALLS, "signal=KILL", point.number)
    played = nursery.play(folder, scene.script, tracer=tracer, flaws=flaws)
    if again:
        second = nursery.play(folder, _AGAIN, tracer=breaking(CALLS, "signal=KILL", again))
        played = Played(played.events + second.events, played.ended)
    return played, [
        f"{scene.name}, call {point.number}: {each}" for each in here.judge(scene, folder, played)
    ]


def control(_: int) -> Outcome:
    """A tablet that says "saved" before it is: some kill loses what was called saved."""
    with ground() as here, Nursery() as nursery:
        scene = next(scene for scene in SCENES if scene.name == "erasure")
        calls = count_calls(here, nursery, scene, CALLS)
        for number in range(1, calls + 1):
            _, wrong = _killed(here, nursery, Point(scene, number, 0), flaws=("called saved too early",))
            if wrong:
                return Outcome(number, tuple(wrong))
        return Outcome(calls)


PROOFS = (
    Proof(
        name="kills", row=4, short=200, long=2_500,
        promise="a tablet killed at any write, sync or send has lost nothing saved and does nothing twice",
        run=run, control=control,
    ),
)  # fmt: skip
