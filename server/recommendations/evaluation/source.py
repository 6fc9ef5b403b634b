"""The lines that are judged by: the Complete Journey record as its package brings it, or files like its."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

import numpy as np

from server.integrations.completejourney import packaged_record
from server.integrations.errors import FileUnusable
from server.recommendations.building.lines import Lines

NOT_GOODS: Final = ("FUEL", "COUPON", "MISCELLANEOUS")
"""Departments, and beginnings of categories, that nobody would recommend from."""


def recorded_lines(folder: Path | None = None) -> Lines:
    """What households bought, on the days of the record's own clock.

    Left out are fuel, coupons, miscellaneous and uncategorised lines, and those of no quantity. FileUnusable
    names a file that is missing or of another shape.
    """
    with packaged_record() if folder is None else nullcontext(folder) as files:
        bought = _table(
            files / "transactions.parquet", "household_id", "product_id", "quantity", "transaction_timestamp"
        )
        products = _table(files / "products.parquet", "product_id", *KINDS)
    day = _column(bought, "transaction_timestamp").astype("datetime64[D]").astype(np.int64)
    lines = Lines(_whole(bought, "household_id"), _whole(bought, "product_id"), day)
    return lines.where((_whole(bought, "quantity") > 0) & np.isin(lines.product, _goods(products)))


KINDS: Final = ("department", "product_category")


def _table(path: Path, *columns: str) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(path, columns=list(columns))
    except (OSError, pa.ArrowException) as error:
        raise FileUnusable(
            f"{path} cannot be read: {error}. It needs the columns {', '.join(columns)}; "
            "check the folder given."
        ) from error


def _goods(products: Any) -> Any:
    """The products that are goods of a category."""
    department, category = (_column(products, name).astype(object) for name in KINDS)
    good = [
        kind is not None and not str(kind).startswith(NOT_GOODS) and place not in NOT_GOODS
        for place, kind in zip(department, category, strict=True)
    ]
    return _whole(products, "product_id")[np.array(good)]


def _whole(table: Any, name: str) -> Any:
    return _column(table, name).astype(np.int64)


def _column(table: Any, name: str) -> Any:
    return table.column(name).to_numpy()
