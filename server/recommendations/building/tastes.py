"""Who likes what by the day of the model, and which products are known well enough to be recommended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from server.recommendations.building.counting import Counts
from server.recommendations.building.lines import Numbers
from server.recommendations.building.periods import factors
from shared.errors import AisleError

MOST_ITEMS: Final = 30_000
"""Item numbers have 16 bits, and the inverse grows with the cube of the items."""

STEPS: Final = 1 << 16
"""Tastes are whole multiples of 2^-16: what is summed of them is the same in any order."""


class NothingToLearn(AisleError):
    """No product has been bought by enough customers."""

    code = "nothing_to_learn"


@dataclass(frozen=True, slots=True)
class Tastes:
    """Row u, column i: log1p of customer u's decayed visits with item i; ids ascending."""

    customers: Numbers
    items: Numbers
    matrix: Any
    visits: Numbers
    """Of each item, all visits there ever were."""


def tastes_of(counts: Counts, as_of_day: int, *, min_buyers: int, allowed: Collection[int] | None) -> Tastes:
    """Everybody's tastes on that day, for products that `min_buyers` bought and that may be recommended.

    NothingToLearn if there is no such product.
    """
    import scipy.sparse as sp

    items = _catalogue(counts, min_buyers, allowed)
    place = np.minimum(np.searchsorted(items, counts.product), len(items) - 1)
    known = items[place] == counts.product
    customers = np.unique(counts.customer[known])
    row, column = np.searchsorted(customers, counts.customer[known]), place[known]
    decayed = counts.weight[known] * factors(counts.month[known], as_of_day)
    shape = (len(customers), len(items))
    affinity = sp.coo_array((decayed, (row, column)), shape=shape).tocsr()
    affinity.sum_duplicates()
    affinity.data = np.rint(np.log1p(affinity.data) * STEPS) / STEPS
    visits = np.bincount(column, weights=counts.visits[known], minlength=len(items)).astype(np.int64)
    return Tastes(customers, items, affinity, visits)


def _catalogue(counts: Counts, min_buyers: int, allowed: Collection[int] | None) -> Numbers:
    """The products that are learned, by id: of too many those with most buyers."""
    pairs = np.unique(np.stack([counts.product, counts.customer]), axis=1)
    products, buyers = np.unique(pairs[0], return_counts=True)
    if allowed is not None:
        may = np.isin(products, np.fromiter(allowed, np.int64, len(allowed)))
        products, buyers = products[may], buyers[may]
    most = int(buyers.max(initial=0))
    products, buyers = products[buyers >= min_buyers], buyers[buyers >= min_buyers]
    if not len(products):
        raise NothingToLearn(
            f"No product was bought by {min_buyers} customers or more whose purchases may be used (the most: "
            f"{most}). Give more purchases, or ask for fewer buyers.",
            most_buyers=most,
        )
    best = np.lexsort((products, -buyers))[:MOST_ITEMS]
    return np.sort(products[best])
