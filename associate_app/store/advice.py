"""What the next best action is decided on, read for some customers at once: one question a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from associate_app.store import records
from associate_app.store.reading import Snapshot
from shared.clock import DAY_MS
from shared.customer_fields import WISHES
from shared.guides import Guide, guide_from_row
from shared.lapsing import Fit
from shared.next_action import Rules, rules_of
from shared.next_action.gathering import OWNED_DAYS, Article, Click, Spent

Rows = list[dict[str, Any]]

LONGEST_OF_CLICKS_DAYS: Final = 90
AGAIN_DAYS: Final = 30


ALL_PARTS: Final = frozenset({"consents", "preferences", "dates", "promises", "outcomes", "answers"})


class BoughtLine(NamedTuple):
    """A product on one of her latest purchases."""

    product_id: int
    at_ms: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Orders:
    """What HQ and the model say for everybody."""

    rules: Rules
    guides: tuple[Guide, ...]
    fit: Fit | None


@dataclass(slots=True)
class Known:
    """What the tablet knows of one customer, row by row; pending work is in it."""

    record: Mapping[str, Any]
    consents: Rows = field(default_factory=list)
    preferences: Rows = field(default_factory=list)
    dates: Rows = field(default_factory=list)
    promises: Rows = field(default_factory=list)
    outcomes: Rows = field(default_factory=list)
    answers: Rows = field(default_factory=list)
    clicks: list[Click] = field(default_factory=list)
    purchases: list[Spent] = field(default_factory=list)
    lines: list[BoughtLine] = field(default_factory=list)
    arrived_ms: int | None = None
    again_ms: dict[int, int] = field(default_factory=dict)

    @property
    def wished(self) -> set[int]:
        """The products on her wish list."""
        return {int(row["value"]) for row in self.preferences if row["kind"] == WISHES}

    @property
    def products(self) -> set[int]:
        """Every product that she bought lately, looked at or wishes for."""
        bought = {line.product_id for line in self.lines}
        return bought | {click.product_id for click in self.clicks} | self.wished


def orders(snapshot: Snapshot) -> Orders:
    """The rules as HQ has them, its guides, and the fitted rhythm, if one has come."""
    latest = snapshot.row("SELECT parameters FROM lapsing_fits ORDER BY as_of DESC LIMIT 1")
    fitted = json.loads(latest[0]) if latest else None
    return Orders(
        rules(snapshot),
        guides(snapshot),
        Fit(fitted["r"], fitted["alpha"], fitted["a"], fitted["b"]) if fitted else None,
    )


def rules(snapshot: Snapshot) -> Rules:
    """What may be said and how often, as HQ has it."""
    return rules_of(_read(snapshot, "action_rules", ("kind", "is_on", "weight", "rest_days", "settings")))


def guides(snapshot: Snapshot) -> tuple[Guide, ...]:
    """HQ's guides."""
    names = tuple(Guide.__dataclass_fields__)
    rows = _read(snapshot, "guides", names, "ORDER BY first_day, id")
    return tuple(guide_from_row(row) for row in rows)


def people(
    snapshot: Snapshot, customer_ids: Sequence[int], parts: frozenset[str] = ALL_PARTS
) -> dict[int, Known]:
    """What was said by and about those of the customers who are in this store's book: the parts asked for."""
    found = {row["id"]: Known(row) for row in _about(snapshot, "customers", "id", _CUSTOMER, customer_ids)}
    ids = list(found)
    for collection, part, columns in (each for each in _PARTS if each[1] in parts):
        for row in _about(snapshot, collection, "customer_id", columns, ids):
            getattr(found[row["customer_id"]], part).append(row)
    return found


def known(snapshot: Snapshot, customer_ids: Sequence[int], now_ms: int) -> dict[int, Known]:
    """Everything of those of the customers who are in this store's book, with what they did."""
    found = people(snapshot, customer_ids)
    ids = list(found)
    since_ms = now_ms - LONGEST_OF_CLICKS_DAYS * DAY_MS
    for customer_id, *click in _since(snapshot, "behaviour_events", "product_id, kind, at_ms", ids, since_ms):
        found[customer_id].clicks.append(Click(*click))
    for customer_id, *spent in _since(snapshot, "purchases", "id, at_ms, total_minor", ids, 0):
        found[customer_id].purchases.append(Spent(*spent))
    for customer_id, *line in _lines(snapshot, ids, now_ms - OWNED_DAYS * DAY_MS):
        found[customer_id].lines.append(BoughtLine(*line))
    for customer_id, at_ms in snapshot.rows(_ARRIVED, (json.dumps(ids), snapshot.store_id, now_ms - DAY_MS)):
        found[customer_id].arrived_ms = at_ms
    wanted = {product for each in found.values() for product in each.products}
    asked = (json.dumps(sorted(wanted)), snapshot.store_id, now_ms - AGAIN_DAYS * DAY_MS)
    again: dict[int, int] = dict(snapshot.rows(_AGAIN, asked))
    for each in found.values():
        each.again_ms = again
    return found


