"""Intervals that may be looked at every day keep their promise over all looks."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.statistics import coverage, false_alarms, srm_alarms
from benchmarks.statistics_policies import covered
from benchmarks.statistics_trials import Design
from server.statistics.always_valid import SOONEST, always_valid, final_level, p_value, reach, tuning
from server.statistics.comparing import means, quantile
from server.statistics.errors import ImpossibleCount, OutOfRange, TooFew
from server.statistics.sums import Sums
from tests.server.statistics.samples import sample

TRIALS = 120


def test_twenty_looks_without_an_effect_raise_few_alarms() -> None:
    tally = false_alarms(Design(TRIALS, 20, 200, 0.0, seed=11))
    assert tally.share("always_valid") <= 0.05
    assert tally.share("always_valid_adjusted") <= 0.05
    assert tally.share("watched_and_final") <= 0.08  # of so few trials; the benchmark takes more
    assert tally.share("fixed") > 0.15  # what a fixed interval would do


def test_intervals_cover_the_true_effect_as_often_as_they_say() -> None:
    tally = coverage(Design(400, 4, 500, 0.08, seed=12))
    # 95 % of 400 trials, within three standard errors; `python -m benchmarks statistics` takes more.
    for name in ("difference", "uplift", "adjusted"):
        assert 0.917 <= tally.share(name) <= 0.983, name
    assert tally.share("always_valid") >= 0.95


def test_a_planted_split_raises_the_alarm_and_an_even_one_does_not() -> None:
    assert srm_alarms(200, 0.51) >= 0.99
    assert srm_alarms(200, 0.5) <= 0.01


def test_intervals_of_other_policies_cover_their_worth() -> None:
    for method, part in covered(300).items():
        assert 0.91 <= part <= 0.99, method


@given(st.integers(2, 10**9), st.floats(0.5, 0.9999), st.integers(2, 10**9))
def test_p_value_and_interval_say_the_same(n: int, level: float, planned: int) -> None:
    mixture = tuning(planned, level)
    assert p_value(reach(n, mixture, level), n, mixture) == pytest.approx(1 - level, rel=1e-6)


def test_it_is_narrowest_near_the_plan_and_wider_than_a_fixed_one_everywhere() -> None:
    mixture = tuning(5_000, 0.95)
    widths = {n: reach(n, mixture, 0.95) / math.sqrt(n) for n in (500, 5_000, 50_000)}
    for n, width in widths.items():
        for other in (500, 50_000):
            tuned = reach(n, tuning(other, 0.95), 0.95) / math.sqrt(n)
            assert (tuned < width) == (n == other)
        assert width > quantile(0.95, n - 2) / math.sqrt(n)


def test_uplift_and_difference_are_those_of_the_comparison() -> None:
    drawn = sample(3, 4_000, uplift=0.1)
    fixed = means(drawn.sums(0), drawn.sums(1))
    watched = always_valid(fixed, planned=4_000)
    assert watched.uplift is not None
    assert fixed.uplift is not None
    assert (watched.difference.value, watched.uplift.value) == (fixed.difference.value, fixed.uplift.value)
    assert watched.uplift.low < fixed.uplift.low < fixed.uplift.high < watched.uplift.high
    stricter = always_valid(fixed, planned=4_000, level=0.99)
    assert stricter.level == 0.99
    assert stricter.difference.low < watched.difference.low
    assert always_valid(means(Sums(200, 0, 200), Sums(200, 20, 300))).uplift is None


def test_nothing_is_said_before_both_arms_have_enough_customers() -> None:
    early = means(Sums(SOONEST - 1, 100, 10_000), Sums(5_000, 100, 10_000))
    with pytest.raises(TooFew) as told:
        always_valid(early)
    assert told.value.fields == {"n": SOONEST - 1, "needed": SOONEST}


def test_the_last_look_is_stricter_for_having_watched() -> None:
    assert final_level(0.95) == pytest.approx(0.96)
    with pytest.raises(OutOfRange):
        final_level(1.0)


def test_a_plan_and_a_level_must_mean_something() -> None:
    drawn = sample(3, 4_000)
    fixed = means(drawn.sums(0), drawn.sums(1))
    for planned in (0, 1):
        with pytest.raises(TooFew):
            always_valid(fixed, planned=planned)
    with pytest.raises(ImpossibleCount):
        always_valid(fixed, planned=-5)
    with pytest.raises(OutOfRange):
        always_valid(fixed, level=1.0)
