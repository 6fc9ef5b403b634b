"""What models are counted from: purchases as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Truths = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lines:
    """What was bought, an entry a line; `day` counts from 1970-01-01 by the calendar of the store.

    Returns are not in it; what a customer bought twice on one day is one visit.
    """

    customer: Numbers
    product: Numbers
    day: Numbers

    def __len__(self) -> int:
        return len(self.day)

    def where(self, chosen: Truths) -> Lines:
        """The chosen lines."""
        return Lines(self.customer[chosen], self.product[chosen], self.day[chosen])


def distinct(*columns: npt.NDArray[Any]) -> Numbers:
    """The places of one row of each kind, in order of the columns."""
    order = np.lexsort(columns[::-1])
    is_new = np.ones(len(order), bool)
    if len(order):
        is_new[1:] = np.any([column[order][1:] != column[order][:-1] for column in columns], axis=0)
    return order[is_new]
