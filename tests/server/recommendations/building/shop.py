"""A made-up shop: customers who like some products together, the same ones in every run."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import numpy as np

from server.recommendations.building.lines import Lines
from server.recommendations.building.periods import day_number

AS_OF = date(2026, 6, 15)
LAST_DAY = day_number(AS_OF)


def made_up_lines(customers: int = 60, products: int = 40, *, days: int = 200, seed: int = 4) -> Lines:
    """Lines of the days before `AS_OF` and of some days after; customers of one kind buy from one shelf."""
    chance = np.random.default_rng(seed)
    count = customers * 40
    customer = chance.integers(0, customers, count)
    shelf = np.where(chance.random(count) < 0.8, customer % 4, chance.integers(0, 4, count))
    product = 1000 + shelf * (products // 4) + chance.integers(0, products // 4, count)
    return Lines(customer + 1, product, LAST_DAY - chance.integers(-20, days, count))


def joined(one: Lines, other: Lines) -> Lines:
    """The lines of both."""
    columns = ("customer", "product", "day")
    return Lines(*(np.concatenate([getattr(one, name), getattr(other, name)]) for name in columns))


def before(lines: Lines, day: date = AS_OF) -> Lines:
    """What lies before that day."""
    return lines.where(lines.day < day_number(day))


def plain_tastes(lines: Lines) -> dict[tuple[int, int], float]:
    """Decayed visits of each customer with each product, by the formula as it is written down."""
    visits = set(zip(lines.customer.tolist(), lines.product.tolist(), lines.day.tolist(), strict=True))
    sums: dict[tuple[int, int], float] = defaultdict(float)
    for customer, product, day in visits:
        sums[customer, product] += 2.0 ** (-(LAST_DAY - day) / 120)
    return dict(sums)
