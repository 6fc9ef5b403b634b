"""What goes with what: EASE, of which each item keeps the best 50.

Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019: P = (X'X + lambda I)^-1 and
B[j, i] = -P[j, i] / P[i, i]. With fewer customers than items the same B comes from a matrix of customers:
with Q = (XX' + lambda I)^-1, B[j, i] = (X'QX)[j, i] / (1 - (X'QX)[i, i]) beside the diagonal.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from server.recommendations.building.lines import Numbers

LAMBDA: Final = 300.0
NEIGHBOURS: Final = 50
BLOCK: Final = 256
MOST_THREADS: Final = 4

Floats = npt.NDArray[np.float64]
Block = npt.NDArray[np.float32]
Rows = Callable[[int, int], Block]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Of each item its neighbours' numbers and weights in no order; a weight of zero is none."""

    item: Numbers
    weight: Block


def neighbours_of(matrix: Any, advance: Callable[[int], None] = lambda _items: None) -> Neighbours:
    """The `NEIGHBOURS` greatest positive weights of each row of B; `advance` hears of the rows done."""
    customers, items = matrix.shape
    rows = _by_customers(matrix) if customers < items else _by_items(matrix)
    kept = min(NEIGHBOURS, items)
    found = Neighbours(np.zeros((items, kept), np.int64), np.zeros((items, kept), np.float32))

    def keep(first: int) -> None:
        last = min(first + BLOCK, items)
        block = rows(first, last)
        block[np.arange(last - first), np.arange(first, last)] = 0.0
        best = np.argpartition(block, items - kept, axis=1)[:, items - kept :]
        found.item[first:last] = best
        found.weight[first:last] = np.maximum(np.take_along_axis(block, best, axis=1), 0.0)
        advance(last - first)

    with ThreadPoolExecutor(min(os.cpu_count() or 1, MOST_THREADS)) as threads:
        for _ in threads.map(keep, range(0, items, BLOCK)):
            pass
    return found


def _by_customers(matrix: Any) -> Rows:
    """The rows of B by way of a matrix of customers; the rest is sparse and costs little."""
    transposed = matrix.T.tocsr()
    inverse = _inverse((matrix @ matrix.T).toarray())
    spread = np.empty(matrix.shape, np.float32)
    diagonal = np.empty(matrix.shape[1])
    for first in range(0, matrix.shape[1], BLOCK):
        some = transposed[first : first + BLOCK]
        projected = some @ inverse
        spread[:, first : first + BLOCK] = projected.T
        diagonal[first : first + BLOCK] = some.multiply(projected).sum(axis=1)
    share = (1.0 / (1.0 - diagonal)).astype(np.float32)
    light = transposed.astype(np.float32)

    def rows(first: int, last: int) -> Block:
        block: Block = light[first:last] @ spread
        block *= share
        return block

    return rows


def _by_items(matrix: Any) -> Rows:
    """The rows of B by way of a matrix of items."""
    inverse = _inverse((matrix.T @ matrix).toarray())
    share = -1.0 / inverse.diagonal()
    return lambda first, last: (inverse[first:last] * share).astype(np.float32)


def _inverse(gram: Floats) -> Floats:
    gram[np.diag_indices_from(gram)] += LAMBDA
    return np.asarray(np.linalg.inv(gram), np.float64)
