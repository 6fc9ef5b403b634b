"""Sums of arms: exact, additive, and refused where no data has them."""

from __future__ import annotations

import math
import statistics
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import problem_of
from server.statistics.errors import ImpossibleCount, ImpossibleSums, NoBase, StatisticsError, TooFew
from server.statistics.sums import Counts, Sums

MONEY = st.integers(-(10**9), 10**9)


def of(pairs: list[tuple[int, int]]) -> Sums:
    ys, xs = [y for y, _ in pairs], [x for _, x in pairs]
    return Sums(
        len(pairs), sum(ys), sum(y * y for y in ys), sum(xs), sum(x * x for x in xs),
        sum(x * y for y, x in pairs),
    )  # fmt: skip


@given(st.lists(st.tuples(MONEY, MONEY), min_size=2, max_size=40))
def test_figures_are_those_of_the_customers_themselves(pairs: list[tuple[int, int]]) -> None:
    ys, xs = [y for y, _ in pairs], [x for _, x in pairs]
    sums = of(pairs)
    assert sums.mean == pytest.approx(statistics.fmean(ys), rel=1e-12, abs=1e-9)
    assert sums.variance == pytest.approx(float(statistics.variance(ys)), rel=1e-12)
    assert sums.base_variance == pytest.approx(float(statistics.variance(xs)), rel=1e-12)
    assert sums.covariance == pytest.approx(statistics.covariance(ys, xs), rel=1e-6, abs=1e3)


@given(st.lists(st.tuples(MONEY, MONEY), max_size=20), st.lists(st.tuples(MONEY, MONEY), max_size=20))
def test_days_add_up(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    assert of(one) + of(other) == of(one + other)


def test_a_variance_far_below_the_squares_is_not_lost() -> None:
    values = [10**12 + step for step in (0, 1, 2)]  # in doubles the difference of squares would be 0 or 1e8
    assert Sums(3, sum(values), sum(v * v for v in values)).variance == 1.0


def test_what_float_sums_leave_of_equal_figures_is_no_variation() -> None:
    values = [0.1] * 1000
    assert Sums(1000, sum(values), sum(v * v for v in values)).variance == 0.0


def test_the_slope_is_least_squares_and_zero_without_anything_before() -> None:
    assert of([(1, 1), (3, 2), (5, 3)]).slope == 2.0
    assert Sums(3, 9, 35).slope == 0.0


def test_a_ratio_needs_something_below_its_line() -> None:
    assert of([(1, 2), (2, 4)]).ratio == 0.5
    for nothing in (Sums(2, 3, 5), Sums(2, 3, 5, -2, 2, -3)):
        with pytest.raises(NoBase):
            _ = nothing.ratio
        with pytest.raises(NoBase):
            _ = nothing.ratio_variance


def test_a_ratio_that_is_the_same_for_everybody_does_not_vary() -> None:
    assert of([(3, 1), (9, 3), (21, 7)]).ratio_variance == 0.0


@pytest.mark.parametrize(
    "figures",
    [
        (0, 1, 1), (2, math.nan, 1), (2, 1, math.inf), (2, 1, -1), (2, 0, 0, 0, -1, 0),
        (2, 10, 49), (3, 0, 2, 0, 2, 9),
    ],
)  # fmt: skip
def test_sums_that_no_data_has_are_refused(figures: tuple[float, ...]) -> None:
    n, *rest = figures
    with pytest.raises(ImpossibleSums):
        Sums(int(n), *rest)


@pytest.mark.parametrize("n", [-1, 1.5, True, "3"])
def test_a_count_is_a_whole_number_from_zero(n: Any) -> None:
    """Whatever SQL or JSON brings."""
    with pytest.raises(ImpossibleCount):
        Sums(n, 0, 0)
    with pytest.raises(ImpossibleCount):
        Counts(n, 0)


def test_nobody_has_no_mean_and_one_has_no_variance() -> None:
    with pytest.raises(TooFew) as nobody:
        _ = Sums(0, 0, 0).mean
    assert nobody.value.fields == {"n": 0, "needed": 1}
    with pytest.raises(TooFew):
        _ = Sums(1, 5, 25).variance
    with pytest.raises(TooFew):
        _ = Counts(0, 0).share


def test_more_did_it_than_there_are_is_refused() -> None:
    with pytest.raises(ImpossibleCount):
        Counts(3, 4)
    assert Counts(3, 1) + Counts(4, 2) == Counts(7, 3)
    assert Counts(4, 1).variance == 0.25 * 0.75


def test_what_is_refused_is_told_as_input_that_cannot_be_used() -> None:
    problem = problem_of(TooFew("Two are needed.", n=1, needed=2))
    assert (problem.status, problem.code) == (422, "too_few")
    assert issubclass(NoBase, StatisticsError)
