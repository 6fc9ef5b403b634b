from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.basket import MOST_AMOUNTS, BasketOffer, Line, offer_of, price
from shared.basket.applying import MOST_SETS
from shared.promotions import promotion_from_row
from tests.shared.basket_cases import priced, promotion_id
from tests.shared.cases import load

CASES = load("basket")["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_basket_costs_what_the_case_says(case):
    result = priced(case)
    assert [each.discount_minor for each in result.lines] == case["off"]
    by = [[promotion_id(place) for place in _places(places)] for places in case["by"]]
    assert [[each.promotion_id for each in line.taken] for line in result.lines] == by
    assert [each.reason for each in result.offers] == case["reasons"]
    assert result.total_minor == case["total"]
    assert result.unpriced == case.get("unpriced", 0)
    assert [each.points for each in result.offers] == case.get("points", [0] * len(result.offers))
    lacks = [[each.lacks_minor, each.lacks_items] for each in result.offers]
    assert lacks == case.get("lacks", [[0, 0]] * len(result.offers))
    if "because_of" in case:
        because = [None if place is None else promotion_id(place) for place in case["because_of"]]
        assert [each.because_of for each in result.offers] == because


def _places(by: object) -> list[int]:
    """None, one place or several."""
    return [] if by is None else by if isinstance(by, list) else [by]


LINES = st.lists(
    st.builds(
        Line,
        product_id=st.integers(1, 9),
        quantity=st.integers(1, 5),
        unit_minor=st.none() | st.integers(0, 2_000),
        department=st.sampled_from(("Grocery", "Produce")),
    ),
    max_size=5,
)
OFFERS = st.lists(
    st.tuples(
        st.sampled_from(("percent", "amount")),
        st.integers(1, 100),
        st.sampled_from((None, "Grocery", "Produce")),
    ),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(lines=LINES, wanted=OFFERS)
def test_sums_agree_and_one_more_offer_never_costs_her_anything(lines, wanted):
    offers = [
        BasketOffer(promotion_id(place), kind, value * (9 if kind == "amount" else 1), department)
        for place, (kind, value, department) in enumerate(wanted)
    ]
    result = price(lines, offers)
    assert result.discount_minor == sum(each.discount_minor for each in result.offers)
    assert result.total_minor == sum(each.net_minor for each in result.lines) >= 0
    assert all(0 <= each.discount_minor <= each.line.gross_minor for each in result.lines)
    assert {each.promotion_id for each in result.applied} == {
        each.promotion_id for each in result.lines if each.promotion_id
    }
    for place in range(len(offers)):
        assert price(lines, offers[:place]).discount_minor <= result.discount_minor


OF = st.sampled_from(({}, {"category": ["SOUP"]}, {"brand": ["Private"]}))
ANY_LINES = st.lists(
    st.builds(
        Line,
        product_id=st.integers(1, 4),
        quantity=st.integers(1, 5),
        unit_minor=st.none() | st.integers(0, 2_000),
        department=st.sampled_from(("Grocery", "Produce")),
        category=st.sampled_from(("SOUP", "CAKE")),
        brand=st.sampled_from(("Private", "National")),
    ),
    max_size=5,
)
LIMITS = st.sampled_from(({}, {"most_minor": 150}))


def _kinds(of: dict, limit: dict) -> st.SearchStrategy[dict]:
    parts = [{"of": {"category": ["SOUP"]}, "quantity": 1}, {"of": {"category": ["CAKE"]}, "quantity": 1}]
    return st.sampled_from(
        (
            {"benefit_kind": "percent", "benefit_value": 15, "benefit": {"of": of, **limit}},
            {"benefit_kind": "amount", "benefit_value": 333, "benefit": {"of": of}},
            {"benefit_kind": "price", "benefit_value": 99, "benefit": {"of": of, **limit}},
            {
                "benefit_kind": "n_for_m",
                "benefit_value": 0,
                "benefit": {"of": of, "take": 3, "pay": 2, **limit},
            },
            {"benefit_kind": "gift", "benefit_value": 0, "benefit": {"of": of, "product_id": 1}},
            {"benefit_kind": "points", "benefit_value": 3, "benefit": {"of": of, "each_minor": 100}},
            {"benefit_kind": "bundle", "benefit_value": 150, "benefit": {"parts": parts, **limit}},
        )
    )


ANY_OFFERS = st.lists(
    st.builds(
        lambda said, stacking, least, priority: {
            **said, "stacking": stacking, "conditions": least, "priority": priority,
        },
        st.tuples(OF, LIMITS).flatmap(lambda both: _kinds(*both)),
        st.sampled_from(("exclusive", "best_price", "joint")),
        st.sampled_from(({}, {"min_spend_minor": 1_000}, {"min_items": 4})),
        st.integers(0, 2),
    ),
    max_size=5,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(lines=ANY_LINES, wanted=ANY_OFFERS)
def test_whatever_goes_together_sums_agree_and_nothing_costs_less_than_nothing(lines, wanted):
    offers = [BasketOffer(promotion_id(place), **said) for place, said in enumerate(wanted)]
    result = price(lines, offers)
    assert result.discount_minor == sum(each.discount_minor for each in result.offers)
    assert all(0 <= each.discount_minor <= each.line.gross_minor for each in result.lines)
    assert all(taken.minor > 0 for line in result.lines for taken in line.taken)
    used = {taken.promotion_id for line in result.lines for taken in line.taken}
    assert used == {each.promotion_id for each in result.applied if each.discount_minor}
    for offer, each in zip(offers, result.offers, strict=True):
        assert each.applies == (each.discount_minor > 0 or each.points > 0)
        assert each.discount_minor <= (each.discount_minor if offer.most_minor is None else offer.most_minor)
        assert (each.reason == "not_enough") == bool(each.lacks_minor or each.lacks_items)
        assert (each.because_of is not None) == (each.reason in ("gives_way", "beside_exclusive"))
    alone = {each.promotion_id for each in result.applied} & {
        each.promotion_id for each in offers if each.stacking == "exclusive"
    }
    assert not alone or len(result.applied) == 1
    best = {each.promotion_id for each in offers if each.stacking == "best_price"}
    assert all(sum(each.promotion_id in best for each in line.taken) <= 1 for line in result.lines)


def test_sets_beyond_what_anybody_carries_are_not_given():
    offer = BasketOffer(promotion_id(0), "n_for_m", 0, benefit={"take": 2, "pay": 1})
    assert price([Line(1, 99, 100)], [offer]).discount_minor == MOST_SETS * 100
    pair = {"parts": [{"of": {"product": [1]}, "quantity": 2}]}
    bundle = BasketOffer(promotion_id(0), "bundle", 150, benefit=pair)
    assert price([Line(1, 99, 100)], [bundle]).discount_minor == MOST_SETS * 50


def test_a_promotion_meets_a_basket_with_all_that_it_says():
    promotion = promotion_from_row(
        load("promotions")["base"] | {"benefit": {"most_minor": 150}, "stacking": "joint", "priority": 4}
    )
    offer = offer_of(promotion, available=True)
    assert (offer.most_minor, offer.stacking, offer.priority) == (150, "joint", 4)
    assert price([Line(1, 1, 1_000)], [offer]).discount_minor == 150
    assert not price([Line(1, 1, 1_000)], [offer_of(promotion, available=False)]).applied


def test_amounts_beyond_the_most_important_ones_are_not_tried():
    offers = [BasketOffer(promotion_id(place), "amount", 1 + place) for place in range(MOST_AMOUNTS + 1)]
    assert price([Line(1, 1, 1_000)], offers).discount_minor == MOST_AMOUNTS


def test_a_full_basket_is_priced_with_more_offers_than_anybody_runs():
    lines = [Line(place, 2, 101 + place, "Grocery") for place in range(60)]
    offers = [
        BasketOffer(promotion_id(place), "amount" if place % 2 else "percent", 5 + place, None)
        for place in range(30)
    ]
    result = price(lines, offers)
    assert result.pieces == 120
    assert result.discount_minor > 0
