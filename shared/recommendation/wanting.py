"""Who would want a product: the customers of a book, by what each has of it and of what leads to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from shared.recommendation.answers import Answer, has_opted_out
from shared.recommendation.history import Sold
from shared.recommendation.known import Known
from shared.recommendation.model import Model
from shared.recommendation.scoring import largest_of
from shared.recommendation.telling import MOST_SOURCES
from shared.recommendation.terms import Term

REPEAT: Final = 0.8
EXPLORE: Final = 0.2


@dataclass(frozen=True, slots=True)
class Person:
    """A customer who may be asked: her purchases of the product and of what leads to it, and her answers."""

    customer_id: int
    lines: Sequence[Sold]
    answers: Sequence[Answer] = ()
    agreed_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Wanting:
    """A customer who would want the product, by the terms of her score, the heaviest first."""

    customer_id: int
    score: float
    terms: tuple[Term, ...]


def leading_to(product_id: int, model: Model | None) -> dict[int, float]:
    """The products whose buyers get weight for this one, with the weight, by product id.

    It is the product's column of the neighbour table, found by its two bytes: reading every row would take a
    hundred times as long.
    """
    number = model.number(product_id) if model else None
    if model is None or number is None:
        return {}
    found: dict[int, float] = {}
    for place in model.rows_naming(number):
        numbers, weights = model.row(place)
        if weight := weights[numbers.index(number)]:
            found[model.items[place]] = weight
    return found


def wanting(
    product_id: int, people: Iterable[Person], *, model: Model | None, now_ms: int, time_zone: str, limit: int
) -> tuple[Wanting, ...]:
    """At most `limit` customers, the likeliest first, equal ones by id.

    Score: REPEAT times what she bought of it plus EXPLORE times what leads to it, each in parts of the
    largest among these customers. Who bought it today, refused it or wants no suggestions is left out.
    """
    leading = leading_to(product_id, model)
    asked = [
        _Asked(each.customer_id, product_id, known, leading)
        for each in people
        if not has_opted_out(each.answers, each.agreed_ms)
        if product_id not in (known := Known.of(each.lines, each.answers, model, now_ms, time_zone)).hidden
    ]
    most_bought = largest_of(each.bought for each in asked)
    most_leading = largest_of(each.led for each in asked)
    ranked = [each.wanting(REPEAT / most_bought, EXPLORE / most_leading) for each in asked]
    return tuple(
        sorted((e for e in ranked if e.score > 0.0), key=lambda e: (-e.score, e.customer_id))[:limit]
    )


class _Asked:
    """What one customer has of the product, and of what leads to it."""

    def __init__(self, customer_id: int, product_id: int, known: Known, leading: dict[int, float]) -> None:
        self._customer_id, self._product_id, self._known = customer_id, product_id, known
        self.bought = known.affinity(product_id) * known.own.get(product_id, 1.0)
        self._led = [
            (product, amount * leading[product])
            for product, number in known.numbers.items()
            if product in leading and (amount := known.sources.get(number))
        ]
        self.led = fsum([added for _, added in self._led]) * known.own.get(product_id, 1.0)

    def wanting(self, repeat: float, explore: float) -> Wanting:
        known = self._known
        terms: list[Term] = []
        if self.bought:
            terms.append(known.again(self._product_id, repeat * self.bought))
        heaviest = sorted(self._led, key=lambda each: (-each[1], each[0]))[:MOST_SOURCES]
        terms += [known.goes_with(product, explore * added) for product, added in heaviest]
        terms.sort(key=lambda term: -term.share)
        return Wanting(self._customer_id, repeat * self.bought + explore * self.led, tuple(terms))
