"""Made-up days of associates: tasks of HQ, appointments, rated visits, the product's own sequences.

Ids are UUIDs, since tablets name them in what they record. Nothing is about a real person.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from importlib import resources
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

from server.customers.models import Appointment
from server.integrations.catalogue import OFFSET
from server.integrations.customers import Household
from server.integrations.dates import Shift
from server.integrations.stores import MadeUpStore
from server.integrations.writer import Target
from server.ratings.models import VisitRating
from server.sequences.models import ALL_STOPS, SequenceRecord
from server.tasks.models import Task
from shared.clock import DAY_MS

HOUR_MS: Final = 3_600_000
NOBODY: Final = ""
"""Whose it is: no associate who could be asked."""

TASKS: Final = Target(
    Task,
    (
        "id", "store_id", "associate_id", "title", "text", "product_ids", "starts_on", "ends_on", "is_on",
        "created_by", "created_ms",
    ),
)  # fmt: skip
APPOINTMENTS: Final = Target(
    Appointment,
    (
        "id", "customer_id", "store_id", "associate_id", "starts_local", "minutes", "about", "state", "at_ms",
    ),
    only_where="there.state = 'agreed'",
)  # fmt: skip
SEQUENCES: Final = Target(
    SequenceRecord,
    (
        "id", "name", "starts_with", "about", "least", "steps", "is_on", "stops_with", "updated_by",
        "updated_ms",
    ),
    only_where="there.updated_ms = 0",
)  # fmt: skip

RATINGS: Final = Target(
    VisitRating, ("id", "customer_id", "store_id", "associate_id", "rating", "corrects", "at_ms")
)

_IDS: Final = UUID("0198f7a0-0000-7000-8000-de3000000000")

ASKED: Final = (
    (
        "Build the winter table",
        "Soups, spices and cocoa beside the entrance; the plan is in the office.",
        -1,
        2,
    ),
    ("Check the price labels of the wine shelf", "", 0, 0),
    ("Tell regular customers about the new bread hours", "Fresh at eight, eleven and four.", -3, 9),
)
"""What each store is asked: title, text, from and until which day, counted from the day after the record."""

AGREED: Final = (
    (0, "10:30", 30, "Platters for a birthday"),
    (0, "15:00", 45, "A box of wine for the holidays"),
    (1, "11:00", 30, "Gluten-free shelf, shown around"),
    (3, "16:30", 30, "Pick up the put-aside flour"),
)
"""What each store has agreed with customers: the day, the time, how many minutes, what about."""


WAS_ASKED: Final = 0.4
"""How many of a store's customers said how their latest visit was."""

ANSWERS: Final = {5: 52, 4: 31, 3: 11, 2: 4, 1: 2}
"""How often of a hundred each answer is given."""

RATED_DAYS: Final = 27
"""Over how many days before the record ends: what the store's page looks back on."""


def task_rows(
    stores: Iterable[MadeUpStore], products: Sequence[int], shift: Shift
) -> Iterator[tuple[Any, ...]]:
    """The rows of `TASKS`: one for today, one for these days, one for longer; `products` are best sellers."""
    today = shift.last_day + timedelta(days=1)
    shown = json.dumps([OFFSET + number for number in products[:3]])
    for store in stores:
        for place, (title, text, first, last) in enumerate(ASKED):
            days = ((today + timedelta(days=step)).isoformat() for step in (first, last))
            yield (
                _id(f"task {store.id} {place}"), store.id, None, title, text, shown if place == 0 else "[]",
                *days, 1, NOBODY, 0,
            )  # fmt: skip


def appointment_rows(
    households: Iterable[Household], stores: Mapping[int, MadeUpStore], shift: Shift
) -> Iterator[tuple[Any, ...]]:
    """The rows of `APPOINTMENTS`: a few in each store, today and soon, with customers of its own."""
    today = shift.last_day + timedelta(days=1)
    at_home: dict[int, list[int]] = defaultdict(list)
    for household in households:
        at_home[household.home_store].append(household.number)
    for code, numbers in sorted(at_home.items()):
        for number, (days, time, minutes, about) in zip(sorted(numbers), AGREED, strict=False):
            yield (
                _id(f"appointment {number}"), OFFSET + number, stores[code].id, NOBODY,
                f"{today + timedelta(days=days)}T{time}", minutes, about, "agreed", 0,
            )  # fmt: skip


def rating_rows(
    households: Iterable[Household], stores: Mapping[int, MadeUpStore], shift: Shift
) -> Iterator[tuple[Any, ...]]:
    """The rows of `RATINGS`: how some customers found a visit, over the last weeks of the record."""
    for household in households:
        draw = Random(f"rating {household.number}")  # noqa: S311 - the same people in every run
        if draw.random() < WAS_ASKED:
            store = stores[household.home_store]
            ago = draw.randrange(RATED_DAYS) * DAY_MS + draw.randrange(4, 14) * HOUR_MS
            (rating,) = draw.choices([*ANSWERS], [*ANSWERS.values()])
            yield (
                _id(f"rating {household.number}"), OFFSET + household.number, store.id, NOBODY, rating, None,
                shift.opening_ms(store.time_zone) - ago,
            )  # fmt: skip


def sequence_rows() -> Iterator[tuple[Any, ...]]:
    """The rows of `SEQUENCES`: those that come with the product. What HQ has changed stays as it is."""
    text = resources.files("server.sequences").joinpath("starter.json").read_text(encoding="utf-8")
    for sequence in json.loads(text):
        known = {"is_on": 1, "stops_with": ALL_STOPS, "updated_by": NOBODY, "updated_ms": 0} | sequence
        known["steps"] = json.dumps(sequence["steps"], ensure_ascii=False)
        yield tuple(known[column] for column in SEQUENCES.columns)


def _id(name: str) -> str:
    return str(uuid5(_IDS, name))
