"""Purchases put together from their lines, and what follows from them about customers and stores."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import Engine

from server.integrations.catalogue import OFFSET
from server.integrations.dates import Shift, wall_to_moments
from server.integrations.journal import empty_journal
from server.integrations.stores import MadeUpStore
from server.integrations.transactions import Lines, first_of_each
from server.integrations.writer import Outcome, Target, write
from server.purchases.models import Purchase, PurchaseLine

Array = npt.NDArray[Any]

PURCHASES: Final = Target(
    Purchase, ("id", "customer_id", "store_id", "channel", "at_ms", "total_minor", "line_count")
)
LINES: Final = Target(
    PurchaseLine,
    ("purchase_id", "line_no", "customer_id", "product_id", "quantity", "amount_minor", "discount_minor"),
)
PURCHASES_AT_ONCE: Final = 5_000
"""About 47,000 lines: enough to be fast, and a tablet that listens gets a piece it can swallow."""


@dataclass(frozen=True, slots=True)
class Baskets:
    """One row a purchase, in the order of the lines; `start` is its first line's position."""

    start: Array
    size: Array
    household: Array
    store: Array
    wall_ms: Array
    total: Array

    def __len__(self) -> int:
        return len(self.start)


def baskets_of(lines: Lines) -> Baskets:
    """The purchases that the lines make up."""
    start = first_of_each(lines.basket)
    return Baskets(
        start=start,
        size=np.diff(start, append=len(lines)),
        household=lines.household[start],
        store=lines.store[start],
        wall_ms=lines.wall_ms[start],
        total=np.add.reduceat(lines.amount.astype(np.int64), start),
    )


def write_baskets(
    engine: Engine,
    lines: Lines,
    baskets: Baskets,
    stores: dict[int, MadeUpStore],
    shift: Shift,
    on_rows: Callable[[int], None],
) -> tuple[Outcome, Outcome]:
    """Every purchase is in together with its lines: no transaction holds one without the other."""
    zones = np.array([stores[code].time_zone for code in baskets.store.tolist()], dtype=object)
    at_ms = wall_to_moments(shift.wall(baskets.wall_ms), zones)
    purchases = bought = Outcome()
    for first in range(0, len(baskets), PURCHASES_AT_ONCE):
        part = slice(first, min(first + PURCHASES_AT_ONCE, len(baskets)))
        with engine.begin() as connection:
            purchases += write(connection, PURCHASES, _purchase_rows(lines, baskets, at_ms, part))
            bought += write(connection, LINES, _line_rows(lines, baskets, part))
        empty_journal(engine)
        on_rows(int(baskets.size[part].sum()))
    return purchases, bought


def _purchase_rows(lines: Lines, baskets: Baskets, at_ms: Array, part: slice) -> Iterator[tuple[Any, ...]]:
    columns = (
        lines.basket[baskets.start[part]] + OFFSET,
        baskets.household[part] + OFFSET,
        baskets.store[part].astype(str),
        np.full(part.stop - part.start, "store"),
        at_ms[part],
        baskets.total[part],
        baskets.size[part],
    )
    return zip(*(column.tolist() for column in columns), strict=True)


def _line_rows(lines: Lines, baskets: Baskets, part: slice) -> Iterator[tuple[Any, ...]]:
    size = baskets.size[part]
    begin = int(baskets.start[part.start])
    end = begin + int(size.sum())
    here = slice(begin, end)
    line_no = np.arange(begin, end) - np.repeat(baskets.start[part], size) + 1
    columns = (
        lines.basket[here] + OFFSET,
        line_no,
        lines.household[here] + OFFSET,
        lines.product[here] + OFFSET,
        lines.quantity[here],
        lines.amount[here],
        lines.discount[here],
    )
    return zip(*(column.tolist() for column in columns), strict=True)
