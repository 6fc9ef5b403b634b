"""An event that is near turns the lists towards what goes with it, alike by both ways of scoring."""

from __future__ import annotations

import random
from datetime import date

import pytest

from shared.clock import DAY_MS
from shared.life_dates import Occasion
from shared.recommendation import (
    Again,
    Answer,
    Bought,
    ForEvent,
    Lists,
    Model,
    Toward,
    fast,
    scoring,
    suggest,
)
from tests.shared.recommendation.small_model import random_history, random_model

NOW = 20_500 * DAY_MS + 40_000_000
BABY = Occasion("due_date", date(2026, 5, 1), 40)
BOTH = {"pure": scoring.explore, "numpy": fast.explore}


@pytest.fixture(scope="module")
def model() -> Model:
    return random_model(1)


def lists_of(model: Model | None, products=None, *, lines=None, limit=20, answers=(), **more) -> Lists:
    lines = random_history(2, model.items, NOW) if lines is None else lines
    toward = None if products is None else Toward(BABY, products)
    return suggest(
        lines, answers, model=model, now_ms=NOW, time_zone="UTC", limit=limit, toward=toward, **more
    )


def ids(suggestions) -> list[int]:
    return [each.product_id for each in suggestions]


def some_of(model: Model, seed: int, count: int) -> list[int]:
    return random.Random(seed).sample(list(model.items), count)


@pytest.mark.parametrize("seed", range(6))
def test_both_ways_of_scoring_turn_alike(model, seed):
    products = [*some_of(model, seed, 90), 10**9]
    found = [lists_of(model, products, limit=50, explore=engine) for engine in BOTH.values()]
    assert found[0] == found[1]
    assert found[0] != lists_of(model, limit=50)


def test_what_goes_with_the_event_stands_first_and_says_so(model):
    products = some_of(model, 3, 90)
    plain, turned = lists_of(model), lists_of(model, products)
    for before, after in ((plain.new_for_you, turned.new_for_you), (plain.merged, turned.merged)):
        assert after[0].product_id in products
        assert after[0].terms[0] == ForEvent(before[0].score, "due_date", date(2026, 5, 1))
        assert [s.score for s in after] == sorted((s.score for s in after), reverse=True)
        moved = [each for each in after if each.product_id in products]
        assert len(moved) > len([each for each in before if each.product_id in products])
        assert all(any(isinstance(term, ForEvent) for term in each.terms) for each in moved)
        others = [each for each in after if each.product_id not in products]
        assert others == [each for each in before if each.product_id not in products][: len(others)]


def test_what_is_due_again_stays_as_it_is(model):
    assert lists_of(model, some_of(model, 3, 90)).due_again == lists_of(model).due_again


def test_among_what_goes_with_the_event_the_usual_order_holds(model):
    products = some_of(model, 5, 60)
    plain = lists_of(model, limit=700)
    turned = lists_of(model, products, limit=700)
    for before, after in ((plain.new_for_you, turned.new_for_you), (plain.merged, turned.merged)):
        assert [p for p in ids(after) if p in products] == [p for p in ids(before) if p in products]
        assert sorted(ids(after)) == sorted(ids(before))


def test_what_she_buys_anyway_says_so_where_that_weighs_more(model):
    lines = random_history(2, model.items, NOW)
    often = sorted(each.product_id for each in lists_of(model, lines=lines).merged[:12])
    turned = lists_of(model, often, lines=lines)
    last = next(each for each in reversed(turned.merged) if each.product_id in often)
    assert isinstance(last.terms[0], Again)
    assert any(isinstance(term, ForEvent) for term in last.terms)


@pytest.mark.parametrize("limit", [1, 7, 20])
def test_a_shorter_list_is_the_beginning_of_a_longer_one(model, limit):
    products = some_of(model, 3, 90)
    short, long = lists_of(model, products, limit=limit), lists_of(model, products, limit=40)
    assert short.new_for_you == long.new_for_you[:limit]
    assert short.merged == long.merged[:limit]


@pytest.mark.parametrize("limit", [1, 3, 20])
def test_a_shorter_list_begins_a_longer_one_where_best_sellers_follow_what_she_spoke_of(model, limit):
    """Best sellers have other scores than products she spoke of, and stand below them all the same."""
    said = [Answer(product, "not_now", NOW - 20 * DAY_MS) for product in some_of(model, 8, 4)]
    products = [*(each.product_id for each in said), *some_of(model, 3, 30)]
    short, long = (lists_of(model, products, lines=(), answers=said, limit=most) for most in (limit, 40))
    assert short.merged == long.merged[:limit]
    assert short.new_for_you == long.new_for_you[:limit]
    assert short.merged[0].product_id in products


def test_one_date_is_enough(model):
    products = some_of(model, 3, 90)
    turned = lists_of(model, products, lines=())
    for shown in (turned.new_for_you, turned.merged):
        assert shown[0].product_id in products
        assert isinstance(shown[0].terms[0], ForEvent)
        assert len(shown) == 20


def test_what_may_not_be_shown_is_not_shown_for_an_event_either(model):
    products = some_of(model, 3, 90)
    first, second = ids(lists_of(model, products).new_for_you)[:2]
    turned = lists_of(model, products, basket=[second], allowed=lambda product: product != first)
    assert not {first, second} & {*ids(turned.new_for_you), *ids(turned.merged)}


def test_nothing_changes_where_nothing_goes_with_the_event(model):
    assert lists_of(model, [10**9]) == lists_of(model)
    assert lists_of(model, []) == lists_of(model)
    bought = [Bought(1, NOW - DAY_MS)]
    assert lists_of(None, [1], lines=bought) == lists_of(None, lines=bought)
