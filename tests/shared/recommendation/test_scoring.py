from __future__ import annotations

import random

import pytest

from shared.clock import DAY_MS
from shared.recommendation import Answer, Model, fast, goes_with, scoring, suggest
from shared.recommendation import engine as engines
from tests.shared.recommendation import reference
from tests.shared.recommendation.small_model import packed, random_history, random_model

NOW = 20_500 * DAY_MS + 40_000_000
BOTH = {"pure": scoring.explore, "numpy": fast.explore}


@pytest.fixture(scope="module")
def model() -> Model:
    return random_model(1)


@pytest.mark.parametrize("engine", BOTH.values(), ids=BOTH)
def test_scores_are_those_of_the_formula(model, engine):
    lines = random_history(2, [*model.items[::3], 10**9], NOW)
    lists = suggest(lines, model=model, now_ms=NOW, time_zone="UTC", limit=2000, explore=engine)
    merged, new = reference.scores(model, lines, NOW)
    assert {s.product_id: s.score for s in lists.merged} == pytest.approx(
        {product: score for product, score in merged.items() if score > 0}
    )
    assert {s.product_id: s.score for s in lists.new_for_you} == pytest.approx(
        {product: score for product, score in new.items() if score > 0}
    )
    order = [(-s.score, s.product_id) for s in lists.merged]
    assert order == sorted(order)


@pytest.mark.parametrize("seed", range(12))
def test_numpy_and_pure_python_agree_to_the_last_bit(model, seed):
    draw = random.Random(seed)
    lines = random_history(seed, model.items, NOW, lines=draw.choice([3, 30, 600]))
    answers = [
        Answer(
            product, draw.choice(["liked", "returned", "not_now", "bought", "not_interested"]), NOW - DAY_MS
        )
        for product in draw.sample(list(model.items), 10)
    ]
    basket = draw.sample(list(model.items), 3)
    refused = set(draw.sample(list(model.items), 200))

    def lists(engine, limit):
        return suggest(
            lines, answers, model=model, now_ms=NOW, time_zone="UTC", basket=basket, limit=limit,
            allowed=lambda product: product not in refused, explore=engine,
        )  # fmt: skip

    for limit in (20, 600):
        assert lists(scoring.explore, limit) == lists(fast.explore, limit)
    beside = [
        goes_with(basket, model=model, allowed=lambda p: p not in refused, limit=50, explore=engine)
        for engine in BOTH.values()
    ]
    assert beside[0] == beside[1] != ()


@pytest.mark.parametrize("engine", BOTH.values(), ids=BOTH)
def test_nothing_to_go_by_gives_nothing(engine):
    empty = Model.of(*packed([], {}))
    assert list(engine(empty, {}).ranking(1.0, 1.0, by_exposure=True).best(())) == []
    some = Model.of(*packed([4, 5], {}, facts={"popularity": {4: 0.0, 5: 0.0}}))
    explored = engine(some, {0: 1.0})
    assert explored.largest == 1.0
    assert list(explored.ranking(1.0, 1.0, by_exposure=True).best(())) == []


@pytest.mark.parametrize("engine", BOTH.values(), ids=BOTH)
def test_best_sellers_follow_what_goes_with_something(engine):
    model = Model.of(*packed([1, 2, 3, 4], {1: {2: 0.5}}, facts={"popularity": {2: 0.1, 3: 0.5, 4: 0.5}}))
    ranked = list(engine(model, {0: 1.0}).ranking(0.2, 1e-4, by_exposure=False).best({0}))
    assert [number for number, _ in ranked] == [1, 2, 3]
    assert ranked[1][1] == ranked[2][1] == pytest.approx(5e-5)


def test_numpy_is_used_where_it_is_and_never_needed(monkeypatch):
    engines.usual.cache_clear()
    assert engines.usual() is fast.explore
    engines.usual.cache_clear()
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    assert engines.usual() is scoring.explore
    engines.usual.cache_clear()
