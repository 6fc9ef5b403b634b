"""Households become customers: made-up people with a tier, a home store, consents and the stores' books."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np

from server.customers.models import ClientBookEntry, ConsentRecord, Customer
from server.integrations.baskets import Baskets
from server.integrations.catalogue import OFFSET
from server.integrations.dates import Shift
from server.integrations.people import SEED, make_up_person
from server.integrations.reader import FileShape, none_of, read, seen_before
from server.integrations.report import BadRowReport
from server.integrations.stores import MadeUpStore
from server.integrations.writer import Target
from shared.clock import DAY_MS

DEMOGRAPHICS: Final = FileShape(
    "demographics",
    {
        "household_id": "number",
        "age": "text",
        "income": "text",
        "home_ownership": "text",
        "marital_status": "text",
        "household_size": "text",
        "household_comp": "text",
        "kids_count": "text",
    },
    {"household_id": "household"},
)
CUSTOMERS: Final = Target(
    Customer,
    (
        "id", "given_name", "family_name", "phone", "email", "loyalty_number", "tier", "birthday",
        "home_store_id", "since", "preferred_channel", "attributes",
    ),
)  # fmt: skip
SIGN_UP: Final = "loyalty sign-up form"
CONSENTS: Final = Target(
    ConsentRecord,
    ("customer_id", "purpose", "channel", "granted", "at_ms", "wording", "source"),
    only_where=f"there.source = '{SIGN_UP}'",
)
CLIENT_BOOK: Final = Target(ClientBookEntry, ("store_id", "customer_id"))
WORDINGS: Final = {
    "personalization": "You may use what I buy to suggest things that suit me.",
    "marketing": "You may send me news and offers.",
}
NEVER_ASKED: Final = {"personalization": 0.03, "marketing": 0.10}
GRANTED: Final = {"personalization": 0.92, "marketing": 0.75}
NO_PHONE_CALLS: Final = 0.08
TIER_SHARES: Final = (("VIP", 0.03), ("Gold", 0.12), ("Silver", 0.25))


@dataclass(frozen=True, slots=True)
class Household:
    """What the purchases say about one household."""

    number: int
    first_wall_ms: int
    home_store: int
    tier: str


def households_of(baskets: Baskets) -> list[Household]:
    """Every household that bought something, in order of its number."""
    numbers, position = np.unique(baskets.household, return_inverse=True)
    spend = np.zeros(len(numbers), dtype=np.int64)
    np.add.at(spend, position, baskets.total)
    first = np.full(len(numbers), np.iinfo(np.int64).max)
    np.minimum.at(first, position, baskets.wall_ms)
    homes = _home_stores(baskets)
    tiers = _tiers(dict(zip(numbers.tolist(), spend.tolist(), strict=True)))
    return [
        Household(number, earliest, homes[number], tiers[number])
        for number, earliest in zip(numbers.tolist(), first.tolist(), strict=True)
    ]


def _home_stores(baskets: Baskets) -> dict[int, int]:
    """Each household's store of most visits; of equals, the one with the smaller code."""
    pairs = np.stack((baskets.household, baskets.store.astype(np.int64)), axis=1)
    visited, visits = np.unique(pairs, axis=0, return_counts=True)
    order = np.lexsort((-visited[:, 1], visits, visited[:, 0]))
    return dict(visited[order].tolist())


def _tiers(spend: Mapping[int, int]) -> dict[int, str]:
    """Tiers by a year's spend: VIP the top 3 %, Gold the next 12 %, Silver the next 25 %."""
    ranked = sorted(spend, key=lambda number: (-spend[number], number))
    tiers = dict.fromkeys(ranked, "Member")
    begin = 0.0
    for tier, share in TIER_SHARES:
        for number in ranked[round(begin * len(ranked)) : round((begin + share) * len(ranked))]:
            tiers[number] = tier
        begin += share
    return tiers


def read_demographics(folder: Path, known: set[int], report: BadRowReport) -> dict[int, dict[str, str]]:
    """What is known about some households; rows about others are in the report."""
    found: dict[int, dict[str, str]] = {}
    seen: set[int] = set()
    for batch in read(folder, DEMOGRAPHICS, report):
        numbers = batch.columns["household_id"].tolist()
        bad = [
            (none_of(numbers, known), "the household has no purchases"),
            (seen_before(numbers, seen), "the household is described already"),
        ]
        good = batch.rejecting(bad, report)
        columns = [good.columns[name].tolist() for name in DEMOGRAPHICS.columns]
        for number, *values in zip(*columns, strict=True):
            names = list(DEMOGRAPHICS.columns)[1:]
            found[number] = {name: value for name, value in zip(names, values, strict=True) if value}
    return found


def customer_rows(
    households: list[Household],
    demographics: Mapping[int, Mapping[str, str]],
    stores: Mapping[int, MadeUpStore],
    shift: Shift,
) -> Iterator[tuple[Any, ...]]:
    """The rows of `CUSTOMERS`."""
    for household in households:
        known = demographics.get(household.number, {})
        home = stores[household.home_store]
        person = make_up_person(
            household.number,
            age_band=known.get("age"),
            region=home.region,
            first_visit=date.fromisoformat(shift.day(household.first_wall_ms)),
            last_day=shift.last_day,
        )
        yield (
            OFFSET + household.number, person.given_name, person.family_name, person.phone, person.email,
            person.loyalty_number, household.tier, person.birthday, home.id, person.since,
            person.preferred_channel, json.dumps(known, ensure_ascii=False, sort_keys=True),
        )  # fmt: skip


def consent_rows(households: list[Household], shift: Shift) -> Iterator[tuple[Any, ...]]:
    """The rows of `CONSENTS`: most have agreed, some have taken it back, a few were never asked."""
    for household in households:
        draw = Random(f"{SEED}:consent:{household.number}")  # noqa: S311 - the same on every machine
        asked_ms = household.first_wall_ms + shift.days * DAY_MS
        for purpose, wording in WORDINGS.items():
            luck, later = draw.random(), draw.randrange(200)
            if luck < NEVER_ASKED[purpose]:
                continue
            granted = luck > 1 - GRANTED[purpose]
            at_ms = asked_ms if granted else min(asked_ms + later * DAY_MS, _end_ms(shift))
            customer = OFFSET + household.number
            yield customer, purpose, "any", int(granted), at_ms, wording, SIGN_UP
            if purpose == "marketing" and granted and draw.random() < NO_PHONE_CALLS:
                yield customer, purpose, "phone", 0, at_ms, "Please do not call me.", SIGN_UP


def _end_ms(shift: Shift) -> int:
    return (shift.last_day - date(1970, 1, 1)).days * DAY_MS


def client_book_rows(baskets: Baskets) -> Iterator[tuple[Any, ...]]:
    """The rows of `CLIENT_BOOK`: a store looks after everybody who bought there."""
    pairs = np.stack((baskets.store.astype(np.int64), baskets.household), axis=1)
    for store, household in np.unique(pairs, axis=0).tolist():
        yield str(store), OFFSET + household
