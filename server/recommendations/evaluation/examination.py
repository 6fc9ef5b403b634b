"""Every recommender sits the same exam; the rows of the table are its marks."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

from server.recommendations.evaluation.bootstrap import Interval, interval
from server.recommendations.evaluation.exam import Exam
from server.recommendations.evaluation.measures import Marks, marked
from server.recommendations.evaluation.ranking import Recommender
from server.recommendations.evaluation.record import Record

SEED = 20171106


@dataclass(frozen=True, slots=True)
class Result:
    """One recommender's marks, and how long it took to learn and to rank for everybody."""

    name: str
    marks: Marks
    seconds: float


def examined(
    recommenders: Sequence[Recommender], record: Record, exam: Exam, say: Callable[[str], None]
) -> list[Result]:
    """The results in the order given. `say` hears who is being examined."""
    results = []
    for each in recommenders:
        say(each.name)
        began = time.perf_counter()
        lists = each.lists(record)
        results.append(Result(each.name, marked(exam, lists, record), time.perf_counter() - began))
    return results


MEASURES = tuple(field.name for field in fields(Marks) if field.name.endswith(("_10", "_20")))
"""The marks that hold a value for each customer."""


def value(result: Result, measure: str) -> float:
    """The mean of a mark."""
    return interval(getattr(result.marks, measure), seed=SEED, draws=1).mean


def lead(ours: Result, other: Result, measure: str) -> Interval:
    """By how much ours is better, customer by customer."""
    return interval(getattr(ours.marks, measure) - getattr(other.marks, measure), seed=SEED)
