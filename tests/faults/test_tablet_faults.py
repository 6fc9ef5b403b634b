"""Kills, failing disks, power loss, full disks, broken lines: promises hold, and the harnesses can see."""

from __future__ import annotations

from typing import Final

import pytest

from tests.faults import broken_lines, disk_errors, full_disk, kills, power_loss
from tests.faults.ground import ground
from tests.faults.proof import Proof
from tools.line import Fault

PROOFS: Final = (
    *kills.PROOFS,
    *disk_errors.PROOFS,
    *power_loss.PROOFS,
    *full_disk.PROOFS,
    *broken_lines.PROOFS,
)

each_proof = pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.name)


@each_proof
def test_what_was_saved_survives(proof: Proof) -> None:
    assert proof.run(proof.short, 1).failures == ()


@each_proof
def test_a_planted_fault_is_found(proof: Proof) -> None:
    assert proof.control(1).failures


@pytest.mark.long
@each_proof
def test_what_was_saved_survives_the_long_form(proof: Proof) -> None:
    assert proof.run(proof.long, 2).failures == ()


def test_a_line_that_falls_silent_is_given_up_and_the_next_round_goes_on() -> None:
    with ground() as here:
        lines = broken_lines.BrokenLines(here)
        (load,) = lines.exchanges(["first load"])
        for byte in (0, load.carried["down"] // 2):
            assert lines.broken(load, Fault("stall", "down", byte)) == []
        lines.close()
