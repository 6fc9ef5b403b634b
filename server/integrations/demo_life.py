"""What the record does not have: clicks, days of lives, promises. Made up from a seed, the same everywhere.

Only customers who agreed to personalization have any. Nothing is about a real person.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from importlib import resources
from itertools import islice
from random import Random
from typing import Any, Final

import numpy as np

from server.behaviour.models import BehaviourEvent
from server.customers.models import LifeDateRecord
from server.follow_ups.models import FollowUp
from server.guides.models import GuideRecord
from server.integrations.catalogue import OFFSET
from server.integrations.customers import Household, consent_rows
from server.integrations.dates import Shift
from server.integrations.people import SEED
from server.integrations.stores import MadeUpStore
from server.integrations.transactions import Lines
from server.integrations.writer import Target
from server.messages.models import TemplateRecord
from shared.clock import DAY_MS

EVENTS: Final = Target(BehaviourEvent, ("id", "customer_id", "kind", "product_id", "at_ms"))
DATES: Final = Target(LifeDateRecord, ("customer_id", "kind", "day", "associate_id", "at_ms"))
PROMISES: Final = Target(
    FollowUp, ("id", "customer_id", "store_id", "associate_id", "text", "due_on", "at_ms")
)
GUIDES: Final = Target(
    GuideRecord,
    (
        "id", "title", "text", "tie", "about", "first_day", "last_day", "department", "is_on", "updated_by",
        "updated_ms",
    ),
    only_where="there.updated_ms = 0",
)  # fmt: skip
TEMPLATES: Final = Target(
    TemplateRecord,
    ("id", "name", "channel", "purpose", "language", "text", "is_on", "updated_by", "updated_ms"),
    only_where="there.updated_ms = 0",
)

SHOPS_ONLINE: Final = 0.22
MOST_WANTED: Final = 600
"""Products that people look at online: the best sellers."""

EXPECTING: Final = 0.02
HAS_CHILD: Final = 0.35
WAS_PROMISED: Final = 0.03
NOBODY: Final = ""
"""Who noted it: no associate who could be asked."""

THINGS_PROMISED: Final = (
    "Say when the rye bread is back",
    "Ask how the party platter was",
    "Put the gluten-free flour aside",
    "Call about the wine that was asked for",
    "Say when the new yogurt has come",
    "Show where the spices are now",
)


def agreed(households: Sequence[Household], shift: Shift) -> list[Household]:
    """Those who let their data be used to personalize."""
    granted = {
        customer for customer, purpose, _, yes, *_ in consent_rows(list(households), shift)
        if purpose == "personalization" and yes
    }  # fmt: skip
    return [each for each in households if OFFSET + each.number in granted]


def wanted_products(lines: Lines, recommendable: Collection[int]) -> list[int]:
    """The numbers of the best sellers, the most bought first."""
    numbers, times = np.unique(lines.product, return_counts=True)
    ranked = numbers[np.lexsort((numbers, -times))].tolist()
    return list(islice((number for number in ranked if number in recommendable), MOST_WANTED))


def event_rows(
    households: Sequence[Household], products: Sequence[int], shift: Shift
) -> Iterator[tuple[Any, ...]]:
    """The rows of `EVENTS`: looks and carts of the last two weeks."""
    for household in households:
        draw = _draw("online", household)
        if draw.random() >= SHOPS_ONLINE or not products:
            continue
        for number in range(draw.randint(1, 3)):
            product = draw.choice(products)
            kind = "carted" if draw.random() < 0.3 else "viewed"
            for look in range(1 if kind == "carted" else draw.randint(1, 4)):
                back_ms = draw.randint(1, 14 * 24) * DAY_MS // 24
                yield (
                    f"demo-{household.number}-{number}-{look}", OFFSET + household.number, kind,
                    OFFSET + product, _end_ms(shift) - back_ms,
                )  # fmt: skip


def date_rows(
    households: Sequence[Household], demographics: Mapping[int, Mapping[str, str]], shift: Shift
) -> Iterator[tuple[Any, ...]]:
    """The rows of `DATES`: a few expect a child, and who has one may have told its birthday."""
    for household in households:
        draw, known = _draw("dates", household), demographics.get(household.number, {})
        luck, day, years = draw.random(), draw.randrange(365), draw.randint(1, 11)
        at_ms = household.first_wall_ms + shift.days * DAY_MS
        if luck < EXPECTING and known.get("age") not in ("55-64", "65+"):
            yield (
                OFFSET + household.number,
                "due_date",
                _coming(day, shift.last_day).isoformat(),
                NOBODY,
                at_ms,
            )
        elif known.get("kids_count", "0") not in ("0", "None/Unknown") and luck < HAS_CHILD:
            born = date(shift.last_day.year - years, 1, 1) + timedelta(days=day)
            yield OFFSET + household.number, "child_birthday", born.isoformat(), NOBODY, at_ms


def promise_rows(
    households: Sequence[Household], stores: Mapping[int, MadeUpStore], shift: Shift
) -> Iterator[tuple[Any, ...]]:
    """The rows of `PROMISES`: some late, some due, some for later."""
    for household in households:
        draw = _draw("promise", household)
        if draw.random() < WAS_PROMISED:
            due_on = shift.last_day + timedelta(days=draw.randint(-2, 9))
            yield (
                f"demo-{household.number}", OFFSET + household.number, stores[household.home_store].id,
                NOBODY, draw.choice(THINGS_PROMISED), due_on.isoformat(), _end_ms(shift) - 9 * DAY_MS,
            )  # fmt: skip


def guide_rows() -> Iterator[tuple[Any, ...]]:
    """The rows of `GUIDES`: those that come with the product. What HQ has changed stays as it is."""
    yield from _starters("server.guides", GUIDES)


def template_rows() -> Iterator[tuple[Any, ...]]:
    """The rows of `TEMPLATES`: those that come with the product. What HQ has changed stays as it is."""
    yield from _starters("server.messages", TEMPLATES)


def _starters(package: str, target: Target) -> Iterator[tuple[Any, ...]]:
    text = resources.files(package).joinpath("starter.json").read_text(encoding="utf-8")
    for starter in json.loads(text):
        known = {"is_on": 1, "updated_by": NOBODY, "updated_ms": 0} | starter
        yield tuple(known[column] for column in target.columns)


def _draw(about: str, household: Household) -> Random:
    return Random(f"{SEED}:{about}:{household.number}")  # noqa: S311 - the same on every machine


def _coming(day_of_year: int, last_day: date) -> date:
    """That day of the year, in the year in which it lies ahead or is just over: it moves once a year."""
    day, after = timedelta(days=day_of_year), last_day - timedelta(days=30)
    return next(on for year in (0, 1) if (on := date(last_day.year + year, 1, 1) + day) >= after)


def _end_ms(shift: Shift) -> int:
    return (shift.last_day - date(1970, 1, 1)).days * DAY_MS
