"""What a promotion gives and all that was chosen for it is read on its page, whatever it is."""

from __future__ import annotations

from typing import Any

import pytest

from shared.promotions.benefit import KINDS
from tests.server.console.desk import PROMOTION, Desk, promotion_path

OF_KIND: dict[str, tuple[dict[str, Any], str]] = {
    "percent": ({"benefit_value": "20"}, "20% off"),
    "amount": ({"benefit_value": "5"}, "$5.00 off"),
    "price": ({"benefit_value": "1.99"}, "$1.99 each"),
    "n_for_m": ({"benefit_value": "", "benefit_take": "3", "benefit_pay": "2"}, "3 for 2"),
    "gift": ({"benefit_value": "", "benefit_product_id": "9", "benefit_cost_minor": "1.20"}, "A gift"),
    "points": ({"benefit_value": "100", "benefit_each_minor": "10"}, "100 points for each $10.00"),
    "bundle": (
        {"benefit_value": "12.50", "part_count": "2", "part-0-of-department": ["Deli"],
         "part-0-quantity": "2", "part-1-of-department": ["Bakery"]},
        "3 together for $12.50",
    ),
}  # fmt: skip
"""The fields of each kind of benefit, and what it is called."""


@pytest.fixture(autouse=True)
def signed_in(desk: Desk) -> None:
    """A marketer is at the desk."""
    desk.sign_in()


@pytest.mark.parametrize("kind", KINDS)
def test_a_benefit_of_every_kind_is_shown_on_the_list_its_page_and_the_overview(
    desk: Desk, kind: str
) -> None:
    fields, said = OF_KIND[kind]
    form = PROMOTION | {"department": "", "benefit_kind": kind} | fields
    path = promotion_path(desk.post("/console/promotions/new", action="save", **form))
    assert said in desk.get(path)
    assert said in desk.get("/console/promotions")
    assert "Autumn soup week" not in desk.get("/console/overview"), "nobody has it yet"
    desk.publish(**form)
    assert said in desk.get("/console/overview")
