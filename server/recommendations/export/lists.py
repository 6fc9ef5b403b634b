"""The lists of everybody in a file: built and scored as for the shop floor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

import numpy as np

from server.recommendations.building.counting import Backend, count
from server.recommendations.building.demand import RECENT_DAYS, Recent
from server.recommendations.building.model import Advance, Ingredients, Step, build
from server.recommendations.building.periods import day_number
from server.recommendations.export.files import FileUnusable
from server.recommendations.export.given import Given
from shared.clock import to_millis
from shared.recommendation import Again, Bought, Model, Suggestion, reason, suggest

DUE_AGAIN, NEW_FOR_YOU = "due_again", "new_for_you"


@dataclass(frozen=True, slots=True)
class Row:
    """One recommended product of one customer; `list` says of which of her lists it is."""

    customer: str | int
    rank: int
    product: str | int
    score: float
    reason: str
    list: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for."""

    as_of: date
    k: int = 20
    novel_only: bool = False
    min_buyers: int = 10
    backend: Backend = "duckdb"


def rows_of(given: Given, wanted: Wanted, step: Step) -> Iterator[Row]:
    """At most `k` rows a customer, best first, customers in order; FileUnusable if no line counts."""
    if not len(given.lines):
        raise FileUnusable(
            f"No line that can be read was bought before {wanted.as_of}. Look at its dates and quantities, "
            "or name a later day."
        )
    model = model_of(given, wanted, step)
    return _scored(given, wanted, model, step("Ranking for each customer", len(given.customers)))


def model_of(given: Given, wanted: Wanted, step: Step) -> Model:
    """The model of these lines; NothingToLearn if no product has enough buyers."""
    step("Counting visits", len(given.lines))
    recent = given.lines.where(given.lines.day >= day_number(wanted.as_of) - RECENT_DAYS)
    ingredients = Ingredients(
        wanted.as_of,
        count(given.lines, wanted.backend),
        Recent(recent, np.zeros(len(recent), np.int64)),
        min_buyers=wanted.min_buyers,
    )
    built = build(ingredients, built_ms=0, step=step)
    return Model.of(built.manifest, built.parts)


def _scored(given: Given, wanted: Wanted, model: Model, advance: Advance) -> Iterator[Row]:
    now_ms = to_millis(datetime(wanted.as_of.year, wanted.as_of.month, wanted.as_of.day, tzinfo=UTC))
    bounds = np.searchsorted(given.lines.customer, np.arange(len(given.customers) + 1)).tolist()
    catalogue = frozenset(model.items)
    for number, (first, last) in enumerate(pairwise(bounds)):
        products, moments = given.lines.product[first:last].tolist(), given.at_ms[first:last].tolist()
        lists = suggest(
            map(Bought, products, moments),
            model=model,
            now_ms=now_ms,
            time_zone="UTC",
            allowed=catalogue.__contains__,
            limit=wanted.k,
        )
        ranked = lists.new_for_you if wanted.novel_only else lists.merged
        for rank, each in enumerate(ranked, start=1):
            yield _row(given, given.customers[number], rank, each)
        advance(1)


def _row(given: Given, customer: str | int, rank: int, found: Suggestion) -> Row:
    why = reason(found, lambda product: str(given.products[product]))
    bought = any(isinstance(term, Again) for term in found.terms)
    product = given.products[found.product_id]
    return Row(customer, rank, product, found.score, why, DUE_AGAIN if bought else NEW_FOR_YOU)
