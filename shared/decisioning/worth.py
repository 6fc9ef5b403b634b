"""What a redemption by this customer is worth to the store, and whether the offer fits what she buys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

from shared.customer import CustomerFacts
from shared.decisioning.odds import Odds
from shared.promotions.benefit import covered
from shared.promotions.rule import Promotion

Fit = Literal["usual", "other", "any"]
USUAL: Final = "usual"
OTHER: Final = "other"
ANY: Final = "any"
FITS: Final[tuple[Fit, ...]] = ("usual", "other", "any")
"""It is for a department that she buys in, for others only, or for no department."""

LEAST_SIZE: Final = 50
MOST_SIZE: Final = 200
"""A basket that is unlike all others says little about the next one: no more than half or twice counts."""


@dataclass(frozen=True, slots=True)
class Worth:
    """Of one redemption, in minor units: what is earned, and what is given away."""

    margin_minor: int
    cost_minor: int

    @property
    def minor(self) -> int:
        """What is left."""
        return self.margin_minor - self.cost_minor


def fit_of(promotion: Promotion, facts: CustomerFacts) -> Fit:
    """Whether it is for what she buys anyway."""
    departments = covered(promotion).get("department")
    if not departments:
        return ANY
    return USUAL if facts.departments.intersection(departments) else OTHER


def usual_department(promotion: Promotion, facts: CustomerFacts) -> str | None:
    """The department that it is for and that she buys in; the first by name of several."""
    return min(facts.departments.intersection(covered(promotion).get("department", ())), default=None)


def size_of(facts: CustomerFacts, odds: Iterable[Odds]) -> int:
    """Her usual basket in percent of everybody's, within bounds; 100 where either is not known."""
    everybody = next((each.basket_minor for each in odds if each.basket_minor > 0), 0)
    own = facts.figures.average_basket_minor
    if not everybody or own <= 0:
        return 100
    return min(MOST_SIZE, max(LEAST_SIZE, round(own * 100 / everybody)))


def worth_of(promotion: Promotion, odds: Odds | None, size: int) -> Worth | None:
    """What a redemption by a customer with a basket of that size is worth; None if nobody worked it out."""
    if odds is None or odds.margin_minor is None or odds.cost_minor is None:
        return None
    cost = odds.cost_minor * size // 100 if odds.scales else odds.cost_minor
    most = promotion.benefit.get("most_minor")
    return Worth(odds.margin_minor * size // 100, cost if most is None else min(cost, most))


def usual_minor(worths: Iterable[Worth | None]) -> float:
    """What stands in for an offer of which nobody worked out the worth: the middle of the others."""
    known = [each.minor for each in worths if each is not None]
    return float(median(known)) if known else 0.0
