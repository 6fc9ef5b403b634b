"""Items that the same customers buy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from server.recommendations.evaluation.exam import NOTHING
from server.recommendations.evaluation.ranking import BLOCK, Lists, best, ranked
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
        bought = sparse.csc_matrix(record.bought, dtype=np.float64)
        return ranked(_ByItems(lately, self._alike(bought)), record)

    def _alike(self, bought: sparse.csc_matrix) -> sparse.csr_matrix:
        """The `neighbours` nearest items of each item, a row each; in blocks, for memory's sake."""
        buyers = np.asarray(bought.sum(axis=0)).ravel()
        blocks = []
        for first in range(0, len(buyers), BLOCK):
            rows = np.arange(first, min(first + BLOCK, len(buyers)))
            together = (bought[:, rows].T @ bought).toarray()
            together[np.arange(len(rows)), rows] = 0
            alike = together / (np.sqrt(buyers[rows][:, None] * buyers) + self.shrinkage)
            nearest = best(alike, self.neighbours)
            line, place = np.nonzero(nearest != NOTHING)
            item = nearest[line, place]
            blocks.append(sparse.csr_matrix((alike[line, item], (line, item)), shape=alike.shape))
        return sparse.vstack(blocks, format="csr")
