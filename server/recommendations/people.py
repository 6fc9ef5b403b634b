"""People for a product, and people like other people; only those who let their data be used for it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, intersect, select
from sqlalchemy.orm import Session

from server.catalogue import service as catalogue
from server.customers import service as customers
from server.purchases import buyers
from server.recommendations.cards import named_in
from server.recommendations.current import current
from server.recommendations.service import answers_of
from shared.consent import agreed_ms
from shared.recommendation import Person, leading_to, reason, wanting
from shared.recommendation.lookalikes import likeness, traits

MOST_SHARED: Final = 3
MOST_TRAITS: Final = 2_000
"""What sets a seed apart most; more would be more parameters than a database takes."""


@dataclass(frozen=True, slots=True)
class Match:
    """A customer, how well she fits, and why in plain words."""

    customer_id: int
    given_name: str
    family_name: str
    tier: str
    score: float
    reason: str


def who_wants(session: Session, product_id: int, *, store_id: str, now_ms: int, limit: int) -> list[Match]:
    """The customers of the store's book who would want the product, the likeliest first."""
    catalogue.known_product(session, product_id)
    model, zone = current(session).model, catalogue.store(session, store_id).time_zone
    book = _allowing(customers.book_of([store_id]))
    people = _people(session, book, {product_id, *leading_to(product_id, model)})
    found = wanting(product_id, people, model=model, now_ms=now_ms, time_zone=zone, limit=limit)
    products = catalogue.products(session, named_in(found))
    named = customers.rows_of(session, [each.customer_id for each in found])
    return [
        Match(row.id, row.given_name, row.family_name, row.tier, each.score,
              reason(each, lambda product: products[product].name if product in products else None))
        for each in found
        if (row := named.get(each.customer_id)) is not None
    ]  # fmt: skip


def _people(session: Session, chosen: Select[int], product_ids: Collection[int]) -> list[Person]:
    lines = buyers.bought_by(session, chosen, product_ids)
    said = answers_of(session, chosen)
    consents = customers.consents_of(session, chosen)
    return [
        Person(customer_id, lines.get(customer_id, ()), said.get(customer_id, ()), agreed_ms(words))
        for customer_id, words in sorted(consents.items())
    ]


def _allowing(chosen: Select[int]) -> Select[int]:
    both = intersect(chosen, customers.allowing("personalization")).subquery()
    return select(both.c.customer_id)


def look_alikes(session: Session, seed: Collection[int], *, limit: int) -> list[Match]:
    """The customers most like the seed and not in it, each with what she shares with it.

    Customers of the seed who do not let their data be used are not looked at. Reads every purchase line: a
    matter of seconds for a million of them.
    """
    allowing = customers.allowing("personalization")
    seeds = set(session.scalars(customers.allowing("personalization", among=seed)))
    found = _traits(session, seeds)
    if not found:
        return []
    scored = buyers.weighed(session, allowing, found)
    ranked = sorted(
        (-likeness(weight, products), customer_id)
        for customer_id, weight, products in scored
        if weight > 0.0 and customer_id not in seeds
    )[:limit]
    return _matches(session, ranked, found)


def _traits(session: Session, seeds: Collection[int]) -> dict[int, float]:
    allowing = customers.allowing("personalization")
    everyone = buyers.buyers_of_each(session, allowing)
    found = traits(
        buyers.buyers_of_each(session, seeds), everyone, seeds=len(seeds),
        everyone=session.scalar(select(func.count()).select_from(allowing.subquery())) or 0,
    )  # fmt: skip
    heaviest = sorted(found, key=lambda each: (-found[each], each))[:MOST_TRAITS]
    products = catalogue.recommendable(session, heaviest)
    return {product: found[product] for product in products}


def _matches(session: Session, ranked: Sequence[tuple[float, int]], found: dict[int, float]) -> list[Match]:
    chosen = [customer_id for _, customer_id in ranked]
    shared = {
        customer_id: sorted(had, key=lambda product: (-found[product], product))[:MOST_SHARED]
        for customer_id, had in buyers.had_of(session, chosen, list(found)).items()
    }
    products = catalogue.products(session, {each for some in shared.values() for each in some})
    named = customers.rows_of(session, chosen)
    return [
        Match(row.id, row.given_name, row.family_name, row.tier, -score, _also([
            products[each].name for each in shared[customer_id] if each in products
        ]))
        for score, customer_id in ranked
        if (row := named.get(customer_id)) is not None
    ]  # fmt: skip


def _also(names: Sequence[str]) -> str:
    first = list(dict.fromkeys(names))
    *others, last = first
    return f"Also buys {', '.join(others)} and {last}" if others else f"Also buys {last}"
