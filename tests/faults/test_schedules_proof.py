"""The proofs made of schedules run and tell what they tried; the schedules themselves are in `tests/sync`."""

from __future__ import annotations

import pytest

from tests.faults import schedules


def test_schedules_on_both_databases_are_counted() -> None:
    found = schedules.run(6, 1)
    assert found.failures == ()
    assert found.cases >= 6
    assert found.facts["tablets"] == 5


def test_every_tablet_comes_to_rest_within_three_rounds() -> None:
    found = schedules.run_to_rest(5, 1)
    assert found.failures == ()
    assert sum(found.facts.values()) == found.cases


def test_a_tablet_that_stops_trying_is_found_out() -> None:
    assert schedules.control_of_rest(1).failures


@pytest.mark.long
def test_every_tablet_comes_to_rest_within_three_rounds_of_two_thousand_schedules() -> None:
    assert schedules.run_to_rest(2_000, 2).failures == ()
