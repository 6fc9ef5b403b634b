from __future__ import annotations

import pytest

from shared.recommendation.repeating import WEIGHTS, Habits


def habits(visits, **weights):
    return Habits(visits, {**WEIGHTS, **weights}, 120.0)


def test_what_she_has_of_a_product_halves_every_half_life_and_a_visit_of_today_adds_one():
    known = habits({1: (240, 120, 0)})
    assert known.affinity((120,)) == 0.5
    assert known.affinity((240, 120)) == 0.75
    assert known.affinity((240, 120, 0)) == 1.75
    assert Habits({1: (30, 0)}, WEIGHTS, 30.0).affinity((30, 0)) == 1.5


def test_visits_are_weighed_by_their_age_and_by_how_many_are_newer():
    visits = {1: (300, 240), 2: (120, 0)}
    only_days = habits(visits, by_visits=0.0, repeat_half_life_days=120.0)
    assert only_days.repeat((240,)) == 0.25
    assert only_days.repeat((120, 0)) == 1.5
    both = habits(visits, by_visits=3.0, half_life_visits=1.0, repeat_half_life_days=120.0)
    assert both.repeat((240,)) == 0.25 + 3 * 0.25
    assert both.repeat((120, 0)) == 1.5 + 3 * 1.5


def test_the_repeat_part_weighs_as_the_manifest_says():
    assert habits({1: (90,)}, repeat=4.0, by_visits=1.0).repeat((90,)) == 4.0 * 1.5


def test_what_others_like_is_found_by_a_half_life_of_its_own():
    slow, fast = (habits({1: (120,)}, repeat_half_life_days=days) for days in (120.0, 60.0))
    assert slow.affinity((120,)) == fast.affinity((120,)) == 0.5
    assert slow.repeat((120,)) - fast.repeat((120,)) == 0.25


@pytest.mark.parametrize(
    ("days", "factor"),
    [
        ((60, 50, 40, 30), (2 * 10 / 30) ** 0.4),
        ((60, 50, 40, 20), 1.0),
        ((60, 50), 1.0),
        ((20, 10, 0), 1.0),
    ],
)
def test_what_she_has_stopped_buying_counts_less_from_three_visits_on(days, factor):
    late, never = habits({1: days}, late_power=0.4), habits({1: days}, late_power=0.0)
    assert late.repeat(days) == pytest.approx(factor * never.repeat(days))
