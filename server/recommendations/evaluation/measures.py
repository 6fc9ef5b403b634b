"""How good lists were, customer by customer, and how much of the catalogue they show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from server.recommendations.evaluation.exam import NOTHING, Exam, Truth
from server.recommendations.evaluation.ranking import Lists
from server.recommendations.evaluation.record import Floats, Ints, Record


def recall(truth: Truth, lists: Ints, places: int) -> Floats:
    """Which share of what was right stood in the first `places`, for each customer."""
    hits: Floats = truth.hits(lists[:, :places]).sum(axis=1)
    return hits / truth.sizes


def gain(truth: Truth, lists: Ints, places: int) -> Floats:
    """Normalised discounted gain of the first `places`, for each customer: 1 could not be better."""
    discount = 1 / np.log2(np.arange(2, places + 2))
    hits = truth.hits(lists[:, :places])
    ideal = np.cumsum(discount)[np.minimum(truth.sizes, places).astype(np.int64) - 1]
    found: Floats = (hits * discount[: hits.shape[1]]).sum(axis=1)
    return found / ideal


def coverage(lists: Ints, rows: Ints, places: int, items: int) -> float:
    """Which share of the catalogue stands in the first `places` of at least one customer in `rows`."""
    shown = np.unique(lists[rows, :places])
    return int((shown != NOTHING).sum()) / items


def surprise(lists: Ints, rows: Ints, places: int, record: Record) -> float:
    """Novelty: the mean of -log2 of the share of customers who had bought what is shown."""
    shown = lists[rows, :places]
    share = (record.bought.sum(axis=0) / len(record.customers))[shown[shown != NOTHING]]
    return float(-np.log2(share).mean()) if len(share) else 0.0


@dataclass(frozen=True, slots=True)
class Marks:
    """A recommender's marks: arrays hold one for each customer who could be asked."""

    next_10: Floats
    next_gain_10: Floats
    weeks_10: Floats
    weeks_20: Floats
    novel_10: Floats
    novel_20: Floats
    novel_coverage: float
    novel_surprise: float


def marked(exam: Exam, lists: Lists, record: Record) -> Marks:
    """The marks of lists that were made from the record alone."""
    asked = exam.four_weeks.rows
    return Marks(
        next_10=recall(exam.next_visit, lists.merged, 10),
        next_gain_10=gain(exam.next_visit, lists.merged, 10),
        weeks_10=recall(exam.four_weeks, lists.merged, 10),
        weeks_20=recall(exam.four_weeks, lists.merged, 20),
        novel_10=recall(exam.novel, lists.novel, 10),
        novel_20=recall(exam.novel, lists.novel, 20),
        novel_coverage=coverage(lists.novel, asked, 10, len(record.items)),
        novel_surprise=surprise(lists.novel, asked, 10, record),
    )
