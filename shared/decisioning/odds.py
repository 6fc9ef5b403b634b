"""What HQ has counted of an offer: how often it was put first and taken, and what a redemption is worth.

Counted once a day and sent to every tablet of the promotion's stores, so that tablets that hold the same
day's counts put the same offers in the same order.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from shared.experiments.experiment import USUAL

Layout = Literal["picture", "words"]
LAYOUTS: Final[tuple[Layout, ...]] = ("picture", "words")
"""How the card looks: with the offer's picture, where it has one, or with words alone."""

PARTS: Final = 1_000_000
"""Rates travel as so many of a million."""

FIRST_RATE: Final = 50_000
"""How many of a million are thought to take an offer of which nothing is known."""

LEAST_RATE: Final = 1_000
"""Nothing is believed to be out of the question."""

WEIGHT: Final = 10
"""For how many showings the rate of all offers stands before an offer has its own."""


class Tally(NamedTuple):
    """How often it was among the first two on her screen, and how often it was then redeemed."""

    shown: int
    redeemed: int


NEVER: Final = Tally(0, 0)


@dataclass(frozen=True, slots=True)
class Odds:
    """Of one promotion; amounts are of one redemption by a customer with an average basket.

    `margin_minor` and `cost_minor` are None where nobody could work them out; `scales` if its cost grows with
    the basket; `basket_minor` is everybody's average basket. `rate` is what is believed before it was shown.
    """

    promotion_id: str
    day: str = ""
    strategy: str = USUAL["offers"]
    rate: int = FIRST_RATE
    margin_minor: int | None = None
    cost_minor: int | None = None
    scales: bool = False
    basket_minor: int = 0
    tallies: Mapping[tuple[str, str], Tally] = field(default_factory=dict)
    """By layout and fit."""

    def beliefs(self, layout: str, fit: str) -> tuple[float, float]:
        """Beta(a, b) of how likely it is taken when it is shown like that to such a customer."""
        shown, redeemed = self.tallies.get((layout, fit), NEVER)
        believed = WEIGHT * max(self.rate, LEAST_RATE) / PARTS
        return believed + redeemed, WEIGHT - believed + max(0, shown - redeemed)


def odds_from_row(row: Mapping[str, Any]) -> Odds:
    """The odds of a stored or synchronised row; `tallies` is JSON: [[layout, fit, shown, redeemed], …]."""
    values = {name: row[name] for name in Odds.__dataclass_fields__ if name in row}
    told = values["tallies"]
    told = json.loads(told) if isinstance(told, str) else told
    values["tallies"] = {(layout, fit): Tally(shown, redeemed) for layout, fit, shown, redeemed in told}
    return Odds(**values | {"scales": bool(values["scales"])})
