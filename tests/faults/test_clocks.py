"""Wrong clocks change nothing, and a device that believed its own would be found out."""

from __future__ import annotations

import pytest

from tests.faults import clocks


def test_wrong_clocks_change_no_order_and_no_judgement() -> None:
    assert clocks.run_clocks(5, 1).failures == ()


def test_a_device_that_believes_its_own_clock_is_found_out() -> None:
    assert clocks.control(1).failures


@pytest.mark.long
def test_two_thousand_journeys_with_wrong_clocks_change_no_order_and_no_judgement() -> None:
    assert clocks.run_clocks(2_000, 2).failures == ()
