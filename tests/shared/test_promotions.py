from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from shared.clock import to_millis
from shared.customer import CustomerFacts
from shared.errors import InvalidInput
from shared.fatigue import Fatigue, Touch
from shared.promotions import (
    Met,
    OfferPolicy,
    Usage,
    benefit_text,
    check_promotion,
    decide,
    met_of,
    picture_for,
    products_named,
    promotion_from_row,
    text_for,
)
from shared.promotions.benefit import covered
from shared.promotions.plain import is_plain
from tests.shared.cases import load

CASES = load("promotions")


def promotion_of(case: dict):
    return promotion_from_row(CASES["base"] | case.get("promotion", {}))


def touches_in(case):
    """What she has met on all channels in a case: the way and the moment of each."""
    return tuple(Touch(way, to_millis(datetime.fromisoformat(at))) for way, at in case.get("touches", ()))


def met_in(case: dict) -> Met:
    """What she has met in a case; "own" stands for the promotion that is asked about."""
    told = case.get("met", {})
    return Met(
        *(
            {
                CASES["base"]["id"] if key == "own" else key: tuple(
                    to_millis(datetime.fromisoformat(at)) for at in moments
                )
                for key, moments in told.get(name, {}).items()
            }
            for name in ("redeemed", "shown")
        )
    )


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda c: c["name"])
def test_an_offer_is_decided_as_the_case_says(case):
    decision = decide(
        promotion_of(case),
        facts=CustomerFacts(case.get("customer", 1), may_personalize=case.get("may_personalize", True)),
        usage=Usage(**case.get("usage", {})),
        time_zone=case.get("zone", "America/New_York"),
        now_ms=to_millis(datetime.fromisoformat(case["now"])),
        met=replace(met_in(case), touches=touches_in(case)),
        policy=OfferPolicy(**case.get("policy", {}), fatigue=Fatigue(**case.get("fatigue", {}))),
    )
    assert decision.variant == case.get("variant")
    assert decision.reason == case["reason"]
    assert decision.available == (case["reason"] == "available")
    assert decision.sentence == case.get("sentence", decision.sentence)
    assert decision.sentence.endswith(".")
    assert not decision.provisional


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda c: c["name"])
def test_a_promotion_that_makes_no_sense_is_refused_beside_its_field(case):
    with pytest.raises(InvalidInput) as refused:
        check_promotion(promotion_of(case))
    assert list(refused.value.fields) == [case["field"]]


def test_all_wrong_fields_are_named_at_once():
    with pytest.raises(InvalidInput) as refused:
        check_promotion(promotion_of({"promotion": {"name": "", "benefit_value": -1, "total_limit": 0}}))
    assert set(refused.value.fields) == {"name", "benefit_value", "total_limit"}


@pytest.mark.parametrize("name", ["starts_local", "ends_local"])
def test_a_bare_date_is_no_time(name):
    with pytest.raises(InvalidInput) as refused:
        check_promotion(promotion_of({"promotion": {name: "2026-11-29"}}))
    assert list(refused.value.fields) == [name]


def test_a_sensible_promotion_is_accepted():
    check_promotion(promotion_of({"promotion": {"total_limit": 500, "customer_limit": None}}))


def test_a_stored_rule_may_still_be_text():
    row = CASES["base"] | {"audience": '{"all": []}', "unknown_column": 1}
    assert promotion_from_row(row).audience == {"all": []}


def test_a_rule_from_a_server_that_knew_no_leases_may_be_given_provisionally():
    row = CASES["base"] | {"offline_policy": None, "budget_minor": None}
    assert promotion_from_row(row).offline_policy == "provisional"


def test_a_rule_from_a_server_that_knew_nothing_newer_is_as_it_was_meant():
    newer = ("benefit", "conditions", "stacking", "frequency", "variants", "holdout_percent", "store_limit")
    assert promotion_from_row(CASES["base"] | dict.fromkeys(newer)) == promotion_from_row(CASES["base"])
    row = CASES["base"] | {"benefit": '{"most_minor": 500}', "variants": "[]"}
    assert promotion_from_row(row).benefit == {"most_minor": 500}


@pytest.mark.parametrize(
    "sensible",
    [
        {"benefit_kind": "n_for_m", "benefit_value": 0, "benefit": {"take": 3, "pay": 2}},
        {"benefit_kind": "price", "benefit_value": 299, "benefit": {"of": {"product": [7]}}},
        {"benefit_kind": "gift", "benefit_value": 0, "benefit": {"product_id": 7, "cost_minor": 90}},
        {"benefit_kind": "points", "benefit_value": 50, "benefit": {"each_minor": 1000}},
        {
            "benefit_kind": "bundle",
            "benefit_value": 999,
            "benefit": {"parts": [{"of": {"category": ["BREAD"]}, "quantity": 2}]},
        },
        {"benefit": {"most_minor": 500}, "budget_minor": 500, "stacking": "exclusive", "store_limit": 5},
        {"conditions": {"min_spend_minor": 5000, "of": {"department": ["Dairy"]}}, "holdout_percent": 10},
        {"frequency": {"most": 1, "days": 7, "counts": "shown"}},
        {"audience": {"any": [{"attribute": "tier", "operator": "in", "value": ["Gold"]}]}},
    ],
)
def test_what_older_tablets_do_not_know_is_sensible_and_not_plain(sensible):
    promotion = promotion_of({"promotion": sensible})
    check_promotion(promotion)
    assert not is_plain(promotion)


@pytest.mark.parametrize(
    "plain",
    [
        {},
        {"benefit_kind": "amount", "benefit_value": 500, "budget_minor": 5000, "picture_id": "p"},
        {"audience": {"all": [{"attribute": "tier", "operator": "in", "value": ["Gold"]}]}},
    ],
)
def test_what_was_always_known_is_plain(plain):
    assert is_plain(promotion_of({"promotion": plain}))


