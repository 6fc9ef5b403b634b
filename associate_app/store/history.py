"""Which of a customer's purchases somebody asks for, page by page, and what is on them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, Final, NamedTuple

from associate_app.store.purchases import Basket
from associate_app.store.reading import Snapshot

_WHERE: Final = {
    "": "",
    "store": " AND p.channel = 'store'",
    "online": " AND p.channel <> 'store'",
    "here": " AND p.channel = 'store' AND p.store_id = ?",
}


class Wanted(NamedTuple):
    """What is asked for; None and False ask for nothing. `products`: only purchases with one of them."""

    where: str = ""
    since_ms: int | None = None
    only_returns: bool = False
    products: Collection[int] | None = None


class Found(NamedTuple):
    """How many purchases fit, and what they came to."""

    number: int
    total_minor: int


class BasketLine(NamedTuple):
    """One line of a purchase."""

    purchase_id: int
    product_id: int
    quantity: int
    amount_minor: int
    discount_minor: int


def found(snapshot: Snapshot, customer_id: int, wanted: Wanted) -> Found:
    """All that fit, counted."""
    condition, values = _condition(snapshot, customer_id, wanted)
    row = snapshot.row(
        f"SELECT count(*), coalesce(sum(p.total_minor), 0) FROM purchases p {condition}", values
    )
    return Found(*row) if row else Found(0, 0)


def page(snapshot: Snapshot, customer_id: int, wanted: Wanted, offset: int, most: int) -> list[Basket]:
    """Those that fit, newest first; her own purchases are found by an index."""
    condition, values = _condition(snapshot, customer_id, wanted)
    columns = ", ".join(f"p.{name}" for name in Basket._fields)
    rows = snapshot.rows(
        f"SELECT {columns} FROM purchases p {condition} ORDER BY p.at_ms DESC, p.id DESC LIMIT ? OFFSET ?",
        [*values, most, offset],
    )
    return [Basket._make(row) for row in rows]


def basket(snapshot: Snapshot, customer_id: int, purchase_id: int) -> Basket | None:
    """That purchase; None if it is not hers, or not here any more."""
    row = snapshot.row(
        f"SELECT {', '.join(Basket._fields)} FROM purchases WHERE id = ? AND customer_id = ?",
        (purchase_id, customer_id),
    )
    return Basket._make(row) if row else None


def lines(
    snapshot: Snapshot, customer_id: int, purchase_ids: Iterable[int]
) -> defaultdict[int, list[BasketLine]]:
    """The lines of these purchases of hers, by purchase, as they stand on the receipt."""
    by_purchase = defaultdict(list)
    for row in snapshot.rows(
        f"SELECT {', '.join(BasketLine._fields)} FROM purchase_lines"
        " WHERE customer_id = ? AND purchase_id IN (SELECT value FROM json_each(?))"
        " ORDER BY purchase_id, line_no",
        (customer_id, json.dumps(list(purchase_ids))),
    ):
        by_purchase[row[0]].append(BasketLine._make(row))
    return by_purchase


def _condition(snapshot: Snapshot, customer_id: int, wanted: Wanted) -> tuple[str, list[Any]]:
    condition = f"WHERE p.customer_id = ?{_WHERE[wanted.where]}"
    values: list[Any] = [customer_id]
    line = ""
    line_values: list[Any] = []
    if wanted.where == "here":
        values.append(snapshot.store_id)
    if wanted.since_ms is not None:
        condition += " AND p.at_ms >= ?"
        values.append(wanted.since_ms)
    if wanted.only_returns:
        line += " AND l.quantity < 0"
    if wanted.products is not None:
        line += " AND l.product_id IN (SELECT value FROM json_each(?))"
        line_values.append(json.dumps(list(wanted.products)))
    if line:
        condition += (
            " AND EXISTS (SELECT 1 FROM purchase_lines l"
            f" WHERE l.customer_id = p.customer_id AND l.purchase_id = p.id{line})"
        )
    return condition, values + line_values
