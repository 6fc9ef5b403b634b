"""A record small enough to be judged in a moment, in files as Complete Journey has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

CUT = date(2017, 12, 4)
PRODUCTS = tuple((100 + n, "GROCERY", f"KIND {n % 4}") for n in range(12))
Line = tuple[int, int, int, datetime]
"""Household, product, quantity, time."""


def habits(until: int = 28) -> list[Line]:
    """Forty households who each come back for their own three products, up to `until` days after the cut."""
    return [
        (household, 100 + (household + piece) % 12, 1, at(CUT + timedelta(days=day), 9 + household % 12))
        for household in range(40)
        for piece in range(3)
        for day in range(household % 5 - 90, until, 5)
    ]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute))


def written(folder: Path, lines: Iterable[Line], products: Sequence[tuple[int, Any, Any]] = PRODUCTS) -> Path:
    """The folder, with the two files in it."""
    folder.mkdir(exist_ok=True)
    names = ("household_id", "product_id", "quantity", "transaction_timestamp")
    save(folder / "transactions.parquet", names, list(lines))
    save(folder / "products.parquet", ("product_id", "department", "product_category"), products)
    return folder


def save(path: Path, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """The rows as a Parquet file."""
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    parquet.write_table(pa.table(columns), path)
