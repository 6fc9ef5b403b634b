"""What a customer bought, as recommendations read it: on which days, and how much that still weighs.

A visit is a customer and a local day: two baskets of one day are one visit, and so are the answer "bought" on
the shop floor and the purchase that arrives later from the till.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple, Protocol

from shared.clock import local_date

HALF_LIFE_DAYS: Final = 120.0

SEVERAL: Final = 3
"""Visits from which a gap is usual."""


class Sold(Protocol):
    """What is read of a purchase line: any row with these names will do, so that none is copied."""

    @property
    def product_id(self) -> int: ...
    @property
    def at_ms(self) -> int: ...
    @property
    def quantity(self) -> int: ...


class Bought(NamedTuple):
    """One product on one purchase."""

    product_id: int
    at_ms: int
    quantity: int = 1


Visits = Mapping[int, tuple[int, ...]]
"""By product, in order of product id: how many days ago each visit that bought it was, longest first."""


def visits_of(lines: Iterable[Sold], *, now_ms: int, time_zone: str) -> dict[int, tuple[int, ...]]:
    """The visits by product; returns (quantity zero or below) and what lies after `now_ms` count for nothing.

    The order is part of the promise: sums of floats are equal on two machines only if it is.
    """
    moments: defaultdict[int, set[int]] = defaultdict(set)
    for line in lines:
        if line.quantity > 0 and (at_ms := line.at_ms) <= now_ms:
            moments[at_ms].add(line.product_id)
    today = local_date(now_ms, time_zone).toordinal()
    by_age: defaultdict[int, set[int]] = defaultdict(set)
    for at_ms, products in moments.items():
        by_age[today - local_date(at_ms, time_zone).toordinal()] |= products
    found: dict[int, tuple[int, ...]] = {}
    for age in sorted(by_age, reverse=True):
        day = (age,)
        for product in by_age[age]:
            found[product] = found.get(product, ()) + day
    return {product: found[product] for product in sorted(found)}


def usual_gap(days_ago: tuple[int, ...]) -> int | None:
    """The median days from one visit to the next; None if there was only one."""
    if len(days_ago) < 2:
        return None
    return round(median([before - after for before, after in pairwise(days_ago)]))
