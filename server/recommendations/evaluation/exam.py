"""What was bought after the cut, by which every list is judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from server.recommendations.building.lines import Lines, distinct
from server.recommendations.evaluation.record import Floats, Ints, Record

WINDOW_DAYS: Final = 28
NOTHING: Final = -1


@dataclass(frozen=True, slots=True)
class Truth:
    """For some customers the items that would have been right: `items[n]` for the one in row `rows[n]`."""

    rows: Ints
    items: Sequence[Ints]

    def hits(self, lists: Ints) -> Floats:
        """1 where place k of a customer's list was right; `lists` has a line for every row of the record."""
        found = [np.isin(lists[row], right) for row, right in zip(self.rows, self.items, strict=True)]
        return np.array(found, dtype=np.float64).reshape(len(self.rows), lists.shape[1])

    @property
    def sizes(self) -> Floats:
        """How many items would have been right, for each customer."""
        return np.array([len(right) for right in self.items], dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Exam:
    """The first visit after the cut, everything in four weeks, and of that what she had never bought."""

    next_visit: Truth
    four_weeks: Truth
    novel: Truth


def exam_after(lines: Lines, record: Record) -> Exam:
    """What the record's customers bought of its items in the 28 days from the cut on."""
    inside = (lines.day >= record.cut) & (lines.day < record.cut + WINDOW_DAYS)
    asked = lines.where(inside & np.isin(lines.product, record.items))
    row = np.searchsorted(record.customers, asked.customer)
    item = np.searchsorted(record.items, asked.product)
    first = np.full(len(record.customers), np.iinfo(np.int64).max)
    np.minimum.at(first, row, asked.day)
    on_first = asked.day == first[row]
    new = ~record.bought[row, item]
    return Exam(_truth(row[on_first], item[on_first]), _truth(row, item), _truth(row[new], item[new]))


def _truth(row: Ints, item: Ints) -> Truth:
    kept = distinct(row, item)
    rows, starts = np.unique(row[kept], return_index=True)
    return Truth(rows, np.split(item[kept], starts[1:]) if len(rows) else [])
