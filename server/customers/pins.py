"""Pins: one tablet holds a customer of another store for a while, because she stands in front of it.

Whoever pins must name her by the number of her card, which she shows: a tablet cannot go through other
stores' books.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import CompoundSelect, Connection, delete, func, select
from sqlalchemy.orm import Session

from server.customers import merges
from server.customers.models import Customer, PinnedCustomer
from server.customers.service import book_of
from server.errors import Conflict, NotFound
from shared.clock import DAY_MS

PIN_LIFE_MS: Final = DAY_MS
"""A visit lasts a day; who comes back is pinned again."""

MOST_PINS: Final = 50
"""Pins of one tablet at once: a busy day's visitors, and far from another store's book."""


class TooManyPins(Conflict):
    """The tablet holds as many visitors as it may."""

    code = "too_many_pins"


@dataclass(frozen=True, slots=True)
class Pin:
    """Whom a tablet holds, and until when."""

    customer_id: int
    until_ms: int


def find(session: Session, card: str) -> int:
    """The customer with that card, or as whom she goes on; NotFound if nobody has it."""
    found = session.scalar(select(Customer.id).where(Customer.loyalty_number == card))
    if found is None:
        raise NotFound("Nobody has a card with this number. Check each digit.")
    return merges.redirects(session, [found]).get(found, found)


def pin(session: Session, *, device_id: str, customer_id: int, now_ms: int) -> Pin:
    """The tablet holds the customer with everything of hers, from now for a day."""
    expire(session, now_ms)
    until_ms = now_ms + PIN_LIFE_MS
    known = session.get(PinnedCustomer, (device_id, customer_id))
    if known is not None:
        known.until_ms = until_ms
    else:
        count = select(func.count()).where(PinnedCustomer.device_id == device_id)
        if (session.scalar(count) or 0) >= MOST_PINS:
            raise TooManyPins("This tablet holds as many visitors as it may. Let one go first.")
        session.add(PinnedCustomer(device_id=device_id, customer_id=customer_id, until_ms=until_ms))
    session.flush()
    return Pin(customer_id, until_ms)


def unpin(session: Session, *, device_id: str, customer_id: int) -> None:
    """The tablet holds the customer no longer, unless she is in its store's book."""
    session.execute(
        delete(PinnedCustomer).where(
            PinnedCustomer.device_id == device_id, PinnedCustomer.customer_id == customer_id
        )
    )


def have_ended(connection: Connection, now_ms: int) -> bool:
    """True if some pin's time is over; writes nothing."""
    first = connection.execute(select(func.min(PinnedCustomer.until_ms))).scalar()
    return first is not None and first <= now_ms


def expire(connection: Connection | Session, now_ms: int) -> None:
    """No pin whose time is over is left."""
    connection.execute(delete(PinnedCustomer).where(PinnedCustomer.until_ms <= now_ms))


def served_by(store_id: str, device_id: str) -> CompoundSelect[int]:
    """A query of the customers whom a tablet may serve: its store's book, and whoever is pinned to it."""
    pinned = select(PinnedCustomer.customer_id).where(PinnedCustomer.device_id == device_id)
    return book_of([store_id]).union(pinned)
