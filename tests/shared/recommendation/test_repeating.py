from __future__ import annotations

import pytest

from shared.recommendation.repeating import WEIGHTS, Habits


def habits(visits, **weights):
    return Habits(visits, {**WEIGHTS, **weights}, 120.0)


def test_visits_are_weighed_by_their_age_and_by_how_many_are_newer():
    visits = {1: (300, 240), 2: (120, 0)}
    only_days = habits(visits, by_visits=0.0, late=0.0)
    assert only_days.repeat((240,)) == 0.25
    assert only_days.repeat((120, 0)) == 1.5
    both = habits(visits, by_visits=3.0, half_life_visits=1.0)
    assert both.repeat((240,)) == 0.25 + 3 * 0.25
    assert both.repeat((120, 0)) == 1.5 + 3 * 1.5


def test_the_repeat_part_weighs_as_the_manifest_says():
    assert habits({1: (120,)}, repeat=4.0, by_visits=1.0).repeat((120,)) == 4.0 * 1.5


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