def test_a_variant_brings_its_own_words_and_picture_or_leaves_those_of_the_promotion():
    variants = [
        {"key": "A", "weight": 1, "text": "Words of A.", "picture_id": None},
        {"key": "B", "weight": 1, "text": "", "picture_id": "picture of B"},
    ]
    promotion = promotion_of(
        {"promotion": {"variants": variants, "text": "Its own.", "picture_id": "its own"}}
    )
    assert [text_for(promotion, key) for key in ("A", "B", None)] == ["Words of A.", "Its own.", "Its own."]
    shown = [picture_for(promotion, key) for key in ("A", "B", None)]
    assert shown == ["its own", "picture of B", "its own"]


def test_only_what_was_put_to_her_as_an_offer_counts_as_met():
    met = met_of([("x", 1), ("x", 2)], [("offer", "x", 3), ("guide", "x", 4)])
    assert met == Met({"x": (1, 2)}, {"x": (3,)})


NAMED = {7: "Milk", 8: "Tea", 9: "Figs"}


@pytest.mark.parametrize(
    ("kind", "value", "benefit", "said", "named"),
    [
        ("percent", 20, {"of": {"brand": ["Fresh"]}}, "20% off Fresh", ""),
        ("amount", 500, {"of": {"category": ["Soup", "Stock"]}}, "$5.00 off Soup or Stock", ""),
        ("percent", 20, {"of": {"brand": ["A", "B", "C"]}}, "20% off A or 2 more", ""),
        ("percent", 20, {"of": {"brand": ["Fresh"], "department": ["Dairy"], "category": ["Milk"]}},
         "20% off Fresh (Milk, Dairy)", ""),
        ("percent", 20, {"of": {"product": [7]}}, "20% off one product", "20% off Milk"),
        ("percent", 20, {"of": {"product": [7, 8, 9]}}, "20% off some products", "20% off Milk or 2 more"),
        ("percent", 20, {"of": {"product": [7, 6]}}, "20% off some products", ""),
        ("price", 299, {"of": {"product": [7, 8]}}, "some products for $2.99 each",
         "Milk or Tea for $2.99 each"),
        ("n_for_m", 0, {"take": 3, "pay": 2, "of": {"brand": ["Fresh"]}}, "3 for 2 on Fresh", ""),
        ("gift", 0, {"product_id": 7}, "A gift", "Milk as a gift"),
        ("gift", 0, {"product_id": 7, "quantity": 2, "of": {"brand": ["Fresh"]}}, "A gift with Fresh",
         "2 × Milk as a gift with Fresh"),
        ("points", 50, {"of": {"brand": ["Fresh"]}}, "50 points on Fresh", ""),
        ("points", 1, {"each_minor": 1000, "of": {"brand": ["Fresh"]}},
         "1 point for each $10.00 on Fresh", ""),
        ("bundle", 500, {"parts": [{"of": {"department": ["Dairy"]}, "quantity": 2},
                                   {"of": {"product": [8]}, "quantity": 1}]},
         "2 × Dairy + 1 × one product for $5.00", "2 × Dairy + 1 × Tea for $5.00"),
        ("bundle", 500, {"parts": [{"of": {"brand": [one]}, "quantity": 2} for one in "ABCD"]},
         "2 × A + 2 × B + 4 more for $5.00", ""),
    ],
)  # fmt: skip
def test_the_benefit_says_what_it_is_for(kind, value, benefit, said, named):
    promotion = promotion_of(
        {"promotion": {"benefit_kind": kind, "benefit_value": value, "benefit": benefit}}
    )
    assert benefit_text(promotion) == said
    known = {key: NAMED[key] for key in products_named(promotion) if key in NAMED}
    assert benefit_text(promotion, known) == (named or said)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "20% off"),
        ({"department": "Produce"}, "20% off Produce"),
        ({"benefit_kind": "amount", "benefit_value": 550}, "$5.50 off"),
        ({"benefit_kind": "price", "benefit_value": 299}, "$2.99 each"),
        ({"benefit_kind": "price", "benefit_value": 299, "department": "Dairy"}, "Dairy for $2.99 each"),
        ({"benefit_kind": "n_for_m", "benefit_value": 0, "benefit": {"take": 3, "pay": 2}}, "3 for 2"),
        (
            {
                "benefit_kind": "n_for_m",
                "benefit_value": 0,
                "benefit": {"take": 3, "pay": 2},
                "department": "Dairy",
            },
            "3 for 2 on Dairy",
        ),
        ({"benefit_kind": "gift", "benefit_value": 0, "benefit": {"product_id": 7}}, "A gift"),
        ({"benefit_kind": "points", "benefit_value": 50}, "50 points"),
        (
            {"benefit_kind": "points", "benefit_value": 1, "benefit": {"each_minor": 1000}},
            "1 point for each $10.00",
        ),
        (
            {
                "benefit_kind": "bundle",
                "benefit_value": 999,
                "benefit": {"parts": [{"of": {"product": [7]}, "quantity": 3}]},
            },
            "3 × one product for $9.99",
        ),
    ],
)
def test_the_benefit_is_said_as_people_say_it(given, said):
    assert benefit_text(promotion_of({"promotion": given})) == said


@pytest.mark.parametrize(
    ("given", "things"),
    [
        ({}, {}),
        ({"department": "Dairy"}, {"department": ["Dairy"]}),
        ({"benefit": {"of": {"product": [7]}}}, {"product": [7]}),
    ],
)
def test_a_benefit_is_taken_off_what_it_names_or_off_anything(given, things):
    assert covered(promotion_of({"promotion": given})) == things
