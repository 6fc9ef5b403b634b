from __future__ import annotations

from datetime import date

import pytest

from shared import audience
from shared.customer import CustomerFacts, Figures
from shared.errors import InvalidInput
from tests.shared.cases import load

CASES = load("audience")
TODAY = date.fromisoformat(CASES["today"])


def facts_of(given: dict) -> CustomerFacts:
    figures = {k: given[k] for k in ("visits_12m", "spend_12m_minor", "days_since_visit") if k in given}
    return CustomerFacts(
        customer_id=1,
        tier=given.get("tier", "Member"),
        birthday=given.get("birthday"),
        departments=frozenset(given.get("departments", ())),
        figures=Figures(**figures),
    )


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda c: c["name"])
def test_a_rule_selects_whom_the_case_says_and_gives_the_reason(case):
    rule = audience.check_rule(case["rule"])
    answer = audience.evaluate(rule, facts_of(case["facts"]), TODAY)
    assert (answer.selected, answer.failed) == (case["selected"], case.get("failed"))


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda c: c["name"])
def test_a_rule_nobody_can_evaluate_is_refused_with_its_place(case):
    with pytest.raises(InvalidInput) as refused:
        audience.check_rule(case["rule"])
    assert case["says"] in refused.value.sentence


def test_a_rule_can_be_read_aloud():
    rule = {
        "all": [
            {"attribute": "tier", "operator": "in", "value": ["Gold", "VIP"]},
            {"attribute": "spend_12m", "operator": "at_most", "value": 1500},
        ]
    }
    assert audience.describe(rule) == "Tier is Gold or VIP; Spent at most $1,500 in 12 months"
    assert audience.describe({}) == "Every customer"


def test_what_a_rule_asks_for_is_known_without_deciding_it():
    tier = {"attribute": "tier", "operator": "in", "value": ["Gold"]}
    visits = {"attribute": "visits_12m", "operator": "at_least", "value": 1}
    rule = {"all": [tier, {"not": {"any": [visits, {"not": tier}]}}]}
    assert list(audience.conditions(rule)) == [tier, visits, tier]
    assert audience.attributes_asked(rule) == {"tier", "visits_12m"}
    assert audience.attributes_asked({}) == frozenset()
