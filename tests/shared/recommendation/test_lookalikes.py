from __future__ import annotations

from math import log

import pytest

from shared.recommendation.lookalikes import likeness, traits

FORMULA, DIAPERS, BREAD, RARE, SHUNNED = range(1, 6)


def test_a_trait_is_what_the_seed_buys_more_often_than_chance_would_have_it():
    found = traits(
        {FORMULA: 30, DIAPERS: 20, BREAD: 36, RARE: 1, SHUNNED: 2},
        {FORMULA: 50, DIAPERS: 60, BREAD: 900, RARE: 10, SHUNNED: 500},
        seeds=40,
        everyone=1000,
    )
    assert list(found) == [FORMULA, DIAPERS]
    assert found[FORMULA] == pytest.approx(log(31 / 42 / (21 / 962)))
    assert found[FORMULA] > found[DIAPERS]


def test_a_seed_of_everybody_is_set_apart_by_nothing():
    assert traits({BREAD: 10, RARE: 3}, {BREAD: 10, RARE: 3}, seeds=10, everyone=10) == {}
    assert traits({}, {}, seeds=0, everyone=10) == {}


def test_a_trait_that_stands_out_and_is_no_more_frequent_than_with_others_weighs_nothing():
    assert traits({RARE: 1}, {RARE: 1}, seeds=1, everyone=100) != {}
    assert traits({BREAD: 5}, {BREAD: 5}, seeds=5, everyone=6) == {}


def test_who_buys_a_lot_is_not_like_everybody():
    assert likeness(6.0, 10) == 0.1
    assert likeness(6.0, 10) > likeness(9.0, 200)
