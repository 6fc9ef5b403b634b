"""The state machine finds planted faults: one that could not would prove nothing."""

from __future__ import annotations

import pytest

from tests.sync.schedules.planted import FAULTS
from tests.sync.schedules.running import first_failure, machine_with


@pytest.mark.parametrize("fault", FAULTS)
def test_the_state_machine_finds_a_planted_fault(fault: str) -> None:
    assert first_failure(machine_with(**FAULTS[fault]), 400, seed_number=2) is not None
