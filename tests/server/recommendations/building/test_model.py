"""A model is a function of what was bought before its day, and scoring can read it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from server.recommendations.building import tastes
from server.recommendations.building.counting import count
from server.recommendations.building.demand import RECENT_DAYS, Recent
from server.recommendations.building.lines import Lines
from server.recommendations.building.model import BuiltModel, Ingredients, build
from server.recommendations.building.tastes import NothingToLearn
from shared.recommendation import Bought, Model, suggest
from tests.server.recommendations.building.shop import AS_OF, LAST_DAY, before, joined, made_up_lines

SHELVES = {1000 + n: "Bakery" if n < 20 else "Dairy" for n in range(40)}


def recent_of(lines: Lines, stores: int = 2) -> Recent:
    late = lines.where(lines.day >= LAST_DAY - RECENT_DAYS)
    return Recent(late, late.customer % stores, tuple(f"store {n}" for n in range(stores)))


def built(lines: Lines, **more: Any) -> BuiltModel:
    given: dict[str, Any] = {"departments": SHELVES, "min_buyers": 5} | more
    known = before(lines)
    return build(Ingredients(AS_OF, count(known), recent_of(known), **given), built_ms=1)


def loaded(model: BuiltModel) -> Model:
    return Model.of(model.manifest, model.parts)


def test_the_same_purchases_in_another_order_are_the_same_model() -> None:
    lines = made_up_lines()
    other = lines.where(np.random.default_rng(1).permutation(len(lines)))
    assert built(lines).manifest == built(other).manifest


def test_a_model_of_one_more_visit_has_another_version() -> None:
    lines = made_up_lines()
    more = joined(lines, Lines(np.array([1]), np.array([1039]), np.array([LAST_DAY - 100])))
    assert built(lines).version != built(more).version


def test_when_it_was_built_is_told_and_changes_no_version() -> None:
    known = before(made_up_lines())
    given = Ingredients(AS_OF, count(known), recent_of(known), SHELVES, 5)
    early, late = build(given, built_ms=1), build(given, built_ms=2)
    assert early.version == late.version
    assert (early.manifest["built_ms"], late.manifest["built_ms"]) == (1, 2)


def test_scoring_reads_what_building_wrote() -> None:
    model = loaded(built(made_up_lines()))
    assert list(model.items) == sorted(SHELVES)
    bought = [Bought(product, (LAST_DAY - 3) * 86_400_000) for product in (1000, 1001, 1002)]
    lists = suggest(bought, model=model, now_ms=LAST_DAY * 86_400_000, time_zone="UTC", limit=5)
    assert [each.product_id for each in lists.due_again] == [1000, 1001, 1002]
    assert {each.product_id for each in lists.new_for_you} <= set(range(1003, 1010))


def test_products_with_too_few_buyers_and_those_that_may_not_be_recommended_are_left_out() -> None:
    lines = made_up_lines()
    few = Lines(np.arange(1, 5), np.full(4, 2000), np.full(4, LAST_DAY - 5))
    both = joined(lines, few)
    assert 2000 not in loaded(built(both, departments=None)).items
    assert 2000 in loaded(built(both, departments=None, min_buyers=4)).items
    assert 2000 not in loaded(built(both, min_buyers=4)).items


def test_of_too_many_products_those_with_most_buyers_are_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = before(made_up_lines())
    buyers = {
        product: len(set(lines.customer[lines.product == product].tolist())) for product in sorted(SHELVES)
    }
    monkeypatch.setattr(tastes, "MOST_ITEMS", 7)
    best = sorted(sorted(buyers, key=lambda product: (-buyers[product], product))[:7])
    assert list(loaded(built(lines)).items) == best


@pytest.mark.parametrize("lines", [made_up_lines(), made_up_lines(customers=0)], ids=["too few", "none"])
def test_without_a_product_that_enough_customers_bought_it_says_so(lines: Lines) -> None:
    with pytest.raises(NothingToLearn, match="bought by 61 customers"):
        built(lines, min_buyers=61)


def test_best_sellers_are_those_of_the_last_28_days() -> None:
    lines = made_up_lines()
    model = built(lines)
    late = before(lines)
    late = late.where(late.day >= LAST_DAY - RECENT_DAYS)
    visits = set(zip(late.customer.tolist(), late.product.tolist(), late.day.tolist(), strict=True))
    sold = {product: sum(1 for _, bought, _ in visits if bought == product) for product in SHELVES}
    bakery = [product for product in SHELVES if SHELVES[product] == "Bakery" and sold[product]]
    assert list(loaded(model).departments["Bakery"]) == sorted(bakery, key=lambda p: (-sold[p], p))
    assert max(loaded(model).popularity) == 1.0
    assert set(model.stores) == {"store 0", "store 1"}


def test_long_after_the_last_purchase_nothing_is_a_best_seller_and_lists_are_made_all_the_same() -> None:
    known = before(made_up_lines())
    years_later = AS_OF + timedelta(days=1000)
    nothing = Recent(known.where(known.day < 0), np.zeros(0, np.int64), ("store 0",))
    model = build(Ingredients(years_later, count(known), nothing, SHELVES, 5), built_ms=1)
    assert set(loaded(model).popularity) == {0.0}
    assert (loaded(model).departments, model.stores) == ({}, {})
    bought = [Bought(1000, (LAST_DAY - 3) * 86_400_000)]
    lists = suggest(bought, model=loaded(model), now_ms=(LAST_DAY + 1000) * 86_400_000, time_zone="UTC")
    assert lists.new_for_you


def test_what_many_would_be_shown_is_damped_and_nothing_is_raised() -> None:
    exposure = loaded(built(made_up_lines())).exposure
    assert max(exposure) == 1.0
    assert 0.0 < min(exposure) < 0.9


def test_one_customer_with_a_hundred_thousand_lines_is_one_customer() -> None:
    lines = made_up_lines()
    chance = np.random.default_rng(9)
    hoard = Lines(
        np.full(100_000, 6),
        1000 + chance.integers(0, 40, 100_000),
        LAST_DAY - chance.integers(1, 200, 100_000),
    )
    model = built(joined(lines, hoard))
    assert list(loaded(model).items) == sorted(SHELVES)
    assert model.manifest["customers"] == built(lines).manifest["customers"]
    assert all(max(loaded(model).row(number)[1]) < 1.0 for number in range(40))
