"""Everybody in the store's book at once, as far as one product is concerned."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from typing import Final

from associate_app.store import customers
from associate_app.store.reading import Snapshot
from shared.consent import Consent, agreed_ms, may_use
from shared.recommendation import Answer, Bought
from shared.recommendation.wanting import Person


def people(snapshot: Snapshot, product_ids: Collection[int]) -> list[Person]:
    """Who lets it use her data and bought one of these products or said something of one, with that and with
    all that she answered: nobody else can be known to want what they lead to."""
    lines, wanted = _purchases(snapshot, product_ids), json.dumps(list(product_ids))
    asked = (
        "SELECT customer_id FROM recommendation_answers WHERE product_id IN (SELECT value FROM json_each(?))"
    )
    ids = set(lines) | {customer_id for (customer_id,) in snapshot.rows(asked, (wanted,))}
    ids |= {row["customer_id"] for row in snapshot.pending("recommendation_answers")}
    said, told = _answers(snapshot, ids), _consents(snapshot, ids)
    return [
        Person(customer_id, lines[customer_id], said[customer_id], agreed_ms(told[customer_id]))
        for customer_id in sorted(ids)
        if may_use(told[customer_id], "personalization").allowed
    ]


def _purchases(snapshot: Snapshot, product_ids: Collection[int]) -> defaultdict[int, list[Bought]]:
    found = defaultdict(list)
    rows = snapshot.rows(
        "SELECT l.customer_id, l.product_id, p.at_ms, l.quantity FROM purchase_lines l"
        " JOIN purchases p ON p.id = l.purchase_id WHERE l.product_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(product_ids)),),
    )
    for customer_id, *bought in rows:
        found[customer_id].append(Bought(*bought))
    return found


_THEIRS: Final = "WHERE customer_id IN (SELECT value FROM json_each(?))"


def _answers(snapshot: Snapshot, customer_ids: Collection[int]) -> defaultdict[int, list[Answer]]:
    found = defaultdict(list)
    rows = snapshot.rows(
        f"SELECT customer_id, product_id, answer, at_ms FROM recommendation_answers {_THEIRS}",
        (json.dumps(list(customer_ids)),),
    )
    for customer_id, *answer in rows:
        found[customer_id].append(Answer(*answer))
    for row in snapshot.pending("recommendation_answers"):
        found[row["customer_id"]].append(Answer(row["product_id"], row["answer"], row["at_ms"]))
    return found


def _consents(snapshot: Snapshot, customer_ids: Collection[int]) -> defaultdict[int, list[Consent]]:
    found: defaultdict[int, list[Consent]] = defaultdict(list)
    rows = snapshot.rows(
        f"SELECT customer_id, purpose, channel, granted, at_ms FROM consents {_THEIRS}",
        (json.dumps(list(customer_ids)),),
    )
    for customer_id, purpose, channel, granted, at_ms in rows:
        found[customer_id].append(Consent(purpose, channel, bool(granted), at_ms))
    for customer_id in snapshot.changed & set(customer_ids):  # what was just written here is not in the rows
        found[customer_id] = customers.consents(snapshot, customer_id)
    return found
