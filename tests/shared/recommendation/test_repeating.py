from __future__ import annotations

import pytest

from shared.recommendation.repeating import WEIGHTS, Habits


def habits(visits, **weights):
    return Habits(visits, {**WEIGHTS, **weights}, 120.0)


def test_the_share_of_a_product_is_that_of_her_visits_beside_the_prior_ones():
    only_days = habits({1: (120, 0), 2: (120,)}, prior=0.5, by_visits=0.0)
    assert only_days.repeat((120,)) == pytest.approx(0.5 / 2)
    assert only_days.repeat((120, 0)) == pytest.approx(1.5 / 2)
    assert only_days.explore == pytest.approx(0.5 / 2)


def test_visits_are_weighed_by_how_many_are_newer_too():
    only_visits = habits({1: (300, 200), 2: (100,)}, prior=1.0, by_visits=1.0, half_life_visits=1.0)
    assert only_visits.repeat((300, 200)) == pytest.approx((0.25 + 0.5) / 2.75)
    assert only_visits.explore == pytest.approx(1 / 2.75)


def test_the_less_is_known_of_her_the_more_is_left_to_what_others_like():
    few, many = habits({1: (5,)}), habits({1: tuple(range(60, 0, -1))})
    assert few.explore > 2 * many.explore
    assert habits({}).explore == 1.0


@pytest.mark.parametrize(
    ("days", "factor"),
    [
        ((60, 50, 40, 30), (2 * 10 / 30) ** 0.5),
        ((60, 50, 40, 20), 1.0),
        ((60, 50), 1.0),
        ((20, 10, 0), 1.0),
    ],
)
def test_what_she_has_stopped_buying_counts_less_from_three_visits_on(days, factor):
    late, never = habits({1: days}), habits({1: days}, late=0.0)
    assert late.repeat(days) == pytest.approx(factor * never.repeat(days))
