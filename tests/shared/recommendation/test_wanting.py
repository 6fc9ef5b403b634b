from __future__ import annotations

import pytest

from shared.clock import DAY_MS
from shared.recommendation import Again, Answer, Bought, GoesWith, Model, reason, wanting
from shared.recommendation.wanting import Person, leading_to
from tests.shared.recommendation.small_model import packed

NOW = 20_500 * DAY_MS + 40_000_000
COFFEE, FILTERS, MILK, TEA = 1, 2, 3, 4
MODEL = Model.of(
    *packed(
        [COFFEE, FILTERS, MILK, TEA],
        {COFFEE: {FILTERS: 0.5, MILK: 0.2}, MILK: {FILTERS: 0.1}, TEA: {MILK: 0.3}},
    )
)


def bought(product, *days):
    return [Bought(product, NOW - day * DAY_MS) for day in days]


def who(*people, product=FILTERS, model=MODEL, limit=9):
    return wanting(product, people, model=model, now_ms=NOW, time_zone="UTC", limit=limit)


def said(answer, product=FILTERS, days=1):
    return [Answer(product, answer, NOW - day * DAY_MS) for day in [days]]


BUYER = Person(1, bought(FILTERS, 30, 9))
DRINKER = Person(2, bought(COFFEE, 20, 10, 1))
MILKY = Person(3, bought(MILK, 5) + bought(TEA, 5))
STRANGER = Person(4, bought(TEA, 5))


def test_what_leads_to_a_product_is_its_column_of_the_table():
    assert leading_to(FILTERS, MODEL) == pytest.approx({COFFEE: 0.5, MILK: 0.1})
    assert leading_to(COFFEE, MODEL) == leading_to(999, MODEL) == leading_to(FILTERS, None) == {}


def test_buyers_come_first_then_those_who_have_what_it_goes_with_each_with_a_reason():
    found = who(STRANGER, MILKY, DRINKER, BUYER)
    assert [each.customer_id for each in found] == [1, 2, 3]
    assert found[0].terms[0] == Again(pytest.approx(0.8), 2, 21, 9)
    assert found[1].terms == (GoesWith(pytest.approx(0.2), COFFEE, "bought", 3, 10, 1),)
    assert [reason(each, {COFFEE: "Coffee", MILK: "Milk"}.get) for each in found] == [
        "Bought twice, last 9 days ago",
        "Goes with Coffee, bought every 10 days",
        "Goes with Milk, bought 5 days ago",
    ]
    assert who(STRANGER, MILKY, DRINKER, BUYER, limit=1) == found[:1]


@pytest.mark.parametrize("answer", ["not_interested", "already_owns", "wrong_size", "not_now", "opted_out"])
def test_who_refused_it_is_not_asked_again(answer):
    assert who(Person(1, BUYER.lines, said(answer)), DRINKER)[0].customer_id == 2


def test_who_bought_it_today_is_not_asked():
    assert who(Person(1, bought(FILTERS, 9, 0))) == ()
    assert who(Person(1, bought(FILTERS, 9), said("bought", days=0))) == ()


def test_an_opting_out_holds_for_every_product_until_she_agrees_anew():
    out = said("opted_out", product=TEA, days=5)
    assert who(Person(1, BUYER.lines, out)) == ()
    assert who(Person(1, BUYER.lines, out, NOW))[0].customer_id == 1


def test_who_liked_it_comes_before_her_equals():
    found = who(DRINKER, Person(5, DRINKER.lines, said("liked")))
    assert [each.customer_id for each in found] == [5, 2]


def test_equals_come_by_id_and_without_a_model_buyers_alone():
    assert [e.customer_id for e in who(Person(7, BUYER.lines), Person(6, BUYER.lines))] == [6, 7]
    assert [e.customer_id for e in who(BUYER, DRINKER, model=None)] == [1]
