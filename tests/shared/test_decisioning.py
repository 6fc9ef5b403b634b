"""Offers in order: the same on every machine, by what they are worth, tried where little is known."""

from __future__ import annotations

import random
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.decisioning import CERTAIN, LAYOUTS, Eligible, eligible, rank, size_of, standing_first
from shared.decisioning.drawing import DRAWS, chances, draw, quantiles
from shared.decisioning.odds import Odds, odds_from_row
from shared.promotions import Decision
from tests.shared.cases import load
from tests.shared.decisioning_cases import facts, offer, promotion_id, ranked

CASES = load("decisioning")["cases"]
NAMES = {promotion_id(name): name for name in "ABCDEFGH"}
rates = st.floats(0.01, 5_000, allow_nan=False)
counts = st.lists(
    st.tuples(st.sampled_from(LAYOUTS), st.just("any"), st.integers(0, 500), st.integers(0, 500)),
    max_size=2,
    unique_by=lambda told: told[0],
)
worlds = st.lists(
    st.fixed_dictionaries(
        {
            "is_pictured": st.booleans(),
            "counted": st.none()
            | st.fixed_dictionaries(
                {
                    "tallies": counts,
                    "margin_minor": st.none() | st.integers(0, 5_000),
                    "cost_minor": st.integers(0, 2_000),
                }
            ),
        }
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_offers_stand_in_the_order_of_the_case(case: dict[str, Any]) -> None:
    found = [
        [NAMES[r.promotion_id], r.layout, r.fit, round(r.value_minor, 4), r.chance, r.reason]
        for r in ranked(case)
    ]
    assert found == case["expect"]
    assert [r.is_best for r in ranked(case)] == [bool(r.reason) for r in ranked(case)]


def in_order(world: list[dict[str, Any]], customer_id: int, day: str, strategy: str) -> Any:
    offers = [offer(name, **each) for name, each in zip("ABCDEFGH", world, strict=False)]
    return rank(offers, facts(customer_id), day, strategy)


@given(worlds, st.integers(1, 10_000), st.dates(), st.sampled_from(["value", "learning", "newest"]))
def test_every_offer_has_one_place_and_the_chances_of_standing_first_sum_to_one(
    world: list[dict[str, Any]], customer_id: int, day: Any, strategy: str
) -> None:
    found = in_order(world, customer_id, day.isoformat(), strategy)
    assert {each.promotion_id for each in found} == {promotion_id(name) for name in "ABCDEFGH"[: len(world)]}
    assert found == in_order(world, customer_id, day.isoformat(), strategy)
    assert sum(each.chance for each in found) <= CERTAIN + len(found)
    assert found[0].chance > 0
    assert sum(each.is_best for each in found) <= 2
    assert not any(each.is_best for each in found[2:])


@given(worlds, st.integers(1, 10_000))
def test_by_value_nothing_of_less_value_stands_before_more(
    world: list[dict[str, Any]], customer_id: int
) -> None:
    values = [each.value_minor for each in in_order(world, customer_id, "2026-11-23", "value")]
    assert values == sorted(values, reverse=True)


@given(rates, rates)
def test_quantiles_rise_within_the_bounds_of_a_rate_and_lie_around_its_mean(a: float, b: float) -> None:
    found = quantiles(a, b)
    assert len(found) == DRAWS
    assert list(found) == sorted(found)
    assert found[0] >= 0
    assert found[-1] <= 1
    assert sum(found) / DRAWS == pytest.approx(a / (a + b), abs=0.01)


def test_quantiles_of_an_even_belief_are_evenly_spread() -> None:
    assert quantiles(1, 1) == pytest.approx([(nth + 0.5) / DRAWS for nth in range(DRAWS)], abs=2e-4)


@given(st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=3), min_size=1, max_size=4))
def test_the_chance_to_be_the_largest_is_that_of_counting_every_way(arms: list[list[int]]) -> None:
    ways = list(product(*arms))
    wins = [0] * len(arms)
    for drawn in ways:
        wins[drawn.index(max(drawn))] += 1
    assert chances(arms) == pytest.approx([won / len(ways) for won in wins])


def test_an_offer_stands_first_for_as_many_customers_as_its_chance_says() -> None:
    world = [{"counted": {"tallies": [["words", "any", 40, 4]]}}, {"counted": {}}, {"counted": {}}]
    told = {each.promotion_id: each.chance for each in in_order(world, 1, "2026-11-23", "learning")}
    first = [in_order(world, customer, "2026-11-23", "learning")[0].promotion_id for customer in range(2_000)]
    for key, chance in told.items():
        assert first.count(key) / len(first) == pytest.approx(chance / CERTAIN, abs=0.03)


