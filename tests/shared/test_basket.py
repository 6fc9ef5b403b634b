from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.basket import MOST_AMOUNTS, BasketOffer, Line, price
from tests.shared.basket_cases import priced, promotion_id
from tests.shared.cases import load

CASES = load("basket")["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_basket_costs_what_the_case_says(case):
    result = priced(case)
    assert [each.discount_minor for each in result.lines] == case["off"]
    by = [None if place is None else promotion_id(place) for place in case["by"]]
    assert [each.promotion_id for each in result.lines] == by
    assert [each.reason for each in result.offers] == case["reasons"]
    assert result.total_minor == case["total"]
    assert result.unpriced == case.get("unpriced", 0)


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
