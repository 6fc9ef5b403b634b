"""Look-alikes: what sets an audience apart from everybody, and how much of that a customer has.

A trait is a product that the seed buys more often than chance would have it (two standard errors). Its weight
is the logarithm of how many times more often. Likeness is the sum of the weights of what a customer bought,
over the number of products that she bought: otherwise whoever buys a lot would look like everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log, sqrt
from typing import Final

SURE: Final = 2.0
"""Standard errors by which a trait must stand out."""

STEADY: Final = 50
"""Products added to everybody's count: a customer of three purchases is like nobody yet."""


def traits(
    having: Mapping[int, int], everyone_having: Mapping[int, int], *, seeds: int, everyone: int
) -> dict[int, float]:
    """The weights of what sets the seed apart, by product id; empty if nothing does.

    `having` counts the buyers of each product among the seed, `everyone_having` among all, the seed included.
    """
    found = {}
    for product in sorted(having):
        count, overall = having[product], everyone_having[product]
        share = overall / everyone
        spread = sqrt(seeds * share * (1.0 - share))
        if count - seeds * share > SURE * spread:
            others = (overall - count + 1.0) / (everyone - seeds + 2.0)
            found[product] = log((count + 1.0) / (seeds + 2.0) / others)
    return {product: weight for product, weight in found.items() if weight > 0.0}


def likeness(weight: float, products: int) -> float:
    """How like the seed a customer is who has traits of that weight among so many products."""
    return weight / (products + STEADY)
