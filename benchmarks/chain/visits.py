"""Who came when, and what she took: numbers in columns, because there are millions of them.

How often somebody comes is very unequal, as it is in shops; purchases are numbered in the order of time, so
that one customer's lie as far apart in the tables as they do in a real store.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.chain.catalogue import A_DEPARTMENT, DEPARTMENTS, PRODUCTS, STORE, Product, product_id
from benchmarks.chain.moment import TODAY_MS
from benchmarks.chain.people import customer_id
from benchmarks.chain.rows import SOURCE, Rows
from shared.clock import DAY_MS
from shared.ids import scoped_id

LINES_A_CUSTOMER: Final = 20
_VISITS_A_CUSTOMER: Final = 5
_YEARS_MS: Final = 3 * 365 * DAY_MS
_USUAL: Final = 12
"""Products that a customer takes again and again."""

_BATCH: Final = 20_000
_CHANNELS: Final = ("store", "store", "store", "web", "app")

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Visits:
    """Every visit in the order of time: whose, when, how many lines, and where these begin."""

    customer: Numbers
    at_ms: Numbers
    lines: Numbers
    first_line: Numbers


@dataclass(frozen=True)
class Lines:
    """The lines of some visits, in their order."""

    visit: Numbers
    place: Numbers
    product: Numbers
    quantity: Numbers
    amount: Numbers
    discount: Numbers


def visits(size: int) -> Visits:
    """All visits of that many customers: 20 lines each on average, at least one visit."""
    chance = np.random.default_rng(5)
    total = size * _VISITS_A_CUSTOMER
    share = chance.lognormal(sigma=1.1, size=size)
    often = 1 + np.floor(share / share.sum() * (total - size)).astype(np.int64)
    customer = np.repeat(np.arange(size), often)
    first = chance.random(size) * 0.9
    last = first + (1 - first) * chance.random(size) ** 0.25
    place = first[customer] + (last - first)[customer] * chance.random(len(customer))
    at_ms = TODAY_MS - _YEARS_MS + (place * (_YEARS_MS - DAY_MS // 4)).astype(np.int64)
    order = np.argsort(at_ms, kind="stable")
    lines = 1 + chance.poisson(size * LINES_A_CUSTOMER / len(customer) - 1, len(customer))
    _make_whole(lines, size * LINES_A_CUSTOMER)
    return Visits(customer[order], at_ms[order], lines, np.cumsum(lines) - lines)


def _make_whole(lines: Numbers, wanted: int) -> None:
    """There are exactly as many lines as wanted: a line more or less on the first visits that can bear it."""
    missing = wanted - int(lines.sum())
    bearing = np.flatnonzero(lines > 1)[: abs(missing)]
    lines[bearing] += 1 if missing > 0 else -1


def lines_of(known: Visits, first: int, last: int, prices: Numbers) -> Lines:
    """What was taken on the visits from `first` up to, not with, `last`: the same in any division."""
    count = known.lines[first:last]
    visit = np.repeat(np.arange(first, last), count)
    number = np.arange(len(visit)) + known.first_line[first]
    place = number - known.first_line[visit]
    customer = known.customer[visit]
    is_usual = _fraction(number, 11) < 0.4
    slot = np.where(is_usual, (_fraction(number, 12) * _USUAL).astype(np.int64), number)
    department = (customer * 7 + (_fraction(slot, 13) * 3).astype(np.int64)) % len(DEPARTMENTS)
    within = np.where(is_usual, _fraction(customer * _USUAL + slot, 14), _fraction(number, 15) ** 2.2)
    product = np.minimum(department * A_DEPARTMENT + (within * A_DEPARTMENT).astype(np.int64), PRODUCTS - 1)
    quantity = np.where(_fraction(number, 16) < 0.9, 1, 2)
    full = prices[product] * quantity
    discount = np.where(_fraction(number, 17) < 0.2, full // 5, 0)
    return Lines(visit, place, product, quantity, full - discount, discount)


def _fraction(numbers: Numbers, salt: int) -> npt.NDArray[np.float64]:
    """A number from 0 to 1 for each that looks like chance and is always the same (splitmix64)."""
    mixed = numbers.astype(np.uint64) + np.uint64(salt * 0x9E3779B97F4A7C15 % (1 << 64))
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return (mixed ^ (mixed >> np.uint64(31))).astype(np.float64) / 2.0**64


def prices_of(catalogue: list[Product]) -> Numbers:
    """What each product costs, in cents."""
    return np.array([product.price_minor for product in catalogue], dtype=np.int64)


def tables(size: int, catalogue: list[Product]) -> Iterator[Rows]:
    """Purchases and their lines."""
    known = visits(size)
    prices = prices_of(catalogue)
    columns = ("id", "customer_id", "store_id", "channel", "at_ms", "total_minor", "line_count")
    yield Rows("purchases", columns, _purchases(known, prices), len(known.customer))
    columns = (
        "purchase_id", "line_no", "customer_id", "product_id", "quantity", "amount_minor", "discount_minor",
    )  # fmt: skip
    yield Rows("purchase_lines", columns, _lines(known, prices), int(known.lines.sum()))


def _batches(known: Visits) -> Iterator[tuple[int, int]]:
    for first in range(0, len(known.customer), _BATCH):
        yield first, min(first + _BATCH, len(known.customer))


def _purchases(known: Visits, prices: Numbers) -> Iterator[tuple[Any, ...]]:
    offset, base = customer_id(0), scoped_id(SOURCE, 0)
    for first, last in _batches(known):
        lines = lines_of(known, first, last, prices)
        total = np.add.reduceat(lines.amount, known.first_line[first:last] - known.first_line[first])
        taken = zip(
            range(first, last), (known.customer[first:last] + offset).tolist(),
            known.at_ms[first:last].tolist(), total.tolist(), known.lines[first:last].tolist(), strict=True,
        )  # fmt: skip
        for number, customer, at_ms, spent, count in taken:
            yield base + number, customer, STORE, _CHANNELS[number % len(_CHANNELS)], at_ms, spent, count


def _lines(known: Visits, prices: Numbers) -> Iterator[tuple[Any, ...]]:
    offset, base, first_product = customer_id(0), scoped_id(SOURCE, 0), product_id(0)
    for first, last in _batches(known):
        lines = lines_of(known, first, last, prices)
        columns = (
            lines.visit + base, lines.place, known.customer[lines.visit] + offset,
            lines.product + first_product, lines.quantity, lines.amount, lines.discount,
        )  # fmt: skip
        yield from zip(*(column.tolist() for column in columns), strict=True)
