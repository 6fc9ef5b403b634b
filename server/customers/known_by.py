"""Customers known by what a file says of them: their number, their loyalty card, their e-mail address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.customers import merges
from server.customers.models import Customer

_AT_ONCE: Final = 20_000

Key = TypeVar("Key", int, str)


def by_number(session: Session, numbers: Iterable[int]) -> dict[int, int]:
    """By her number, as whom each customer goes on; nobody who is not there."""
    found: dict[int, int] = {}
    for some in _in_turn(numbers):
        there = session.scalars(select(Customer.id).where(Customer.id.in_(some))).all()
        found |= _going_on(session, {each: each for each in there})
    return found


def by_card(session: Session, cards: Iterable[str]) -> dict[str, int]:
    """By her loyalty number, the customer."""
    found: dict[str, int] = {}
    card = Customer.loyalty_number
    for some in _in_turn(cards):
        rows = session.execute(select(card, Customer.id).where(card.in_(some)))
        found |= _going_on(session, {key: whose for key, whose in rows if key})
    return found


def by_email(session: Session, addresses: Iterable[str]) -> dict[str, int | None]:
    """By the address, however it is written, the customer; None if several have it, and they are several."""
    found: dict[str, int | None] = {}
    lowered = func.lower(Customer.email)
    for some in _in_turn({each.lower() for each in addresses}):
        whose: dict[str, set[int]] = {}
        for address, customer_id in session.execute(select(lowered, Customer.id).where(lowered.in_(some))):
            whose.setdefault(address, set()).add(customer_id)
        ends = _going_on(session, {each: each for ids in whose.values() for each in ids})
        for address, ids in whose.items():
            (*others, last) = {ends[each] for each in ids}
            found[address] = None if others else last
    return found


def _going_on(session: Session, found: dict[Key, int]) -> dict[Key, int]:
    """The same, each customer as whom she goes on if she was merged."""
    ends = merges.redirects(session, set(found.values()))
    return {key: ends.get(whose, whose) for key, whose in found.items()}


def _in_turn(keys: Iterable[Key]) -> Iterator[list[Key]]:
    ordered = sorted(set(keys))
    for first in range(0, len(ordered), _AT_ONCE):
        yield ordered[first : first + _AT_ONCE]
