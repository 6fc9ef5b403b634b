"""Rows 15 and 16 in short, and their long form."""

from __future__ import annotations

import pytest

from tests.faults import parting, theft
from tests.faults.proof import Outcome


def test_a_revoked_tablet_is_sent_nothing_more_and_nobody_reads_it_nor_a_leaver_hers() -> None:
    assert parting.run(30, 1) == Outcome(30)


@pytest.mark.parametrize("fault", range(len(parting.FAULTS)))
def test_a_tablet_that_does_not_part_as_it_should_is_found(fault: int) -> None:
    assert parting.run(parting.CONTROLLED, 1, parting.FAULTS[fault]).failures


def test_a_stolen_tablet_has_no_customer_in_any_of_its_files_and_yields_to_no_guessing() -> None:
    assert theft.run(1000, 1) == Outcome(1000)


def test_a_replica_in_clear_is_found_name_by_name() -> None:
    assert len(theft.in_clear(1).failures) > 100


def test_guesses_that_nobody_counts_are_found() -> None:
    assert theft.uncounted(1).failures == ("the right PIN still opens after ten wrong ones",)


@pytest.mark.long
@pytest.mark.parametrize("proof", [*parting.PROOFS, *theft.PROOFS], ids=lambda proof: proof.name)
def test_the_long_form_holds(proof: parting.Proof) -> None:
    assert proof.run(proof.long, 1).failures == ()
