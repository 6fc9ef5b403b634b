"""Offers of the case file, as the values that ranking takes."""

from __future__ import annotations

from typing import Any

from shared.customer import CustomerFacts, Figures
from shared.decisioning import Eligible, Ranked, fit_of, odds_from_row, rank
from shared.promotions import Promotion

STARTS = "2026-11-20T09:00"


def promotion_id(name: str) -> str:
    """The id of the offer of that name: one letter."""
    return f"0198f7a0-0000-7000-8000-0000000000{ord(name):02}"


def offer(name: str, who: CustomerFacts | None = None, **given: Any) -> Eligible:
    """An offer of a case; `counted` is what HQ counted of it, `says` what its rule says."""
    counted = given.get("counted")
    says = {
        "benefit_kind": "percent", "benefit_value": 20, "starts_local": STARTS,
        "ends_local": "2026-12-20T20:00", **given.get("says", {}),
    }  # fmt: skip
    odds = None
    if counted is not None:
        row = {
            "day": "2026-11-23", "strategy": "value", "rate": 50_000, "margin_minor": 600, "cost_minor": 200,
            "scales": 0, "basket_minor": 4_000, "tallies": [], **counted,
        }  # fmt: skip
        odds = odds_from_row({"promotion_id": promotion_id(name), **row})
    promotion = Promotion(id=promotion_id(name), name=name, text="", **says)
    fit = fit_of(promotion, facts() if who is None else who)
    return Eligible(promotion, odds, given.get("is_pictured", False), fit)


def facts(customer_id: int = 1, departments: Any = (), average_basket_minor: int = 0) -> CustomerFacts:
    """A customer of a case."""
    figures = Figures(average_basket_minor=average_basket_minor)
    return CustomerFacts(customer_id=customer_id, departments=frozenset(departments), figures=figures)


def ranked(case: dict[str, Any]) -> tuple[Ranked, ...]:
    """The offers of a case, in order."""
    who = facts(**case.get("customer", {}))
    offers = [offer(name, who, **given) for name, given in case["offers"].items()]
    return rank(offers, who, case.get("day", "2026-11-23"), case["strategy"])
