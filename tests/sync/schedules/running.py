"""Schedules by the hundred: searched at random from a seed, counted, and what they found."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.schedules.machine import Replication
from tests.uncounted import uncounted

STEPS = 45
SHORTEST = 40
"""Steps of a schedule; those that Hypothesis varies from one it has seen are as long."""

ORDINARY = settings(
    deadline=None,
    stateful_step_count=STEPS,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    database=None,
    report_multiple_bugs=False,
)


def machine_with(**parts: Any) -> type[Replication]:
    """A machine of its own with these parts, and a tally of its own."""
    return type("Schedules", (Replication,), {"tally": Counter[str](), **parts})


def search(machine: type[Replication], schedules: int, *, seed_number: int | None = None) -> None:
    """So many schedules hold every promise; AssertionError with the shortest that does not.

    Without a seed they are others each time.
    """
    if seed_number is not None:
        machine = seed(seed_number)(machine)
    with uncounted():
        run_state_machine_as_test(
            machine, settings=settings(ORDINARY, max_examples=schedules), _min_steps=SHORTEST
        )


def first_failure(machine: type[Replication], schedules: int, *, seed_number: int) -> str | None:
    """What the first schedule that breaks a promise says; None if all hold. Nothing is made shorter."""
    quick = settings(
        ORDINARY,
        max_examples=schedules,
        phases=(Phase.generate,),
        verbosity=Verbosity.quiet,
        print_blob=False,
    )
    try:
        with uncounted():
            run_state_machine_as_test(seed(seed_number)(machine), settings=quick, _min_steps=SHORTEST)
    except Exception as broken:  # noqa: BLE001 - whatever breaks a schedule is what it found
        return f"{broken}".split("\n", 1)[0] or type(broken).__name__
    return None
