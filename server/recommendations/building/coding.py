"""The bytes of a model's parts, format 1, little-endian; `shared.recommendation.model` reads them.

A weight is `largest * (q / 255)^2` with q of 8 bits: square roots spread the small weights, and 154 bytes an
item lose nothing that matters.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from server.recommendations.building.neighbours import NEIGHBOURS, Neighbours

FORMAT: Final = 1
ITEMS_A_PART: Final = 512
ROW: Final = np.dtype([("largest", "<f4"), ("items", "<u2", NEIGHBOURS), ("q", "u1", NEIGHBOURS)])


@dataclass(frozen=True, slots=True)
class Part:
    """Named bytes of a model."""

    name: str
    data: bytes

    @property
    def hash(self) -> str:
        """Their SHA-256."""
        return hashlib.sha256(self.data).hexdigest()


def array_part(name: str, values: npt.NDArray[Any], kind: str) -> Part:
    """One number an item."""
    return Part(name, values.astype(kind).tobytes())


def neighbour_parts(rows: npt.NDArray[Any]) -> Iterator[Part]:
    """The coded rows of all items, `ITEMS_A_PART` a part."""
    for number, first in enumerate(range(0, len(rows), ITEMS_A_PART)):
        yield Part(f"neighbours/{number:03}", rows[first : first + ITEMS_A_PART].tobytes())


def coded(neighbours: Neighbours) -> npt.NDArray[Any]:
    """The rows as they are stored: greatest weight first, then by item; what rounds to zero is gone."""
    kept = neighbours.item.shape[1]
    rows = np.zeros(len(neighbours.item), ROW)
    largest = neighbours.weight.max(axis=1)
    relative = neighbours.weight / np.where(largest > 0, largest, 1)[:, None]
    q = np.rint(255 * np.sqrt(relative.astype(np.float64))).astype(np.int64)
    order = np.lexsort((neighbours.item, -q), axis=1)
    q, item = np.take_along_axis(q, order, axis=1), np.take_along_axis(neighbours.item, order, axis=1)
    rows["largest"] = largest
    rows["q"][:, :kept] = q
    rows["items"][:, :kept] = np.where(q > 0, item, 0)
    return rows


def departments_part(best: Mapping[str, Sequence[int]]) -> Part:
    """The best sellers of each department."""
    return Part("departments", canonical({name: list(best[name]) for name in sorted(best)}))


def canonical(value: Any) -> bytes:
    """The one JSON form of a value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
