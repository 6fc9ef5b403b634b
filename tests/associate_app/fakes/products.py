"""Four made-up products, and who may want them."""

from __future__ import annotations

from associate_app.presenters.product_views import (
    ProductRow,
    ProductsFound,
    ProductView,
    RecommendationCard,
    WantingRow,
    WantingView,
)
from tests.associate_app.fakes.people import PEOPLE

COFFEE = RecommendationCard(
    71, "Colombian ground coffee, 12 oz", "$7.49", "Due: every 9 days, last time 13 days ago",
    "4 here as of 09:00", True, "coffee-outline", None,
)  # fmt: skip
YOGURT = RecommendationCard(
    72, "Greek yogurt, plain, 32 oz", "$5.29", "Bought with the granola on 9 Nov",
    "2 here as of 09:00", True, "cow", None,
)  # fmt: skip
WATER = RecommendationCard(
    73, "Sparkling water, 12 cans", "$4.99", "Goes with the coffee she buys every 9 days",
    "Stock not known", False, "water-outline", None,
)  # fmt: skip


OATS = RecommendationCard(
    74, "Rolled oats, 42 oz", "$3.99", "Goes with Greek yogurt, plain, 32 oz in the basket",
    "11 here as of 09:00", True, "grain", None,
)  # fmt: skip
CARDS = (COFFEE, YOGURT, WATER, OATS)
PRODUCTS = tuple(
    ProductRow(
        card.product_id,
        card.title,
        "Grocery · National brand",
        card.price,
        card.stock,
        card.in_stock,
        card.icon,
    )
    for card in CARDS
)


class FakeProducts:
    """Four products, of which everybody's list is made."""

    def search(self, query: str, sequence: int = 0) -> ProductsFound:
        found = tuple(row for row in PRODUCTS if query.strip().lower() in row.title.lower())
        return ProductsFound(query, found, len(found), sequence)

    def open(self, product_id: int) -> ProductView:
        row = next(row for row in PRODUCTS if row.product_id == product_id)
        others = tuple(card for card in CARDS if card.product_id != product_id)
        return ProductView(
            row, similar=others[:1], goes_with=others[1:], model_line="Model of 21 Nov", nothing=""
        )

    def who_wants(self, product_id: int) -> WantingView:
        rows = tuple(
            WantingRow(each.id, each.name, each.initials, each.hue, each.tier,
                       "Goes with Colombian ground coffee, 12 oz, bought every 9 days")
            for each in PEOPLE[:6]
        )  # fmt: skip
        return WantingView(product_id, rows, "")

    def get_ready(self) -> None:
        """There is nothing to read first."""
