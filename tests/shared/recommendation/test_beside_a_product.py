from __future__ import annotations

import pytest

from shared.recommendation import Alike, GoesWith, Model, cold_start, goes_with, similar
from tests.shared.recommendation.small_model import packed, random_model

SHOES, BOOTS, LACES, POLISH, SOCKS, TENT = range(1, 7)
MODEL = Model.of(
    *packed(
        [SHOES, BOOTS, LACES, POLISH, SOCKS, TENT],
        {
            SHOES: {LACES: 0.5, POLISH: 0.4},
            BOOTS: {LACES: 0.5, POLISH: 0.3, SOCKS: 0.3},
            LACES: {SHOES: 0.2, BOOTS: 0.2},
            SOCKS: {BOOTS: 0.1},
        },
        facts={"popularity": {SHOES: 0.9, BOOTS: 0.8, LACES: 0.2, POLISH: 0.1, SOCKS: 0.5, TENT: 0.0}},
        departments={"Shoes": [SHOES, BOOTS], "Care": [POLISH, LACES, SHOES]},
    )
)


def anything(_):
    return True


def test_what_goes_with_a_basket_is_not_in_it_and_says_with_what():
    found = goes_with([SHOES, SOCKS, 999], model=MODEL, allowed=anything, limit=9)
    assert [s.product_id for s in found] == [LACES, POLISH, BOOTS]
    assert found[0].score == 1.0
    assert found[0].terms == (GoesWith(1.0, SHOES, "basket"),)
    assert goes_with([SHOES], model=MODEL, allowed=lambda p: p != LACES, limit=1)[0].product_id == POLISH


def test_an_empty_or_unknown_basket_goes_with_nothing():
    assert goes_with([], model=MODEL, allowed=anything, limit=9) == ()
    assert goes_with([999], model=MODEL, allowed=anything, limit=9) == ()


def test_products_of_its_kind_come_first_then_what_the_same_customers_want():
    def ask(**more):
        return similar(SHOES, model=MODEL, **({"allowed": anything, "limit": 9} | more))

    found = ask(kin=[SHOES, BOOTS, TENT, 999])
    assert [s.product_id for s in found] == [BOOTS, LACES]
    assert found[0].terms == (Alike(found[0].score, SHOES, kin=True),)
    assert found[0].score < found[1].score
    assert [s.product_id for s in ask()] == [LACES, BOOTS]
    assert [s.product_id for s in ask(allowed=lambda p: p != LACES, limit=1)] == [BOOTS]


def test_likeness_is_the_cosine_of_two_rows():
    [boots] = similar(SHOES, model=MODEL, allowed=lambda p: p == BOOTS, limit=1)
    shared = 0.5 * 0.5 + 0.4 * 0.3
    sizes = (0.5**2 + 0.5**2 + 0.4**2) * (0.5**2 + 0.5**2 + 0.3**2 + 0.3**2)
    assert boots.score == pytest.approx(shared / sizes**0.5, rel=0.01)


def test_nothing_is_similar_to_what_nobody_knows():
    assert similar(999, model=MODEL, allowed=anything, limit=9) == ()
    assert similar(TENT, model=MODEL, allowed=anything, limit=9) == ()


def test_similar_products_are_not_the_product_itself_and_as_many_as_asked():
    model = random_model(8)
    found = similar(model.items[5], model=model, allowed=anything, limit=12)
    assert len(found) == 12
    assert model.items[5] not in [s.product_id for s in found]


def test_departments_take_turns_then_the_store_then_everybody():
    found = cold_start(MODEL, best=[SOCKS, POLISH], departments=["Shoes", "Care"], allowed=anything, limit=9)
    assert [s.product_id for s in found] == [SHOES, POLISH, BOOTS, LACES, SOCKS]
    assert [(s.terms[0].store, s.terms[0].department) for s in found] == [
        (False, "Shoes"), (False, "Care"), (False, "Shoes"), (False, "Care"), (True, None),
    ]  # fmt: skip


def test_an_unknown_department_and_what_is_not_allowed_are_passed_over():
    found = cold_start(MODEL, departments=["Garden"], allowed=lambda p: p != SHOES, limit=2)
    assert [s.product_id for s in found] == [BOOTS, SOCKS]
    assert found[0].score > found[1].score
