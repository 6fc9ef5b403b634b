"""Who of the book may be the same person as somebody else: found by indexes, judged by the rule."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from typing import Final

from associate_app.store import records, search
from associate_app.store.name_words import NameWords
from associate_app.store.reading import Snapshot
from shared.customer_fields import OTHERS
from shared.duplicates import Duplicate, Identity, digits_of, duplicates, phone_key
from shared.names import words_of

MOST_COMPARED: Final = 200
"""Of each way to find somebody: whoever shares a name with more people is not found by her name."""


def look_alikes(
    snapshot: Snapshot, her: Identity, names: NameWords, version: Hashable
) -> list[tuple[Identity, Duplicate]]:
    """Who may be the same person, the surest first, with what was just written here.

    Nobody of whom it was said that she is somebody else.
    """
    found = _candidates(snapshot, her, names, version) - set(snapshot.merged_away)
    known = {each.id: each for each in _identities(snapshot, found)}
    alike = [(known[each.id], each) for each in duplicates(her, known.values())]
    return [each for each in alike if not _are_told_apart(snapshot, her.id, each[0].id)]


def _are_told_apart(snapshot: Snapshot, one: int, other: int) -> bool:
    """Whichever of the two was before the associate when it was said."""
    return any(
        row["kind"] == OTHERS and row["value"] == str(second)
        for first, second in ((one, other), (other, one))
        for row in records.of(snapshot, "customer_preferences", first)
    )


def _candidates(snapshot: Snapshot, her: Identity, names: NameWords, version: Hashable) -> set[int]:
    found = set(snapshot.changed)
    key, digits = phone_key(her.phone), digits_of(her.phone)
    if key:
        found.update(search.with_phone_digits(snapshot, min(key, digits, key=len))[:MOST_COMPARED])
    if her.email:
        found.update(search.with_email(snapshot, her.email)[:MOST_COMPARED])
    if her.card:
        found.update(_ids(snapshot, "loyalty_number = ?", her.card))
    if her.birthday:
        found.update(_ids(snapshot, "substr(birthday, 6) = substr(?1, 6) AND birthday = ?1", her.birthday))
    if len(words_of(her.name)) > 1:
        found.update(search.with_alike_names(snapshot, her.name, names, version)[:MOST_COMPARED])
    return found


def _ids(snapshot: Snapshot, condition: str, value: str) -> list[int]:
    rows = snapshot.rows(f"SELECT id FROM customers WHERE {condition} LIMIT {search.MOST_HITS}", (value,))
    return [key for (key,) in rows]


def _identities(snapshot: Snapshot, customer_ids: Iterable[int]) -> Iterable[Identity]:
    """What their records say, with what is pending."""
    ids = set(customer_ids)
    for key in ids & snapshot.changed:
        for row in records.of(snapshot, "customers", key):
            yield Identity(
                key, f"{row['given_name']} {row['family_name']}", row["phone"], row["email"],
                row["loyalty_number"], row["birthday"],
            )  # fmt: skip
    stored = snapshot.rows(
        "SELECT id, given_name || ' ' || family_name, phone, email, loyalty_number, birthday FROM customers"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(ids - snapshot.changed)),),
    )
    yield from (Identity(*row) for row in stored)
