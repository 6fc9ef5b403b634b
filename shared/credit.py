"""Sales credit: whom a purchase counts for, and what came of contacts.

A purchase counts once, for the associate who was last in touch with the customer in the days before it: by a
contact, by handing her basket to the till, or by giving her an offer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from shared.clock import DAY_MS

WINDOW_DAYS: Final = 7
"""How long after it a touch still counts: longer, and everything would be somebody's merit."""

CONTACT: Final = "contact"
REDEMPTION: Final = "redemption"
HAND_OVER: Final = "hand_over"
TOUCHES: Final = (CONTACT, REDEMPTION, HAND_OVER)
"""What is nearer to the purchase stands later: at one moment it is the one that counts."""


class Touch(NamedTuple):
    """An associate was in touch with a customer; `kind` is one of TOUCHES."""

    kind: str
    customer_id: int
    associate_id: str
    at_ms: int


class Purchase(NamedTuple):
    """A completed basket, on any channel and in any store; a return has no more than 0."""

    id: int
    customer_id: int
    at_ms: int
    total_minor: int


class Credit(NamedTuple):
    """The purchase counts for that associate, because of a touch of that kind."""

    purchase_id: int
    associate_id: str
    kind: str
    at_ms: int
    total_minor: int


class Followed(NamedTuple):
    """How many customers were contacted, and how many of them bought something within the window."""

    contacted: int
    bought: int


def credit(touches: Iterable[Touch], purchases: Iterable[Purchase]) -> list[Credit]:
    """Whom each purchase counts for, in order; one that nobody had a part in is not there."""
    hers = _by_customer(touches)
    found = []
    for purchase in purchases:
        last = _last_before(hers.get(purchase.customer_id, ()), purchase)
        if last is not None and purchase.total_minor > 0:
            found.append(
                Credit(purchase.id, last.associate_id, last.kind, purchase.at_ms, purchase.total_minor)
            )
    return found


def followed(contacts: Iterable[Touch], purchases: Iterable[Purchase]) -> Followed:
    """What came of contacts, by customer."""
    hers = _by_customer(contacts)
    bought = {
        each.customer_id
        for each in purchases
        if each.total_minor > 0 and _last_before(hers.get(each.customer_id, ()), each) is not None
    }
    return Followed(len(hers), len(bought))


def _by_customer(touches: Iterable[Touch]) -> dict[int, list[Touch]]:
    found: defaultdict[int, list[Touch]] = defaultdict(list)
    for touch in touches:
        found[touch.customer_id].append(touch)
    return dict(found)


def _last_before(touches: Sequence[Touch], purchase: Purchase) -> Touch | None:
    """The latest touch in the window; at one moment the nearer kind, on every tablet the same."""
    window = (
        each for each in touches if each.at_ms <= purchase.at_ms < each.at_ms + WINDOW_DAYS * DAY_MS
    )  # fmt: skip
    return min(
        window, key=lambda each: (-each.at_ms, -TOUCHES.index(each.kind), each.associate_id), default=None
    )
