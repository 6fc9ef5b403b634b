"""What was known before the cut: who bought which item on which day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from server.recommendations.building.lines import Lines, distinct

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

MIN_BUYERS = 10


@dataclass(frozen=True)
class Record:
    """The purchases before `cut` of items that enough customers bought, one for each customer, item and day.

    `row` and `item` are positions in `customers` and `items`, which ascend; in order of row, item, day.
    """

    cut: int
    customers: Ints
    items: Ints
    row: Ints
    item: Ints
    day: Ints

    @cached_property
    def age(self) -> Ints:
        """Days from each purchase to the cut."""
        return self.cut - self.day

    def sold(self, days: int | None = None) -> Floats:
        """How many times each item was bought, ever or in the last `days` before the cut."""
        picked = self.item if days is None else self.item[self.age <= days]
        return np.bincount(picked, minlength=len(self.items)).astype(np.float64)

    def weighted(self, weights: Floats) -> Floats:
        """A table customers × items of the purchases' weights, summed."""
        table = np.zeros((len(self.customers), len(self.items)))
        np.add.at(table, (self.row, self.item), weights)
        return table

    @cached_property
    def bought(self) -> Mask:
        """A table customers × items: who has ever bought what."""
        table = np.zeros((len(self.customers), len(self.items)), dtype=np.bool_)
        table[self.row, self.item] = True
        return table

    def shuffled(self, seed: int) -> Record:
        """The same days of shopping, dealt out anew: nobody's history is her own.

        What was bought together on a day stays, and how many days each is dealt; what she likes is lost.
        """
        visits, visit = np.unique(self.row * self.cut + self.day, return_inverse=True)
        drawn = np.random.default_rng(seed).permutation(visits // self.cut)
        row, item, day = _ordered(drawn[visit], self.item, self.day)
        return replace(self, row=row, item=item, day=day)


def record_before(lines: Lines, cut: int, *, customers: Ints, min_buyers: int = MIN_BUYERS) -> Record:
    """The record of what `customers` bought before day `cut`, without items of fewer than `min_buyers`."""
    known = lines.where(lines.day < cut)
    pairs = distinct(known.product, known.customer)
    products, buyers = np.unique(known.product[pairs], return_counts=True)
    items = products[buyers >= min_buyers]
    kept = known.where(np.isin(known.product, items))
    row, item = np.searchsorted(customers, kept.customer), np.searchsorted(items, kept.product)
    return Record(cut, customers, items, *_ordered(row, item, kept.day))


def _ordered(row: Ints, item: Ints, day: Ints) -> tuple[Ints, Ints, Ints]:
    """Each customer, item and day once, in order."""
    kept = distinct(row, item, day)
    return row[kept], item[kept], day[kept]
