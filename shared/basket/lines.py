"""What is priced: lines of a basket, and offers as far as a price depends on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from shared.promotions import Promotion
from shared.promotions.things import matches

MOST_LINES: Final = 60
MOST_QUANTITY: Final = 99


@dataclass(frozen=True, slots=True)
class Line:
    """Some pieces of a product; `unit_minor` is None where nobody has said what one costs."""

    product_id: int
    quantity: int
    unit_minor: int | None
    department: str = ""
    category: str = ""
    brand: str = ""

    @property
    def gross_minor(self) -> int:
        """What it costs without an offer."""
        return self.quantity * (self.unit_minor or 0)


@dataclass(frozen=True, slots=True)
class BasketOffer:
    """What an offer gives, and whether she may have it at all: that is decided before, by `promotions`.

    `of` says what it is for, `benefit` and `conditions` are as in `shared.promotions`.
    """

    promotion_id: str
    benefit_kind: str
    benefit_value: int
    department: str | None = None
    available: bool = True
    benefit: Mapping[str, Any] = field(default_factory=dict)
    conditions: Mapping[str, Any] = field(default_factory=dict)
    stacking: str = "best_price"
    priority: int = 0

    def covers(self, line: Line) -> bool:
        """True if the line is of what the offer is for."""
        if self.department is not None:
            return line.department == self.department
        if self.benefit_kind == "bundle":
            return any(matches(part["of"], line) for part in self.benefit["parts"])
        return matches(self.benefit.get("of", {}), line)

    @property
    def most_minor(self) -> int | None:
        """The most that it takes off a basket; None if nothing limits that."""
        most: int | None = self.benefit.get("most_minor")
        return self.benefit_value if self.benefit_kind == "amount" else most


def offer_of(promotion: Promotion, *, available: bool) -> BasketOffer:
    """The promotion as a basket meets it."""
    return BasketOffer(
        promotion.id, promotion.benefit_kind, promotion.benefit_value, promotion.department, available,
        promotion.benefit, promotion.conditions, promotion.stacking, promotion.priority,
    )  # fmt: skip
