"""What the chain is handed over as: a table's name, its columns, and its rows one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

SOURCE = 3
"""The chain's own numbers lie under this source (`shared.ids.scoped_id`)."""


class Rows(NamedTuple):
    """Rows of one table, in the order of its key; `total` is how many."""

    table: str
    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]
    total: int
