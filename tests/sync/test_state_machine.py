"""After any schedule of faults all replicas agree with the server, and nothing was lost or done twice."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.sync.machine import Replication

ORDINARY = settings(
    deadline=None,
    stateful_step_count=30,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    database=None,
)


@pytest.mark.parametrize("half", ["first 250", "second 250"])
def test_replicas_agree_after_any_schedule_of_faults(half: str) -> None:  # noqa: ARG001 - two processors share
    run_state_machine_as_test(Replication, settings=settings(ORDINARY, max_examples=250))


@pytest.mark.long
def test_replicas_agree_after_ten_thousand_schedules() -> None:
    run_state_machine_as_test(
        Replication, settings=settings(ORDINARY, max_examples=10_000, stateful_step_count=50)
    )
