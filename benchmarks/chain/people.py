"""The chain's customers, what they agreed to, what they like and wear, and the days that matter to them."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from benchmarks.chain.catalogue import COLOURS, DEPARTMENTS, STORE
from benchmarks.chain.moment import TODAY, TODAY_MS
from benchmarks.chain.names import Names
from benchmarks.chain.rows import SOURCE, Rows
from shared.clock import DAY_MS
from shared.ids import scoped_id

_TIERS: Final = ("Member",) * 12 + ("Silver",) * 5 + ("Gold",) * 2 + ("Platinum",)
_CHANNELS: Final = ("email", "phone", "message", None)
_COLUMNS: Final = (
    "id", "given_name", "family_name", "phone", "email", "loyalty_number", "tier", "birthday",
    "home_store_id", "since", "preferred_channel", "attributes",
)  # fmt: skip


def customer_id(number: int) -> int:
    """The identifier of the customer with that number, the first is 0."""
    return scoped_id(SOURCE, number + 1)


def tables(size: int) -> Iterator[Rows]:
    """Everything about that many customers but what they did."""
    yield Rows("customers", _COLUMNS, _customers(size), size)
    asked = ("customer_id", "purpose", "channel", "granted", "at_ms", "operation_id")
    yield Rows("consents", asked, _consents(size), 2 * size)
    told = ("customer_id", "kind", "value", "associate_id", "at_ms")
    yield Rows("customer_preferences", told, _preferences(size), size)
    kept = ("customer_id", "kind", "day", "associate_id", "at_ms")
    yield Rows("customer_dates", kept, _dates(size), size // 12)


def _customers(size: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(1)  # noqa: S311 - repeatable data, not a secret
    names = Names(chance)
    for number in range(size):
        given, family = names.draw()
        digits = f"{chance.randrange(200, 1000)}-555-{chance.randrange(10_000):04}"
        born = TODAY - timedelta(days=chance.randrange(18 * 365, 80 * 365))
        yield (
            customer_id(number), given, family,
            f"+1 {digits}" if chance.random() < 0.9 else None,
            f"{_plain(given)}.{_plain(family)}{number % 97}@example.com" if chance.random() < 0.8 else None,
            f"60{number * 7_919 % 100_000_000:08}",
            chance.choice(_TIERS),
            born.date().isoformat() if chance.random() < 0.7 else None,
            STORE,
            (TODAY - timedelta(days=chance.randrange(30, 3_000))).date().isoformat(),
            chance.choice(_CHANNELS),
            None,
        )  # fmt: skip


def _plain(name: str) -> str:
    split = unicodedata.normalize("NFKD", name.lower())
    return "".join(sign for sign in split if sign.isascii() and sign.isalpha())


def _consents(size: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(2)  # noqa: S311 - repeatable data, not a secret
    for number in range(size):
        at_ms = TODAY_MS - chance.randrange(30, 900) * DAY_MS
        for purpose in ("marketing", "personalization"):
            yield customer_id(number), purpose, "any", int(chance.random() < 0.85), at_ms, None


def _preferences(size: int) -> Iterator[tuple[Any, ...]]:
    """A colour for every other customer, and for the others what they wear."""
    chance = random.Random(3)  # noqa: S311 - repeatable data, not a secret
    for number in range(size):
        at_ms = TODAY_MS - chance.randrange(1, 700) * DAY_MS
        value = chance.choice(COLOURS)
        if number % 2:
            value = f"{DEPARTMENTS[0][0]} {chance.choice(DEPARTMENTS[0][2])}"
        yield customer_id(number), ("likes", "sizes")[number % 2], value, None, at_ms


def _dates(size: int) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(4)  # noqa: S311 - repeatable data, not a secret
    for number in range(size // 12):
        day = TODAY + timedelta(days=chance.randrange(-300, 200))
        kind = chance.choice(("anniversary", "child_birthday", "due_date"))
        yield customer_id(number * 12), kind, day.date().isoformat(), None, TODAY_MS - 50 * DAY_MS
