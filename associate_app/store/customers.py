"""Customers as the replica knows them: the record, the consents, and the store's book."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from associate_app.errors import CustomerNotHere
from associate_app.store import records
from associate_app.store.reading import Snapshot
from shared.consent import Consent
from shared.customer_fields import ALL_PREFERENCES
from shared.merge import name_of_word
from shared.words import _


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
    found = records.of(snapshot, "customers", customer_id)
    if not found:
        raise CustomerNotHere(_("This customer is no longer in your store's book. Search again."))
    return CustomerRecord(*(found[0][name] for name in CustomerRecord._fields))


def consents(snapshot: Snapshot, customer_id: int) -> list[Consent]:
    """The customer's last word on each purpose and channel."""
    rows = records.of(snapshot, "consents", customer_id)
    return [Consent(row["purpose"], row["channel"], bool(row["granted"]), row["at_ms"]) for row in rows]


def name_of_last_word(snapshot: Snapshot, customer_id: int, purpose: str, channel: str) -> str | int | None:
    """What names her last word on that purpose and channel; None if she was never asked."""
    word = records.records(snapshot, customer_id).get(("consents", (customer_id, purpose, channel)))
    return None if word is None else name_of_word(word)


def preferences(snapshot: Snapshot, customer_id: int) -> dict[str, tuple[str, ...]]:
    """What she likes, dislikes and wears, each in the order in which it was noted."""
    rows = sorted(
        records.of(snapshot, "customer_preferences", customer_id),
        key=lambda row: (row["at_ms"], row["value"]),
    )
    return {kind: tuple(row["value"] for row in rows if row["kind"] == kind) for kind in ALL_PREFERENCES}


def life_dates(snapshot: Snapshot, customer_id: int) -> dict[str, tuple[str, ...]]:
    """The days of her life that she told the store of, by kind, each in order."""
    rows = sorted(records.of(snapshot, "customer_dates", customer_id), key=lambda row: row["day"])
    kinds = {row["kind"] for row in rows}
    return {kind: tuple(row["day"] for row in rows if row["kind"] == kind) for kind in kinds}


def book_size(snapshot: Snapshot) -> int:
    """How many customers the book holds, with those who were just made here."""
    counted = snapshot.row("SELECT count(*) FROM customers")
    return (int(counted[0]) if counted else 0) + len(snapshot.created)


def recent(snapshot: Snapshot, limit: int) -> list[BookRow]:
    """The book, the most recent visit first; who was just made here before, who never came after, by name."""
    new = [_new(snapshot, key) for key in snapshot.created[:limit]]
    limit -= len(new)
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
    return new + [_current(snapshot, BookRow(*row)) for row in came + rest]


def by_ids(snapshot: Snapshot, ids: Sequence[int]) -> dict[int, BookRow]:
    """The book's rows of these customers, also of those who were just made here."""
    rows = snapshot.rows(
        _BOOK.format(source="customers c LEFT JOIN customer_visits v ON v.customer_id = c.id")
        + " WHERE c.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(ids)),),
    )
    found = {row[0]: _current(snapshot, BookRow(*row)) for row in rows}
    return found | {key: _new(snapshot, key) for key in snapshot.created if key in set(ids)}


def birthdays(snapshot: Snapshot, ids: Collection[int]) -> dict[int, str | None]:
    """The birthdays of those of the customers who are here, with what is pending."""
    found = ((key, records.of(snapshot, "customers", key)) for key in sorted(ids))
    return {key: rows[0]["birthday"] for key, rows in found if rows}


_EDITABLE: Final = ("given_name", "family_name", "phone", "email")


def _new(snapshot: Snapshot, customer_id: int) -> BookRow:
    """The row of somebody whom HQ does not know yet."""
    her = customer(snapshot, customer_id)
    return BookRow(
        her.id, her.given_name, her.family_name, her.tier, her.phone, her.email, her.loyalty_number,
        last_visit_ms=None, last_store=None,
    )  # fmt: skip


def _current(snapshot: Snapshot, row: BookRow) -> BookRow:
    """The row with what was just written about her here."""
    if row.id not in snapshot.changed:
        return row
    now = customer(snapshot, row.id)
    return row._replace(**{name: getattr(now, name) for name in _EDITABLE})
