"""The recorded purchase lines, read, checked and held as columns in the order of their purchases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from server.integrations.dates import recorded_to_wall
from server.integrations.errors import NothingToLoad
from server.integrations.reader import Batch, FileShape, Mask, read
from server.integrations.report import BadRowReport
from shared.ids import SOURCE_SHIFT

Array = npt.NDArray[Any]

SHAPE: Final = FileShape(
    "transactions",
    {
        "household_id": "number",
        "store_id": "number",
        "basket_id": "number",
        "product_id": "number",
        "quantity": "number",
        "sales_value": "money",
        "retail_disc": "money",
        "coupon_disc": "money",
        "coupon_match_disc": "money",
        "transaction_timestamp": "moment",
    },
    {"household_id": "household", "store_id": "store", "basket_id": "basket", "product_id": "product",
     "sales_value": "sales value", "transaction_timestamp": "time"},
)  # fmt: skip
MONEY: Final = ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")
MAX_INTEGER: Final = 2**31 - 1
FIRST_YEAR_MS: Final = -2_208_988_800_000
LAST_YEAR_MS: Final = 4_102_444_800_000


@dataclass(frozen=True, slots=True)
class Lines:
    """Good purchase lines, ordered by basket and, within it, as recorded; times are wall times."""

    household: Array
    store: Array
    basket: Array
    product: Array
    quantity: Array
    amount: Array
    discount: Array
    wall_ms: Array
    line: Array

    def __len__(self) -> int:
        return len(self.basket)

    def where(self, rows: Array) -> Lines:
        """The lines picked by a mask or by positions."""
        return Lines(*(getattr(self, f.name)[rows] for f in fields(self)))


def read_lines(folder: Path, report: BadRowReport, on_rows: Callable[[int], None]) -> Lines:
    """All usable purchase lines; the others are in the report. `on_rows` hears how many were read."""
    parts: list[Lines] = []
    file = SHAPE.name
    for batch in read(folder, SHAPE, report):
        file = batch.file
        on_rows(len(batch))
        parts.append(_compact(batch.rejecting(_bad_values(batch), report)))
    if not sum(map(len, parts)):
        raise NothingToLoad(f"No purchase line in {folder} can be used. See {report.path} for the reasons.")
    lines = Lines(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Lines)))
    parts.clear()
    lines = lines.where(np.argsort(lines.basket, kind="stable"))
    return _consistent(lines, file, report)


def _bad_values(batch: Batch) -> list[tuple[Mask, str]]:
    column = batch.columns
    top = 1 << SOURCE_SHIFT
    bad: list[tuple[Mask, str]] = [
        ((column[f"{what}_id"] < 1) | (column[f"{what}_id"] >= top), f"{what} is not a number from 1 up")
        for what in ("household", "basket", "product")
    ]
    bad.append(
        ((column["store_id"] < 1) | (column["store_id"] > MAX_INTEGER), "store is not a number from 1 up")
    )
    bad.append((column["quantity"] < 0, "quantity is negative"))
    bad.append((column["quantity"] > MAX_INTEGER, "quantity is too large"))
    for name in MONEY:
        bad.append((column[name] < 0, f"{SHAPE.title(name)} is negative"))
        bad.append((column[name] > MAX_INTEGER // 3, f"{SHAPE.title(name)} is too large"))
    at = column["transaction_timestamp"]
    bad.append(((at < FIRST_YEAR_MS) | (at > LAST_YEAR_MS), "time is not between 1900 and 2100"))
    return bad


def _compact(batch: Batch) -> Lines:
    column = batch.columns
    small = np.int32
    return Lines(
        household=column["household_id"],
        store=column["store_id"].astype(small),
        basket=column["basket_id"],
        product=column["product_id"],
        quantity=column["quantity"].astype(small),
        amount=column["sales_value"].astype(small),
        discount=(column["retail_disc"] + column["coupon_disc"] + column["coupon_match_disc"]).astype(small),
        wall_ms=recorded_to_wall(column["transaction_timestamp"]),
        line=batch.lines,
    )


def first_of_each(ordered: Array) -> Array:
    """Positions at which a new value begins in an ordered column."""
    starts = np.empty(len(ordered), dtype=bool)
    starts[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=starts[1:])
    return np.flatnonzero(starts)


def _consistent(lines: Lines, file: str, report: BadRowReport) -> Lines:
    """The lines whose basket has one household, store and time, and no product twice."""
    starts = first_of_each(lines.basket)
    first = np.repeat(starts, np.diff(starts, append=len(lines)))
    bad = np.zeros(len(lines), dtype=bool)
    for values, reason in (
        (lines.household, "the basket belongs to another household"),
        (lines.store, "the basket belongs to another store"),
        (lines.wall_ms, "the basket was bought at another time"),
    ):
        found = (values != values[first]) & ~bad
        report.add(file, lines.line[found].tolist(), reason)
        bad |= found
    by_product = np.lexsort((lines.line, lines.product, lines.basket))
    again = np.zeros(len(lines), dtype=bool)
    same_basket = np.diff(lines.basket[by_product]) == 0
    again[by_product[1:]] = same_basket & (np.diff(lines.product[by_product]) == 0)
    again &= ~bad
    report.add(file, lines.line[again].tolist(), "the basket has this product already")
    bad |= again
    return lines.where(~bad) if bad.any() else lines
