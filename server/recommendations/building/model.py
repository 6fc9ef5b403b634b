"""A model put together: its parts, and the manifest that names them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from server.recommendations.building.coding import (
    FORMAT,
    Part,
    array_part,
    canonical,
    coded,
    departments_part,
    neighbour_parts,
)
from server.recommendations.building.counting import Counts
from server.recommendations.building.demand import (
    Recent,
    best_by_department,
    best_by_store,
    popularity,
    recency,
    recent_sales,
)
from server.recommendations.building.exposure import exposure
from server.recommendations.building.neighbours import NEIGHBOURS, neighbours_of
from server.recommendations.building.periods import HALF_LIFE_DAYS, day_number
from server.recommendations.building.tastes import Tastes, tastes_of
from shared.recommendation.repeating import WEIGHTS

MIN_BUYERS: Final = 10
"""Neighbours of what hardly anybody buys are chance; and what few buy would tell on them."""

Advance = Callable[[int], None]
Step = Callable[[str, int | None], Advance]
"""Hears that a step begins, and of how many rows; its answer hears of rows done."""


@dataclass(frozen=True, slots=True)
class BuiltModel:
    """A model that can be stored: the manifest names the parts by hash."""

    manifest: Mapping[str, Any]
    parts: Mapping[str, bytes]
    """By hash."""
    stores: Mapping[str, list[int]]
    """Best sellers by store."""

    @property
    def version(self) -> str:
        """The day and what is in it: the same input has the same version."""
        return str(self.manifest["version"])


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What a model is made of: counts up to the day before `as_of`, and the lines of late.

    `departments` has the products that may be recommended, each with its department; None: all may, and
    nobody asks for departments.
    """

    as_of: date
    counts: Counts
    recent: Recent
    departments: Mapping[int, str] | None = None
    min_buyers: int = MIN_BUYERS


def build(
    given: Ingredients, built_ms: int, step: Step = lambda _title, _total: lambda _rows: None
) -> BuiltModel:
    """The model; NothingToLearn if no product has enough buyers."""
    as_of_day = day_number(given.as_of)
    tastes = tastes_of(given.counts, as_of_day, min_buyers=given.min_buyers, allowed=given.departments)
    parts = list(_parts(given, tastes, as_of_day, step("Learning what goes with what", len(tastes.items))))
    told: dict[str, Any] = {
        "format": FORMAT,
        "as_of": given.as_of.isoformat(),
        "rows": int(tastes.visits.sum()),
        "customers": len(tastes.customers),
        "items": len(tastes.items),
        "neighbours": NEIGHBOURS,
        "half_life_days": HALF_LIFE_DAYS,
        "weights": dict(WEIGHTS),
        "parts": [{"name": part.name, "hash": part.hash, "bytes": len(part.data)} for part in parts],
    }
    version = f"{told['as_of']}-{hashlib.sha256(canonical(told)).hexdigest()[:8]}"
    manifest = {"version": version, "built_ms": built_ms, **told}
    stores = best_by_store(given.recent, given.departments) if given.departments is not None else {}
    return BuiltModel(manifest, {part.hash: part.data for part in parts}, stores)


def _parts(given: Ingredients, tastes: Tastes, as_of_day: int, advance: Advance) -> Iterator[Part]:
    sales = recent_sales(given.recent.lines)
    recent = sales.of(tastes.items)
    first_month = int(given.counts.month.min())
    span = as_of_day - int(np.datetime64(first_month, "M").astype("datetime64[D]").astype(int))
    lately = recency(recent, tastes, span)
    rows = coded(neighbours_of(tastes.matrix, advance))
    yield array_part("items", tastes.items, "<i8")
    yield array_part("popularity", popularity(recent), "<f4")
    yield array_part("recency", lately, "<f4")
    yield array_part("exposure", exposure(tastes.matrix, rows, lately), "<f4")
    yield array_part("repeat", np.ones(len(tastes.items)), "<f4")
    yield from neighbour_parts(rows)
    yield departments_part(best_by_department(sales, given.departments or {}))
