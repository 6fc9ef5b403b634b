"""Counting: what everybody buys, what she buys, and what she buys lately."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from server.recommendations.evaluation.ranking import Lists, ranked
from server.recommendations.evaluation.record import Floats, Ints, Record


@dataclass(frozen=True, slots=True)
class _Table:
    """Scores that are there already: a table customers × items, and something for everybody."""

    own: Floats | None
    everybody: Floats

    def scores(self, rows: Ints) -> Floats:
        return self.everybody + (np.zeros((len(rows), 1)) if self.own is None else self.own[rows])


def _below_one(sold: Floats) -> Floats:
    """Popularity as a tie-breaker: less than the least a single purchase can count."""
    least: Floats = sold / (sold.max(initial=0.0) + 1.0) * 1e-6
    return least


@dataclass(frozen=True, slots=True)
class GlobalTop:
    """The best sellers of the record, the same for everybody."""

    name: str = "global top"

    def lists(self, record: Record) -> Lists:
        return ranked(_Table(None, record.sold()), record)


@dataclass(frozen=True, slots=True)
class PersonalTop:
    """On how many days she bought it, then the best sellers: GP-TopFreq (Li et al. 2023)."""

    name: str = "GP-TopFreq"

    def lists(self, record: Record) -> Lists:
        own = record.weighted(np.ones(len(record.day)))
        return ranked(_Table(own, _below_one(record.sold())), record)


@dataclass(frozen=True, slots=True)
class Decayed:
    """The same, each day counting half as much every `half_life` days."""

    half_life: float = 120.0
    name: str = "decayed frequency"

    def lists(self, record: Record) -> Lists:
        own = record.weighted(2.0 ** (-record.age / self.half_life))
        return ranked(_Table(own, _below_one(record.sold())), record)
