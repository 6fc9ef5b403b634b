"""Products of the record under readable names, with the price they usually sold for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from server.catalogue.models import Product
from server.integrations.product_names import describe
from server.integrations.reader import FileShape, read, seen_before
from server.integrations.report import BadRowReport
from server.integrations.transactions import Lines, first_of_each
from server.integrations.writer import Target
from shared.ids import SOURCE_SHIFT, scoped_id

SOURCE: Final = 1
"""Complete Journey's number among the sources of bulk records."""

OFFSET: Final = scoped_id(SOURCE, 0)

SHAPE: Final = FileShape(
    "products",
    {
        "product_id": "number",
        "department": "text",
        "brand": "text",
        "product_category": "text",
        "product_type": "text",
        "package_size": "text",
    },
    {"product_id": "product"},
)
TARGET: Final = Target(
    Product,
    ("id", "sku", "name", "department", "category", "brand", "size", "price_minor", "recommendable"),
)


class Catalogue:
    """The products read so far; afterwards `recommendable` knows which may be suggested and stocked."""

    def __init__(self) -> None:
        self.recommendable: set[int] = set()

    def rows(self, folder: Path, lines: Lines, report: BadRowReport) -> Iterator[tuple[Any, ...]]:
        """The rows of `TARGET`, one a product."""
        prices = median_prices(lines)
        seen: set[int] = set()
        for batch in read(folder, SHAPE, report):
            number = batch.columns["product_id"]
            outside = (number < 1) | (number >= 1 << SOURCE_SHIFT)
            bad = [
                (outside, "product is not a number from 1 up"),
                (seen_before(number.tolist(), seen), "the product is listed already"),
            ]
            good = batch.rejecting(bad, report)
            for product, *described in zip(*(good.columns[c].tolist() for c in SHAPE.columns), strict=True):
                yield self._row(product, described, prices.get(product))

    def _row(self, product: int, described: list[Any], price: int | None) -> tuple[Any, ...]:
        department, brand, category, kind, size = described
        known = describe(department, category, kind, brand, size)
        if known.recommendable:
            self.recommendable.add(product)
        return (
            OFFSET + product, str(product), known.name, known.department, known.category, known.brand,
            known.size, price, int(known.recommendable),
        )  # fmt: skip


def median_prices(lines: Lines) -> dict[int, int]:
    """What a piece of each product usually sold for, in minor units; nothing for what was only given away."""
    sold = (lines.quantity > 0) & (lines.amount > 0)
    product: npt.NDArray[Any] = lines.product[sold]
    unit: npt.NDArray[Any] = lines.amount[sold] / lines.quantity[sold]
    order = np.lexsort((unit, product))
    product, unit = product[order], unit[order]
    starts = first_of_each(product)
    ends = np.append(starts[1:], len(product))
    middle = (unit[(starts + ends - 1) // 2] + unit[(starts + ends) // 2]) / 2
    prices = np.rint(middle).astype(np.int64)
    return {p: price for p, price in zip(product[starts].tolist(), prices.tolist(), strict=True) if price}
