"""Everybody in the store's book at once, as far as one product is concerned."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection

from associate_app.store import customers
from associate_app.store.reading import Snapshot
from shared.consent import Consent, agreed_ms, may_use
from shared.recommendation import Answer, Bought
from shared.recommendation.wanting import Person


def people(snapshot: Snapshot, product_ids: Collection[int]) -> list[Person]:
    """Who lets it use her data, with her purchases of these products and all that she answered."""
    lines, said = _purchases(snapshot, product_ids), _answers(snapshot)
    return [
        Person(customer_id, lines[customer_id], said[customer_id], agreed_ms(consents))
        for customer_id, consents in _consents(snapshot).items()
        if may_use(consents, "personalization").allowed
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


def _answers(snapshot: Snapshot) -> defaultdict[int, list[Answer]]:
    found = defaultdict(list)
    rows = snapshot.rows("SELECT customer_id, product_id, answer, at_ms FROM recommendation_answers")
    for customer_id, *answer in rows:
        found[customer_id].append(Answer(*answer))
    for row in snapshot.pending("recommendation_answers"):
        found[row["customer_id"]].append(Answer(row["product_id"], row["answer"], row["at_ms"]))
    return found


def _consents(snapshot: Snapshot) -> dict[int, list[Consent]]:
    found: dict[int, list[Consent]] = {}
    rows = snapshot.rows("SELECT customer_id, purpose, channel, granted, at_ms FROM consents")
    for customer_id, purpose, channel, granted, at_ms in rows:
        found.setdefault(customer_id, []).append(Consent(purpose, channel, bool(granted), at_ms))
    for customer_id in snapshot.changed:  # what was just written here is not in the rows yet
        found[customer_id] = customers.consents(snapshot, customer_id)
    return found
