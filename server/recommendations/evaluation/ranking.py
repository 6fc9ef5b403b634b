"""Scores become lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from server.recommendations.evaluation.exam import NOTHING
from server.recommendations.evaluation.record import Floats, Ints, Record

PLACES: Final = 20
BLOCK: Final = 256


@dataclass(frozen=True, slots=True)
class Lists:
    """The best items of every customer of a record, best first: of all, and of those she never bought.

    A line for each customer, `NOTHING` where a list is shorter.
    """

    merged: Ints
    novel: Ints


class Recommender(Protocol):
    """Learns from a record and ranks for each of its customers."""

    @property
    def name(self) -> str: ...

    def lists(self, record: Record) -> Lists:
        """What it would have proposed on the morning of the cut."""
        ...


class Scorer(Protocol):
    """Scores every item for customers of a record; what scores zero or less is not proposed."""

    def scores(self, rows: Ints) -> Floats: ...


def ranked(scorer: Scorer, record: Record, places: int = PLACES) -> Lists:
    """The lists that a scorer's scores make; equal scores stand in order of item."""
    blocks = [
        (scorer.scores(rows), record.bought[rows])
        for start in range(0, len(record.customers), BLOCK)
        if len(rows := np.arange(start, min(start + BLOCK, len(record.customers))))
    ]
    return Lists(
        np.concatenate([best(scores, places) for scores, _ in blocks]),
        np.concatenate([best(np.where(bought, 0.0, scores), places) for scores, bought in blocks]),
    )


def best(scores: Floats, places: int) -> Ints:
    """The items of the highest positive scores in each line, best first; equal ones in order of item."""
    places = min(places, scores.shape[1])
    found = np.full((len(scores), places), NOTHING, dtype=np.int64)
    least = np.partition(scores, -places, axis=1)[:, -places]
    for line, (row, limit) in enumerate(zip(scores, least, strict=True)):
        candidates = np.flatnonzero((row >= limit) & (row > 0))
        first = candidates[np.argsort(-row[candidates], kind="stable")][:places]
        found[line, : len(first)] = first
    return found
