"""An arm beside its control: what intervals mean, and what is not answered with a figure."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from server.statistics.comparing import Comparison, Estimate, adjusted, means, ratios
from server.statistics.errors import NoVariation, OutOfRange, TooFew
from server.statistics.shares import share_of, shares
from server.statistics.sums import Counts, Sums
from tests.server.statistics.samples import sample, sums_of

CONTROL, TREATED = Sums(4, 100, 3000), Sums(4, 140, 5400)


def test_the_interval_leaves_zero_out_when_the_test_says_so() -> None:
    for seed in range(30):
        drawn = sample(seed, 300, uplift=0.25)
        found = means(drawn.sums(0), drawn.sums(1))
        tells = found.difference.is_above_zero or found.difference.is_below_zero
        assert tells == (found.p_value < 0.05)


def test_money_in_other_units_changes_nothing_but_the_unit() -> None:
    drawn = sample(1, 500, uplift=0.1)
    small = means(drawn.sums(0), drawn.sums(1))
    large = means(*(sums_of(drawn.revenue[drawn.arm == arm] * 1000) for arm in (0, 1)))
    assert large.uplift == small.uplift
    assert large.p_value == pytest.approx(small.p_value)
    assert large.difference.low == pytest.approx(small.difference.low * 1000)


def test_what_was_before_takes_variance_away_and_keeps_the_truth() -> None:
    drawn = sample(2, 20_000, uplift=0.1)
    arms = [drawn.sums(arm, beside=drawn.before) for arm in (0, 1)]
    plain, closer = means(*arms), adjusted(*arms)
    assert closer.saved > 0.05
    assert closer.error == pytest.approx(plain.error * math.sqrt(1 - closer.saved))
    assert abs(closer.difference.value - plain.difference.value) < 3 * plain.error


def test_without_anything_before_the_adjustment_changes_nothing() -> None:
    plain, closer = means(CONTROL, TREATED), adjusted(CONTROL, TREATED)
    assert (closer.difference, closer.uplift, closer.saved) == (plain.difference, plain.uplift, 0.0)


def test_what_is_told_by_the_past_alone_leaves_no_interval() -> None:
    told = Sums(3, 6, 14, 3, 5, 8)  # y = x + 1 for x = 0, 1, 2: 1, 2, 3
    with pytest.raises(NoVariation):
        adjusted(told, told)


@pytest.mark.parametrize("other", [Sums(4, 0, 200), Sums(4, -20, 200)])
def test_there_is_no_uplift_over_nothing_or_less(other: Sums) -> None:
    for pair in ((other, TREATED), (CONTROL, other)):
        found = means(*pair)
        assert (found.uplift, found.log_error, found.log_freedom) == (None, None, None)
        assert found.difference.low < found.difference.value < found.difference.high


@pytest.mark.parametrize("few", [Sums(0, 0, 0), Sums(1, 5, 25)])
def test_fewer_than_two_customers_are_no_arm(few: Sums) -> None:
    for compare in (means, adjusted):
        for pair in ((few, TREATED), (TREATED, few)):
            with pytest.raises(TooFew):
                compare(*pair)


def test_arms_in_which_all_are_the_same_have_no_interval() -> None:
    same = Sums(3, 30, 300)
    with pytest.raises(NoVariation):
        means(same, same)
    assert means(same, TREATED).error > 0  # one of them varies: that is enough
    with pytest.raises(NoVariation):
        ratios(Sums(2, 3, 5, 6, 20, 10), Sums(2, 3, 5, 6, 20, 10))  # one in two, for everybody


@pytest.mark.parametrize("level", [0.0, 1.0, 1.5, -0.1, math.nan])
def test_a_level_is_a_part_of_one(level: float) -> None:
    with pytest.raises(OutOfRange):
        means(CONTROL, TREATED, level=level)
    with pytest.raises(OutOfRange):
        shares(Counts(5, 1), Counts(5, 2), level=level)


def test_what_all_treated_brought_is_the_difference_of_each() -> None:
    found = means(CONTROL, TREATED)
    assert found.n == 8
    assert found.earned == found.difference.times(4)
    assert Estimate(1.0, 0.5, 2.0).times(-1) == Estimate(-1.0, -2.0, -0.5)


def few_of(control: tuple[int, int], treated: tuple[int, int]) -> Comparison:
    return shares(Counts(*control), Counts(*treated))


def test_few_who_did_it_take_fishers_test() -> None:
    found = few_of((56, 6), (70, 14))
    assert found.method == "few"
    assert found.p_value == pytest.approx(stats.fisher_exact([[14, 56], [6, 50]]).pvalue)


@pytest.mark.parametrize(
    ("treated", "control", "low", "high"),
    [
        ((10, 9), (10, 3), 0.1705, 0.8090),
        ((7, 6), (7, 2), 0.0582, 0.8062),
        ((56, 5), (29, 0), -0.0381, 0.1926),
        ((10, 0), (20, 0), -0.1611, 0.2775),
        ((10, 0), (10, 0), -0.2775, 0.2775),
        ((10, 10), (20, 0), 0.6791, 1.0000),
        ((10, 10), (10, 0), 0.6075, 1.0000),
    ],
)
def test_newcombes_own_examples_come_out(
    treated: tuple[int, int], control: tuple[int, int], low: float, high: float
) -> None:
    """Statistics in Medicine 17, 1998, table II, method 10."""
    found = few_of(control, treated).difference
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nobody_at_all_is_answered() -> None:
    found = few_of((50, 0), (50, 0))
    assert (found.difference.value, found.p_value, found.uplift) == (0.0, 1.0, None)
    assert found.difference.low < 0 < found.difference.high
    assert few_of((50, 50), (50, 50)).uplift is None
    assert few_of((50, 4), (50, 8)).uplift is not None


@given(st.integers(2, 300), st.integers(2, 300), st.data())
def test_shares_stay_within_what_can_be(n: int, m: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    found = few_of((n, a), (m, b))
    assert -1 - 1e-12 <= found.difference.low <= found.difference.value <= found.difference.high <= 1 + 1e-12
    assert 0 <= found.p_value <= 1
    assert found.error > 0


@given(st.integers(1, 10_000), st.data())
def test_the_share_of_one_arm_is_within_its_interval(n: int, data: st.DataObject) -> None:
    did = data.draw(st.integers(0, n))
    found = share_of(Counts(n, did))
    theirs = stats.binomtest(did, n).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high), abs=1e-9)
    assert found.low <= found.value <= found.high


@given(st.integers(2, 50), st.integers(0, 5000), st.integers(0, 5000))
def test_turning_the_arms_round_turns_the_difference_round(n: int, a: int, b: int) -> None:
    one, other = Sums(n, a * n, a * a * n + n), Sums(n, b * n, b * b * n + n)
    assume(a != b)
    there, back = means(one, other).difference, means(other, one).difference
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
