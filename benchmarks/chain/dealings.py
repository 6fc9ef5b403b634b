"""What passed between store and customers beside purchases: notes, answers, clicks, promises, contacts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from benchmarks.chain.associate import ASSOCIATE_ID
from benchmarks.chain.catalogue import PRODUCTS, STORE, product_id
from benchmarks.chain.moment import TODAY, TODAY_MS
from benchmarks.chain.people import customer_id
from benchmarks.chain.rows import Rows
from shared.clock import DAY_MS
from shared.ids import uuid7

_NOTES: Final = (
    "Shops for her mother, too.",
    "Prefers wool.",
    "Asked for petite sizes.",
    "Likes to be called.",
)
_ANSWERS: Final = ("liked", "not_now", "owns", "bought")
_WHO: Final = ("id", "customer_id", "store_id", "associate_id")


def tables(size: int) -> Iterator[Rows]:
    """All dealings with that many customers; a few times as many as there are customers."""
    third, half, few = size // 3, size // 2, size // 50
    yield Rows("interactions", (*_WHO, "kind", "text", "at_ms"), _notes(third), third)
    said = (*_WHO, "product_id", "answer", "at_ms")
    yield Rows("recommendation_answers", said, _answers(third, size), third)
    clicks = ("id", "customer_id", "kind", "product_id", "at_ms")
    yield Rows("behaviour_events", clicks, _clicks(half, size), half)
    yield Rows("follow_ups", (*_WHO, "text", "due_on", "at_ms"), _promises(few, size), few)
    made = (*_WHO, "action", "subject", "outcome", "channel", "text", "at_ms")
    yield Rows("action_outcomes", made, _contacts(size // 5, size), size // 5)


class _Drawing:
    """Draws customers, moments and identifiers; the same for the same seed."""

    def __init__(self, seed: int, size: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - repeatable data, not a secret
        self._size = size

    def who(self, number: int, days: int) -> tuple[int, tuple[Any, ...]]:
        """When, and an identifier, a customer, the store and its associate."""
        at_ms = TODAY_MS - self.chance.randrange(DAY_MS, days * DAY_MS)
        whose = customer_id(number * 7 % self._size)
        return at_ms, (uuid7(at_ms, self.chance.randbytes), whose, STORE, ASSOCIATE_ID)

    def product(self) -> int:
        """Any product."""
        return product_id(self.chance.randrange(PRODUCTS))


def _notes(count: int) -> Iterator[tuple[Any, ...]]:
    drawing = _Drawing(21, max(1, count * 3))
    for number in range(count):
        at_ms, who = drawing.who(number, 700)
        yield *who, "note", drawing.chance.choice(_NOTES), at_ms


def _answers(count: int, size: int) -> Iterator[tuple[Any, ...]]:
    drawing = _Drawing(22, size)
    for number in range(count):
        at_ms, who = drawing.who(number, 400)
        yield *who, drawing.product(), drawing.chance.choice(_ANSWERS), at_ms


def _clicks(count: int, size: int) -> Iterator[tuple[Any, ...]]:
    drawing = _Drawing(23, size)
    for number in range(count):
        at_ms, who = drawing.who(number, 60)
        yield *who[:2], "carted" if number % 8 == 0 else "viewed", drawing.product(), at_ms


def _promises(count: int, size: int) -> Iterator[tuple[Any, ...]]:
    drawing = _Drawing(24, size)
    for number in range(count):
        at_ms, who = drawing.who(number, 60)
        due = TODAY + timedelta(days=drawing.chance.randrange(-5, 30))
        yield *who, "Call about the alteration", due.date().isoformat(), at_ms


def _contacts(count: int, size: int) -> Iterator[tuple[Any, ...]]:
    drawing = _Drawing(25, size)
    for number in range(count):
        at_ms, who = drawing.who(number, 365)
        yield *who, "lapsing", "", "done", "message", "We have missed you", at_ms
