from __future__ import annotations

import random

import pytest

from shared.clock import DAY_MS, local_to_millis
from shared.recommendation.history import Bought, usual_gap, visits_of

NOW = local_to_millis("2026-11-22T12:00", "UTC")


def visits(lines, zone="UTC"):
    return visits_of(lines, now_ms=NOW, time_zone=zone)


def test_a_visit_is_a_customer_and_a_local_day():
    lines = [Bought(1, NOW - 60_000), Bought(1, NOW - 3_600_000), Bought(1, NOW - DAY_MS, 5)]
    assert visits(lines) == {1: (1, 0)}
    late = local_to_millis("2026-11-21T23:30", "America/New_York")
    assert visits([Bought(1, late)], "America/New_York") == {1: (1,)}
    assert visits([Bought(1, late)]) == {1: (0,)}


def test_the_hour_that_a_clock_is_put_back_makes_no_second_day():
    first = local_to_millis("2026-11-01T00:30", "America/New_York")
    lines = [Bought(1, first), Bought(1, first + 24 * 3_600_000)]  # that day has 25 hours
    assert visits(lines, "America/New_York") == {1: (21,)}


def test_returns_and_what_is_to_come_count_for_nothing():
    assert visits([Bought(1, NOW, 0), Bought(1, NOW, -2), Bought(2, NOW + 1)]) == {}
    assert visits([Bought(3, NOW)]) == {3: (0,)}


def test_the_order_of_lines_changes_nothing_not_even_the_last_bit():
    draw = random.Random(6)
    lines = [Bought(draw.randint(1, 9), NOW - draw.randint(0, 400) * DAY_MS) for _ in range(500)]
    mixed = draw.sample(lines, len(lines))
    assert list(visits(lines).items()) == list(visits(mixed).items())


@pytest.mark.parametrize(
    ("days", "gap"), [((5,), None), ((9, 5), 4), ((30, 20, 9, 0), 10), ((10, 9, 7), 2), ((4, 3), 1)]
)
def test_the_usual_gap_is_the_median(days, gap):
    assert usual_gap(days) == gap
