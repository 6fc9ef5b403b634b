"""Who is lapsing: checked against the figures that were published with the model."""

from __future__ import annotations

from datetime import datetime

import pytest

from shared.clock import DAY_MS, to_millis
from shared.lapsing import Fit, Rhythm, chance_of_return, is_lapsing, log_likelihood, rhythm_of
from tests.shared.rhythms import PUBLISHED, PUBLISHED_LIKELIHOOD, cdnow

NOW_MS = to_millis(datetime.fromisoformat("2026-11-22T15:00:00+00:00"))
ZONE = "America/New_York"


def test_the_published_numbers_explain_the_published_customers_as_well_as_published():
    customers = cdnow()
    assert sum(customers.values()) == 2357
    assert log_likelihood(PUBLISHED, customers) == pytest.approx(PUBLISHED_LIKELIHOOD, abs=0.05)


def test_no_neighbouring_numbers_explain_them_better():
    customers = cdnow()
    best = log_likelihood(PUBLISHED, customers)
    for field in ("r", "alpha", "a", "b"):
        for factor in (0.95, 1.05):
            numbers = {name: getattr(PUBLISHED, name) for name in ("r", "alpha", "a", "b")}
            assert log_likelihood(Fit(**numbers | {field: numbers[field] * factor}), customers) < best


def test_the_chance_of_return_is_that_of_the_published_example():
    assert chance_of_return(PUBLISHED, Rhythm(2, 30.43, 38.86)) == pytest.approx(0.7266, abs=0.0001)


def test_who_came_once_is_expected_back_and_a_regular_who_stays_away_is_not():
    assert chance_of_return(PUBLISHED, Rhythm(0, 0.0, 38.0)) == 1.0
    assert chance_of_return(PUBLISHED, Rhythm(30, 38.0, 38.86)) > 0.9
    assert chance_of_return(PUBLISHED, Rhythm(30, 20.0, 38.86)) < 0.01
    assert chance_of_return(PUBLISHED, Rhythm(100_000, 1.0, 5_000.0)) < 1e-200, "no overflow"


def test_the_chance_falls_with_every_week_of_silence():
    chances = [chance_of_return(PUBLISHED, Rhythm(10, 20.0, 20.0 + weeks)) for weeks in range(30)]
    assert chances == sorted(chances, reverse=True)


def test_only_a_customer_with_a_rhythm_can_lapse():
    silent = Rhythm(2, 2.0, 60.0)
    assert is_lapsing(PUBLISHED, silent, below=0.5)
    assert not is_lapsing(PUBLISHED, silent, below=0.001)
    assert not is_lapsing(PUBLISHED, Rhythm(1, 0.1, 600.0), below=0.99)


def test_a_rhythm_counts_days_of_the_stores_calendar_and_nothing_later_than_now():
    late = to_millis(datetime.fromisoformat("2026-11-16T04:30:00+00:00"))  # still the 15th in New York
    visits = [NOW_MS - 14 * DAY_MS, late, late + 3_600_000, late - 3_600_000, NOW_MS + 1]
    assert rhythm_of(visits, NOW_MS, ZONE) == Rhythm(2, 8 / 7, 14 / 7)
    assert rhythm_of([], NOW_MS, ZONE) is None
    assert rhythm_of([NOW_MS + 1], NOW_MS, ZONE) is None
