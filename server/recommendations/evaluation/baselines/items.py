"""Items that the same customers buy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from server.recommendations.evaluation.ranking import Lists, ranked
from server.recommendations.evaluation.record import Floats, Ints, Record


@dataclass(frozen=True, slots=True)
class _ByItems:
    """What she bought lately, spread over what is alike; her own purchases do not vote for themselves."""

    bought: sparse.csr_matrix
    alike: sparse.csr_matrix

    def scores(self, rows: Ints) -> Floats:
        scores: Floats = np.asarray((self.bought[rows] @ self.alike).todense())
        return scores


@dataclass(frozen=True, slots=True)
class ItemKnn:
    """Item-kNN by cosine (Sarwar et al. 2001), damped by `shrinkage` buyers, on decayed frequencies."""

    neighbours: int = 50
    shrinkage: float = 20.0
    half_life: float = 120.0
    name: str = "item-kNN"

    def lists(self, record: Record) -> Lists:
        lately = sparse.csr_matrix(np.log1p(record.weighted(2.0 ** (-record.age / self.half_life))))
        return ranked(
            _ByItems(lately, self._alike(sparse.csr_matrix(record.bought, dtype=np.float64))), record
        )

    def _alike(self, bought: sparse.csr_matrix) -> sparse.csr_matrix:
        """The `neighbours` nearest items of each item, a row each."""
        together = (bought.T @ bought).tocsr()
        buyers = together.diagonal()
        together.setdiag(0)
        rows = np.repeat(np.arange(len(buyers)), np.diff(together.indptr))
        together.data /= np.sqrt(buyers[rows] * buyers[together.indices]) + self.shrinkage
        return _strongest(together, self.neighbours)


def _strongest(table: sparse.csr_matrix, wanted: int) -> sparse.csr_matrix:
    """The table with only the `wanted` highest values of each row."""
    rows = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    order = np.lexsort((table.indices, -table.data, rows))
    place = np.arange(len(order)) - table.indptr[rows[order]]
    kept = order[place < wanted]
    return sparse.csr_matrix((table.data[kept], (rows[kept], table.indices[kept])), shape=table.shape)
