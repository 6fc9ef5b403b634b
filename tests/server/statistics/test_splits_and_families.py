"""Splits that are not the planned ones are found; many questions at once are corrected for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from server.statistics.errors import ImpossibleCount, NoVariation, OutOfRange, TooFew
from server.statistics.families import benjamini_hochberg, do_differ, holm, level_of_each
from server.statistics.splits import check_split

P_VALUES = st.lists(st.floats(0, 1), max_size=12)


def test_a_planted_split_of_a_hundred_thousand_is_an_alarm_and_an_even_one_is_none() -> None:
    assert check_split([51_000, 49_000], [1, 1]).is_mismatch
    assert not check_split([50_000, 50_000], [1, 1]).is_mismatch
    assert not check_split([50_200, 49_800], [5_000, 5_000]).is_mismatch
    assert check_split([9_000, 1_000], [9_000, 1_000]).expected == (9_000.0, 1_000.0)


def test_somebody_in_an_arm_without_a_weight_is_an_alarm() -> None:
    split = check_split([500, 500, 1], [1, 1, 0])
    assert (split.statistic, split.p_value, split.is_mismatch) == (math.inf, 0.0, True)
    assert not check_split([500, 500, 0], [1, 1, 0]).is_mismatch


def test_few_customers_in_three_arms_are_tried_one_by_one() -> None:
    assert not check_split([10, 12, 9], [1, 1, 1]).is_mismatch
    assert check_split([40, 5, 5], [1, 1, 1]).is_mismatch
    apart = [stats.binomtest(seen, 31, 1 / 3).pvalue for seen in (10, 12, 9)]
    assert check_split([10, 12, 9], [1, 1, 1]).p_value == pytest.approx(min(1.0, 3 * min(apart)))


@pytest.mark.parametrize("weights", [[1, 0], [1], [1, -1], [1, math.nan], [0, 0], [1, 1, 1]])
def test_weights_that_make_no_split_are_refused(weights: list[float]) -> None:
    with pytest.raises(OutOfRange):
        check_split([5, 5], weights)


def test_nobody_and_less_than_nobody_are_no_split() -> None:
    with pytest.raises(TooFew):
        check_split([0, 0], [1, 1])
    with pytest.raises(ImpossibleCount):
        check_split([-1, 5], [1, 1])


@given(P_VALUES)
def test_false_discoveries_are_corrected_as_scipy_does(p_values: list[float]) -> None:
    theirs = stats.false_discovery_control(p_values).tolist() if p_values else []
    assert benjamini_hochberg(p_values) == pytest.approx(theirs)


@given(P_VALUES)
def test_a_correction_keeps_the_order_and_never_helps(p_values: list[float]) -> None:
    for correct in (holm, benjamini_hochberg):
        told = correct(p_values)
        assert all(after >= before for before, after in zip(p_values, told, strict=True))
        assert all(0 <= each <= 1 for each in told)
        places = sorted(range(len(told)), key=lambda place: p_values[place])
        assert [told[place] for place in places] == sorted(told)


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


@pytest.mark.parametrize("wrong", [-0.01, 1.01, math.nan])
def test_a_p_value_lies_from_zero_to_one(wrong: float) -> None:
    for correct in (holm, benjamini_hochberg):
        with pytest.raises(OutOfRange):
            correct([0.5, wrong])


def test_many_intervals_hold_together_at_a_stricter_level() -> None:
    assert level_of_each(0.95, 1) == pytest.approx(0.95)
    assert level_of_each(0.95, 5) == pytest.approx(0.99)
    with pytest.raises(TooFew):
        level_of_each(0.95, 0)


def test_segments_differ_only_when_chance_does_not_explain_it() -> None:
    assert do_differ([0.05, 0.05, 0.05], [0.01, 0.02, 0.03]) == pytest.approx(1.0)
    assert do_differ([0.05, 0.06, 0.04], [0.03, 0.03, 0.03]) > 0.5
    assert do_differ([0.20, -0.10, 0.01], [0.03, 0.03, 0.03]) < 1e-6


def test_segments_that_cannot_be_set_beside_each_other_are_refused() -> None:
    with pytest.raises(TooFew):
        do_differ([0.1], [0.1])
    with pytest.raises(NoVariation):
        do_differ([0.1, 0.2], [0.1, 0.0])
    with pytest.raises(OutOfRange):
        do_differ([0.1, 0.2], [0.1])
