"""Purchases of everybody as columns of numbers: what models are counted from.

Rows leave the database in stretches, so that memory holds numbers and never all rows as objects.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import BigInteger, Select, cast, func, select
from sqlalchemy.orm import Session

from server.purchases.models import Purchase, PurchaseLine

STRETCH: Final = 50_000
_PRIME: Final = 2_147_483_647

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class PurchaseColumns:
    """Purchases by id; `store` is a place in `stores`, `checksum` changes with the lines."""

    id: Numbers
    customer: Numbers
    store: Numbers
    at_ms: Numbers
    checksum: Numbers
    stores: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LineColumns:
    """What was bought (returns are not in it), by purchase."""

    purchase: Numbers
    product: Numbers


def purchases_before(session: Session, until_ms: int) -> PurchaseColumns:
    """Every purchase before that moment, by id."""
    stores = tuple(session.scalars(select(Purchase.store_id).distinct().order_by(Purchase.store_id)))
    places = {store: place for place, store in enumerate(stores)}
    tells = PurchaseLine.product_id % _PRIME * 1009 + PurchaseLine.line_no * 31 + PurchaseLine.quantity
    query = (
        select(Purchase.id, Purchase.customer_id, Purchase.store_id, Purchase.at_ms,
               cast(func.sum(tells), BigInteger))
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .where(Purchase.at_ms < until_ms)
        .group_by(Purchase.id)
        .order_by(Purchase.id)
    )  # fmt: skip
    ids, customers, placed, moments, checksums = _columns(
        session, query, 5, lambda row: (row[0], row[1], places[row[2]], row[3], row[4])
    )
    return PurchaseColumns(ids, customers, placed, moments, checksums, stores)


def lines_between(
    session: Session, from_ms: int, until_ms: int, advance: Callable[[int], None]
) -> LineColumns:
    """The lines of every purchase from one moment to before another; `advance` hears of rows read."""
    query = (
        select(PurchaseLine.purchase_id, PurchaseLine.product_id)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(Purchase.at_ms >= from_ms, Purchase.at_ms < until_ms, PurchaseLine.quantity > 0)
    )
    return LineColumns(*_columns(session, query, 2, tuple, advance))


def _columns(
    session: Session,
    query: Select[*tuple[Any, ...]],
    width: int,
    numbers: Callable[[Any], tuple[int, ...]],
    advance: Callable[[int], None] = lambda _rows: None,
) -> list[Numbers]:
    """The rows of a query as one array a column."""
    stretches = [np.zeros((0, width), np.int64)]
    for rows in session.execute(query, execution_options={"yield_per": STRETCH}).partitions():
        stretches.append(np.array([numbers(row) for row in rows], np.int64))
        advance(len(rows))
    whole = np.concatenate(stretches)
    return [np.ascontiguousarray(whole[:, column]) for column in range(width)]
