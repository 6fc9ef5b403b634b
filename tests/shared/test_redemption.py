from __future__ import annotations

from datetime import datetime

import pytest

from shared.clock import to_millis
from shared.customer import CustomerFacts
from shared.errors import InvalidOperation
from shared.merge import Who
from shared.operations import check_operation, effects_of
from shared.promotions import Usage, decide, promotion_from_row
from shared.redemption import (
    UNTOLD,
    Holdings,
    Redeemed,
    StandsOn,
    check_stands_on,
    costs,
    quota_id,
    standing,
    stands_on_of,
)
from tests.shared.cases import load
from tests.shared.operation_world import wire

CASES = load("redemption")
NOW_MS = to_millis(datetime.fromisoformat("2026-11-22T15:00:00+00:00"))
CUSTOMER = 17


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda c: c["name"])
def test_a_redemption_stands_on_what_the_case_says(case):
    promotion = promotion_from_row(CASES["base"] | case.get("promotion", {}))
    units = {quota_id(promotion.id, limit, CUSTOMER, "367"): n for limit, n in case.get("held", {}).items()}
    found = standing(
        promotion,
        customer_id=CUSTOMER,
        is_home=case.get("home", True),
        holdings=Holdings(
            units, "the lease", case.get("alone", False), store_id="367", is_over=case.get("over", False)
        ),
        online=case.get("online", False),
    )
    stands_on = found.stands_on
    assert (stands_on and stands_on.basis) == case["basis"]
    assert found.left == case["left"]
    if stands_on is not None:
        assert list(stands_on.spent) == case["spent"]
        assert stands_on.lease == ("the lease" if stands_on.spent else None)
        assert check_stands_on(stands_on.to_wire()) is None
        assert stands_on_of(stands_on.to_wire()) == stands_on
    decision = decide(
        promotion,
        facts=CustomerFacts(customer_id=CUSTOMER),
        usage=Usage(**case.get("usage", {})),
        time_zone="America/New_York",
        now_ms=NOW_MS,
        standing=found,
    )
    assert decision.reason == case.get("reason", "available")
    assert decision.provisional == case.get("provisional", False)


def test_another_customers_right_is_nobodys_here():
    promotion = promotion_from_row(CASES["base"] | {"customer_limit": 1})
    held = Holdings({quota_id(promotion.id, "customer", 18): 1}, "the lease")
    found = standing(promotion, customer_id=CUSTOMER, is_home=True, holdings=held, online=False)
    assert found.stands_on == StandsOn("provisional")


def test_a_limit_costs_what_one_redemption_uses_up_of_it():
    promotion = promotion_from_row(
        CASES["base"] | {"total_limit": 5, "budget_minor": 5000, "customer_limit": 2, "store_limit": 3}
    )
    assert costs(promotion) == {"total": 1, "budget": 500, "customer": 1, "store": 1}


def test_version_one_says_nothing_of_leases_and_version_two_says_what_was_spent():
    (first,) = effects_of(check_operation(wire("offer_redeemed", 1)), "367")
    (second,) = effects_of(check_operation(wire("offer_redeemed", 2)), "367")
    assert isinstance(first, Redeemed)
    assert isinstance(second, Redeemed)
    assert first.stands_on == UNTOLD
    assert second.stands_on == StandsOn("lease", "e.d1", ("total",))
    assert first.row == second.row
    assert isinstance(first.who, Who)


@pytest.mark.parametrize(
    "broken",
    [
        None,
        [],
        {"basis": "lease", "lease": None},
        {"basis": "hope", "lease": None, "spent": []},
        {"basis": "lease", "lease": "x", "spent": []},
        {"basis": "lease", "lease": None, "spent": ["total"]},
        {"basis": "lease", "lease": "", "spent": ["total"]},
        {"basis": "lease", "lease": "x" * 121, "spent": ["total"]},
        {"basis": "lease", "lease": "a\x00b", "spent": ["total"]},
        {"basis": "lease", "lease": 5, "spent": ["total"]},
        {"basis": "lease", "lease": "x", "spent": "total"},
        {"basis": "lease", "lease": "x", "spent": ["total", "total"]},
        {"basis": "lease", "lease": "x", "spent": ["everything"]},
        {"basis": "lease", "lease": "x", "spent": [["total"]]},
    ],
)
def test_a_redemption_that_does_not_say_on_what_it_stands_is_refused(broken):
    sentence = check_stands_on(broken)
    assert sentence
    arguments = wire("offer_redeemed")["arguments"] | {"stands_on": broken}
    with pytest.raises(InvalidOperation):
        check_operation(wire("offer_redeemed", arguments=arguments))