_ARRIVED: Final = """
    SELECT customer_id, max(at_ms) FROM arrivals WHERE customer_id IN (SELECT value FROM json_each(?))
    AND store_id = ? AND at_ms >= ? GROUP BY customer_id
"""
_AGAIN: Final = """
    SELECT r.product_id, r.at_ms FROM restocks r
    JOIN stock s ON s.store_id = r.store_id AND s.product_id = r.product_id AND s.quantity > 0
    WHERE r.product_id IN (SELECT value FROM json_each(?)) AND r.store_id = ? AND r.at_ms >= ?
"""
_CUSTOMER: Final = (
    "id",
    "given_name",
    "family_name",
    "phone",
    "email",
    "tier",
    "birthday",
    "preferred_channel",
)
_PARTS: Final = (
    ("consents", "consents", ("customer_id", "purpose", "channel", "granted", "at_ms")),
    ("customer_preferences", "preferences", ("customer_id", "kind", "value")),
    ("customer_dates", "dates", ("customer_id", "kind", "day")),
    ("follow_ups", "promises", ("customer_id", "id", "text", "due_on")),
    ("action_outcomes", "outcomes", ("customer_id", "action", "subject", "outcome", "channel", "at_ms")),
    ("recommendation_answers", "answers", ("customer_id", "product_id", "answer", "at_ms")),
)
_MERGED: Final = frozenset({"customers", "consents", "customer_preferences", "customer_dates"})
"""Collections that pending work changes; to the others it only adds."""


def _about(
    snapshot: Snapshot, collection: str, owner: str, columns: tuple[str, ...], customer_ids: Sequence[int]
) -> Rows:
    """The customers' rows of a collection, with what is pending laid over them."""
    if collection not in _MERGED:
        asked = set(customer_ids)
        pending = [row for row in snapshot.pending(collection) if row[owner] in asked]
        return _of(snapshot, collection, owner, columns, customer_ids) + pending
    changed = [each for each in customer_ids if each in snapshot.changed]
    rest = [each for each in customer_ids if each not in snapshot.changed]
    merged = [dict(row) for each in changed for row in records.of(snapshot, collection, each)]
    return _of(snapshot, collection, owner, columns, rest) + merged


def _of(
    snapshot: Snapshot, collection: str, owner: str, columns: tuple[str, ...], customer_ids: Sequence[int]
) -> Rows:
    where = f"WHERE {owner} IN (SELECT value FROM json_each(?))"
    return _read(snapshot, collection, columns, where, (json.dumps(list(customer_ids)),))


def _read(
    snapshot: Snapshot,
    collection: str,
    columns: tuple[str, ...],
    rest: str = "",
    parameters: tuple[Any, ...] = (),
) -> Rows:
    rows = snapshot.rows(f"SELECT {', '.join(columns)} FROM {collection} {rest}", parameters)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _since(
    snapshot: Snapshot, collection: str, columns: str, customer_ids: Sequence[int], since_ms: int
) -> list[tuple[Any, ...]]:
    return snapshot.rows(
        f"SELECT customer_id, {columns} FROM {collection}"
        " WHERE customer_id IN (SELECT value FROM json_each(?)) AND at_ms >= ?",
        (json.dumps(list(customer_ids)), since_ms),
    )


def _lines(snapshot: Snapshot, customer_ids: Sequence[int], since_ms: int) -> list[tuple[Any, ...]]:
    return snapshot.rows(
        "SELECT l.customer_id, l.product_id, p.at_ms, l.quantity FROM purchases p"
        " JOIN purchase_lines l ON l.purchase_id = p.id AND l.customer_id = p.customer_id"
        " WHERE p.customer_id IN (SELECT value FROM json_each(?)) AND p.at_ms >= ?",
        (json.dumps(list(customer_ids)), since_ms),
    )


def articles(snapshot: Snapshot, product_ids: Iterable[int]) -> dict[int, Article]:
    """The products as facts need them; nothing for those that the catalogue has forgotten."""
    rows = snapshot.rows(
        "SELECT id, name, category, department, recommendable FROM products"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(set(product_ids))),),
    )
    return {row[0]: Article(row[1], row[2], row[3], bool(row[4])) for row in rows}
