"""Customers as the replica knows them: the record, the consents, and the store's book."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from associate_app.errors import CustomerNotHere
from associate_app.store.reading import Snapshot
from shared.consent import Consent


class CustomerRecord(NamedTuple):
    """A customer's own columns."""

    id: int
    given_name: str
    family_name: str
    phone: str | None
    email: str | None
    loyalty_number: str | None
    tier: str
    birthday: str | None
    home_store_id: str | None
    since: str | None
    preferred_channel: str | None


class BookRow(NamedTuple):
    """A customer as a list shows her, with her last visit."""

    id: int
    given_name: str
    family_name: str
    tier: str
    phone: str | None
    email: str | None
    loyalty_number: str | None
    last_visit_ms: int | None
    last_store: str | None


_BOOK = """
    SELECT c.id, c.given_name, c.family_name, c.tier, c.phone, c.email, c.loyalty_number, v.at_ms, s.name
    FROM {source} LEFT JOIN stores s ON s.id = v.store_id
"""


def customer(snapshot: Snapshot, customer_id: int) -> CustomerRecord:
    """The customer; CustomerNotHere if she is not, or no longer, in this store's book."""
    found = snapshot.row(
        f"SELECT {', '.join(CustomerRecord._fields)} FROM customers WHERE id = ?", (customer_id,)
    )
    if found is None:
        raise CustomerNotHere("This customer is no longer in your store's book. Search again.")
    return CustomerRecord(*found)


def consents(snapshot: Snapshot, customer_id: int) -> list[Consent]:
    """The customer's last word on each purpose and channel."""
    rows = snapshot.rows(
        "SELECT purpose, channel, granted, at_ms FROM consents WHERE customer_id = ?", (customer_id,)
    )
    return [Consent(purpose, channel, bool(granted), at_ms) for purpose, channel, granted, at_ms in rows]


def book_size(snapshot: Snapshot) -> int:
    """How many customers the book holds."""
    counted = snapshot.row("SELECT count(*) FROM customers")
    return int(counted[0]) if counted else 0


def recent(snapshot: Snapshot, limit: int) -> list[BookRow]:
    """The book, the most recent visit first; customers who never came last, by name."""
    came = snapshot.rows(
        _BOOK.format(source="customer_visits v JOIN customers c ON c.id = v.customer_id")
        + " ORDER BY v.at_ms DESC, c.id LIMIT ?",
        (limit,),
    )
    never = (
        _BOOK.format(source="customers c LEFT JOIN customer_visits v ON v.customer_id = c.id")
        + " WHERE v.customer_id IS NULL ORDER BY c.family_name, c.given_name, c.id LIMIT ?"
    )
    rest = snapshot.rows(never, (limit - len(came),)) if len(came) < limit else []
    return [BookRow(*row) for row in came + rest]


def by_ids(snapshot: Snapshot, ids: Sequence[int]) -> dict[int, BookRow]:
    """The book's rows of these customers."""
    rows = snapshot.rows(
        _BOOK.format(source="customers c LEFT JOIN customer_visits v ON v.customer_id = c.id")
        + " WHERE c.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    return {row[0]: BookRow(*row) for row in rows}
