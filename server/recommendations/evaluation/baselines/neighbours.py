"""Customers who shop alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from server.recommendations.evaluation.ranking import Lists, ranked
from server.recommendations.evaluation.record import Floats, Ints, Mask, Record


@dataclass(frozen=True, slots=True)
class _Blend:
    """Her own vector and the mean of her neighbours', `own` parts to one."""

    vectors: Floats
    neighbours: Ints
    own: float

    def scores(self, rows: Ints) -> Floats:
        around = np.stack([self.vectors[self.neighbours[row]].mean(axis=0) for row in rows])
        mixed: Floats = self.own * self.vectors[rows] + (1 - self.own) * around
        return mixed


@dataclass(frozen=True, slots=True)
class Tifuknn:
    """Temporal item frequency with nearest neighbours (Hu et al. 2020), its numbers tuned on 2017-11-06.

    Baskets lie in `groups` groups, the oldest of which may be smaller; a basket fades by `within` for each
    newer one of its group, a group by `between` for each newer group.
    """

    neighbours: int = 300
    groups: int = 3
    within: float = 0.9
    between: float = 0.6
    own: float = 0.7
    name: str = "TIFUKNN"

    def lists(self, record: Record) -> Lists:
        vectors = record.weighted(self._weights(record))
        return ranked(_Blend(vectors, _nearest(vectors, self.neighbours), self.own), record)

    def _weights(self, record: Record) -> Floats:
        """What a purchase adds to its customer's vector."""
        newer, visits = _newer_visits(record)
        size = np.maximum(1, -(-visits // self.groups))
        group, place = newer // size, newer % size
        groups = -(-visits // size)
        in_group = np.where(group == groups - 1, visits - group * size, size)
        return self.between**group * self.within**place / (groups * in_group)


@dataclass(frozen=True, slots=True)
class UpCf:
    """User-wise popularity and collaborative filtering by asymmetric cosine (Faggioli et al. 2020), UP-CF@r.

    A purchase counts by its share of the `window` newest visits; similarity is raised to `locality`.
    """

    window: int = 25
    asymmetry: float = 0.5
    locality: float = 5.0
    name: str = "UP-CF@25"

    def lists(self, record: Record) -> Lists:
        newer, visits = _newer_visits(record)
        recent = record.weighted((newer < self.window) / np.minimum(visits, self.window))
        return ranked(_Mixed(recent, _alike(record.bought, self.asymmetry) ** self.locality), record)


@dataclass(frozen=True, slots=True)
class _Mixed:
    """The mean of all customers' vectors, weighted by how alike they are to each; oneself is among them."""

    vectors: Floats
    alike: Floats

    def scores(self, rows: Ints) -> Floats:
        scores: Floats = self.alike[rows] @ self.vectors
        return scores


def _newer_visits(record: Record) -> tuple[Ints, Ints]:
    """For each purchase, how many later days of shopping its customer has, and how many she has in all."""
    width = int(record.day.max(initial=0)) + 1
    visits, visit = np.unique(record.row * width + record.day, return_inverse=True)
    owner = visits // width
    count = np.bincount(owner, minlength=len(record.customers))
    end = np.cumsum(count)
    return (end[owner] - 1 - np.arange(len(visits)))[visit], count[owner][visit]


def _nearest(vectors: Floats, wanted: int) -> Ints:
    """Who is nearest to each customer by Euclidean distance, without herself."""
    thin = sparse.csr_matrix(vectors)
    squares = np.asarray(thin.multiply(thin).sum(axis=1)).ravel()
    distance = squares[:, None] + squares[None, :] - 2 * (thin @ thin.T).toarray()
    np.fill_diagonal(distance, np.inf)
    return np.argsort(distance, axis=1, kind="stable")[:, : max(1, min(wanted, len(vectors) - 1))]


def _alike(bought: Mask, asymmetry: float) -> Floats:
    """How alike customers are: items in common over |a|^asymmetry · |b|^(1 - asymmetry)."""
    thin = sparse.csr_matrix(bought.astype(np.float64))
    size = np.maximum(1.0, bought.sum(axis=1))
    common: Floats = (thin @ thin.T).toarray()
    alike: Floats = common / (size[:, None] ** asymmetry * size[None, :] ** (1 - asymmetry))
    return alike