@given(worlds, st.sampled_from(["value", "learning", "newest"]))
def test_the_chances_that_are_judged_by_are_those_that_are_logged(
    world: list[dict[str, Any]], strategy: str
) -> None:
    offers = [offer(name, **each) for name, each in zip("ABCDEFGH", world, strict=False)]
    told = {(each.promotion_id, each.layout): each for each in standing_first(offers, 100, strategy)}
    assert sum(each.chance for each in told.values()) == pytest.approx(1)
    for each in rank(offers, facts(), "2026-11-23", strategy):
        judged = told[each.promotion_id, each.layout]
        assert each.chance == round(judged.chance * CERTAIN)
        assert each.value_minor == pytest.approx(judged.likely * judged.minor)
    assert standing_first([], 100, strategy) == ()


def test_another_day_is_another_draw() -> None:
    world: list[dict[str, Any]] = [{"counted": {}}, {"counted": {}}]
    days = [f"2026-11-{day:02}" for day in range(1, 29)]
    assert len({in_order(world, 1, day, "learning")[0].promotion_id for day in days}) == 2
    assert draw((1.0, 2.0), "2026-11-01:x", 5) == draw((1.0, 2.0), "2026-11-01:x", 5)


def test_learning_earns_nine_tenths_of_the_best_within_5000_decisions() -> None:
    true, chance = [0.02, 0.04, 0.05, 0.08, 0.12], random.Random(5)
    counted = {name: [0, 0] for name in "ABCDE"}
    earned = 0.0
    for day in range(50):
        offers = [
            offer(name, counted={"tallies": [["words", "any", *told]]}) for name, told in counted.items()
        ]
        for nth in range(100):
            best = rank(offers, facts(day * 100 + nth), f"day {day}", "learning")[0]
            name = NAMES[best.promotion_id]
            rate = true["ABCDE".index(name)]
            earned += rate
            counted[name][0] += 1
            counted[name][1] += chance.random() < rate
    assert earned / (5_000 * max(true)) >= 0.9


def test_only_what_she_may_have_is_ranked_and_with_its_picture() -> None:
    rule = offer("A", says={"picture_id": "p1"}).promotion
    refused = Decision(available=False, reason="sold_out", sentence="")
    assert eligible(rule, refused, None, facts()) is None
    allowed = Decision(available=True, reason="available", sentence="")
    assert eligible(rule, allowed, None, facts()) == Eligible(rule, None, is_pictured=True)
    assert rank([], facts(), "2026-11-23", "value") == ()


def test_a_basket_far_from_all_others_counts_half_or_twice_at_most() -> None:
    odds = [Odds("a"), Odds("b", basket_minor=4_000)]
    sizes = [size_of(facts(average_basket_minor=minor), odds) for minor in (0, 100, 4_000, 5_000, 90_000)]
    assert sizes == [100, 50, 100, 125, 200]
    assert size_of(facts(average_basket_minor=5_000), odds[:1]) == 100


def test_no_redemption_costs_more_than_the_most_it_takes_off() -> None:
    (best, _other) = rank(
        [
            offer("A", says={"benefit": {"most_minor": 150}}, counted={"scales": 1}),
            offer("B", counted={"margin_minor": 1}),
        ],
        facts(average_basket_minor=8_000), "2026-11-23", "value",
    )  # fmt: skip
    assert best.worth is not None
    assert (best.worth.margin_minor, best.worth.cost_minor, best.worth.minor) == (1_200, 150, 1_050)


def test_odds_are_read_as_they_travel() -> None:
    row = {
        "promotion_id": "a", "day": "2026-11-23", "strategy": "learning", "rate": 100_000, "scales": 1,
        "margin_minor": None, "cost_minor": 5, "basket_minor": 0, "tallies": '[["words","any",20,5]]',
    }  # fmt: skip
    found = odds_from_row(row)
    assert found.beliefs("words", "any") == (6.0, 24.0)
    assert found.beliefs("picture", "any") == (1.0, 9.0)
    assert found.scales is True


@pytest.mark.parametrize(
    ("given_facts", "counted", "sentence"),
    [
        ({"departments": ["Dairy"]}, {}, "She buys in Dairy."),
        ({}, {"tallies": [["words", "other", 40, 10]]}, "21 of 100 like her take it."),
    ],
)
def test_the_reason_says_what_is_known(
    given_facts: dict[str, Any], counted: dict[str, Any], sentence: str
) -> None:
    says = {"department": "Dairy"}
    who = facts(**given_facts)
    offers = [offer("A", who, says=says, counted=counted), offer("B", counted={"margin_minor": 1})]
    assert rank(offers, who, "2026-11-23", "value")[0].reason == sentence


def test_a_second_one_nearly_as_good_says_so_where_nothing_else_is_known() -> None:
    offers = [
        offer(name, counted={"margin_minor": minor})
        for name, minor in zip("ABC", (900, 850, 200), strict=True)
    ]
    assert [each.reason for each in rank(offers, facts(), "2026-11-23", "value")] == [
        "Worth the most by what is known so far.", "Worth nearly as much.", "",
    ]  # fmt: skip
