"""Ours: the model that tablets get, built from the record, and the scoring that they run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from server.recommendations.building.counting import count
from server.recommendations.building.demand import RECENT_DAYS, Recent
from server.recommendations.building.lines import Lines
from server.recommendations.building.model import Ingredients, build
from server.recommendations.evaluation.exam import NOTHING
from server.recommendations.evaluation.ranking import PLACES, Lists
from server.recommendations.evaluation.record import Ints, Record
from shared.clock import DAY_MS
from shared.recommendation import Bought, Model, Suggestion, suggest

NOON_MS: Final = DAY_MS // 2


class Models:
    """The model of a record, built once however many ask for it in turn."""

    def __init__(self) -> None:
        self._newest: tuple[Record, Model] | None = None

    def of(self, record: Record) -> Model:
        """The record's model."""
        if self._newest is None or self._newest[0] is not record:
            self._newest = record, model_of(record)
        return self._newest[1]


@dataclass(frozen=True, slots=True)
class Ours:
    """Aisle One on the morning of the cut; with `shuffle`, learning from histories that are nobody's own.

    Not `damped`: novel lists show an item as often as its score makes them.
    """

    models: Models = field(default_factory=Models)
    shuffle: int | None = None
    damped: bool = True
    name: str = "Aisle One"

    def lists(self, record: Record) -> Lists:
        seen = record if self.shuffle is None else record.shuffled(self.shuffle)
        model = self.models.of(seen)
        if not self.damped:
            model = replace(model, exposure=[1.0] * len(model.items), kept={})
        found = [
            suggest(history, model=model, now_ms=seen.cut * DAY_MS, time_zone="UTC", limit=PLACES)
            for history in _histories(seen)
        ]
        return Lists(
            np.stack([_numbers(each.merged, record) for each in found]),
            np.stack([_numbers(each.new_for_you, record) for each in found]),
        )


def model_of(record: Record) -> Model:
    """The model that would have been built on the morning of the cut."""
    lines = Lines(record.customers[record.row], record.items[record.item], record.day)
    late = lines.where(record.age <= RECENT_DAYS)
    as_of = date(1970, 1, 1) + timedelta(days=record.cut)
    given = Ingredients(as_of, count(lines), Recent(late, np.zeros(len(late), np.int64)))
    built = build(given, 0)
    return Model.of(built.manifest, built.parts)


def _histories(record: Record) -> list[list[Bought]]:
    """Each customer's purchases, as her tablet holds them."""
    histories: list[list[Bought]] = [[] for _ in record.customers]
    products = record.items[record.item].tolist()
    for row, product, day in zip(record.row.tolist(), products, record.day.tolist(), strict=True):
        histories[row].append(Bought(product, day * DAY_MS + NOON_MS))
    return histories


def _numbers(suggestions: Sequence[Suggestion], record: Record) -> Ints:
    """The positions of the suggested products in the record's items."""
    numbers = np.full(PLACES, NOTHING, dtype=np.int64)
    products = np.array([each.product_id for each in suggestions], dtype=np.int64)
    numbers[: len(products)] = np.searchsorted(record.items, products)
    return numbers
