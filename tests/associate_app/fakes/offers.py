"""Three made-up promotions: running, coming and over."""

# ruff: noqa: E501 - what made-up people say reads better on one line
from __future__ import annotations

from associate_app.presenters.view_models import PromotionRow
from tests.associate_app.fakes.pictures import apples


class FakeOffers:
    """The same three whenever it is asked."""

    def list(self) -> tuple[PromotionRow, ...]:
        return (
            PromotionRow("p1", "Autumn produce: 20% off", "Crisp apples, pears and squash for Gold members.",
                         "20 Nov, 09:00 to 27 Nov, 21:00", "Tier is Gold or VIP", "Once per customer, 500 in total",
                         "running", "Running", "food-apple-outline",
                         "From 3 items on. Only this counts: Produce.", apples(), "Three apples on a table"),
            PromotionRow("p2", "$5.00 off Seafood", "Fresh from Friday.", "27 Nov, 09:00 to 4 Dec, 21:00",
                         "Every customer", "Once per customer", "coming", "Starts in 5 days", "fish"),
            PromotionRow("p3", "10% off Bakery", "", "1 Nov, 09:00 to 15 Nov, 21:00", "At least 6 visits in 12 months",
                         "", "over", "Ended 15 Nov", "bread-slice-outline"),
        )  # fmt: skip
