"""What is bought most these days, and how that compares with what was to be expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from server.recommendations.building.lines import Lines, Numbers, distinct
from server.recommendations.building.tastes import Tastes

RECENT_DAYS: Final = 28
BEST_SELLERS: Final = 60
RECENCY_POWER: Final = 0.5


@dataclass(frozen=True, slots=True)
class Recent:
    """The lines of the last `RECENT_DAYS` days, each with its store's place in `stores`."""

    lines: Lines
    store: Numbers
    stores: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sales:
    """Visits with each product of late, product ids ascending."""

    product: Numbers
    visits: Numbers

    def of(self, items: Numbers) -> Numbers:
        """The visits with each of the items."""
        if not len(self.product):
            return np.zeros(len(items), np.int64)
        place = np.minimum(np.searchsorted(self.product, items), len(self.product) - 1)
        return np.where(self.product[place] == items, self.visits[place], 0)


def recent_sales(lines: Lines) -> Sales:
    """The sales of these lines; a customer's day counts once."""
    visits = distinct(lines.customer, lines.product, lines.day)
    return Sales(*np.unique(lines.product[visits], return_counts=True))


def popularity(recent: Numbers) -> npt.NDArray[np.float64]:
    """Recent sales as shares of the greatest."""
    return recent / max(int(recent.max(initial=0)), 1)


def recency(recent: Numbers, tastes: Tastes, span_days: int) -> npt.NDArray[np.float64]:
    """How much more an item is bought of late than over the whole `span_days`, dampened."""
    expected = tastes.visits * (RECENT_DAYS / max(span_days, RECENT_DAYS))
    return ((recent + 1.0) / (expected + 2.0)) ** RECENCY_POWER


def best_by_department(sales: Sales, departments: Mapping[int, str]) -> dict[str, list[int]]:
    """The `BEST_SELLERS` of each department that sold something of late, best first, then by id."""
    best: dict[str, list[int]] = defaultdict(list)
    for product in sales.product[np.lexsort((sales.product, -sales.visits))].tolist():
        department = departments.get(product)
        if department is not None and len(best[department]) < BEST_SELLERS:
            best[department].append(product)
    return {name: products for name, products in best.items() if products}


def best_by_store(recent: Recent, departments: Mapping[int, str]) -> dict[str, list[int]]:
    """The `BEST_SELLERS` of each store that sold something of late."""
    lines, found = recent.lines, {}
    for number, store in enumerate(recent.stores):
        sales = recent_sales(lines.where(recent.store == number))
        ranked = sales.product[np.lexsort((sales.product, -sales.visits))].tolist()
        best = [product for product in ranked if product in departments][:BEST_SELLERS]
        if best:
            found[store] = best
    return found
