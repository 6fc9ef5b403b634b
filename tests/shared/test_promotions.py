from __future__ import annotations

from datetime import datetime

import pytest

from shared.clock import to_millis
from shared.customer import CustomerFacts
from shared.errors import InvalidInput
from shared.promotions import Usage, benefit_text, check_promotion, decide, promotion_from_row
from tests.shared.cases import load

CASES = load("promotions")


def promotion_of(case: dict):
    return promotion_from_row(CASES["base"] | case.get("promotion", {}))


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda c: c["name"])
def test_an_offer_is_decided_as_the_case_says(case):
    decision = decide(
        promotion_of(case),
        facts=CustomerFacts(customer_id=1, may_personalize=case.get("may_personalize", True)),
        usage=Usage(**case.get("usage", {})),
        time_zone=case.get("zone", "America/New_York"),
        now_ms=to_millis(datetime.fromisoformat(case["now"])),
    )
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


def test_a_sensible_promotion_is_accepted():
    check_promotion(promotion_of({"promotion": {"total_limit": 500, "customer_limit": None}}))


def test_a_stored_rule_may_still_be_text():
    row = CASES["base"] | {"audience": '{"all": []}', "unknown_column": 1}
    assert promotion_from_row(row).audience == {"all": []}


def test_a_rule_from_a_server_that_knew_no_leases_may_be_given_provisionally():
    row = CASES["base"] | {"offline_policy": None, "budget_minor": None}
    assert promotion_from_row(row).offline_policy == "provisional"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "20% off"),
        ({"department": "Produce"}, "20% off Produce"),
        ({"benefit_kind": "amount", "benefit_value": 550}, "$5.50 off"),
    ],
)
def test_the_benefit_is_said_as_people_say_it(given, said):
    assert benefit_text(promotion_of({"promotion": given})) == said
