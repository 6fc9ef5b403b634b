"""What the novel lists make of each item beside its score: the season counts more, the often shown less.

An item that would stand high with many customers is damped by a power of its mean score. Measured, that
costs nothing of what is found and shows several times as many products (docs/performance.md). Recency counts
by a higher power here than in other lists.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from server.recommendations.building.coding import ITEMS_A_PART

POWER: Final = -0.36
LEAST: Final = 1e-4
"""Keeps the factor finite for an item that nobody would be shown."""

SEASON: Final = 0.6
"""What makes of (sales / expected)^.5, as the other lists have it, ^.8."""

MOST_CUSTOMERS: Final = 5_000
"""A mean over so many, evenly picked by id, is as good as one over all."""

Floats = npt.NDArray[np.float64]


def exposure(tastes: Any, rows: npt.NDArray[Any], recency: Floats) -> Floats:
    """The factor of each item, at most 1, from customers' tastes and the coded rows of neighbours."""
    some = tastes[:: -(-tastes.shape[0] // MOST_CUSTOMERS)]
    season = recency**SEASON
    factor = (_mean_share(some, _decoded(rows), recency * season) + LEAST) ** POWER * season
    return np.asarray(factor / factor.max(), np.float64)


def _mean_share(tastes: Any, weights: Any, recency: Floats) -> Floats:
    """The mean over customers of each item's score in parts of her greatest; no score counts as nothing."""
    total = np.zeros(len(recency))
    for first in range(0, tastes.shape[0], ITEMS_A_PART):
        scores = (tastes[first : first + ITEMS_A_PART] @ weights).toarray() * recency
        greatest = scores.max(axis=1)
        total += (scores / np.where(greatest > 0, greatest, 1.0)[:, None]).sum(axis=0)
    total /= tastes.shape[0]
    return total


def _decoded(rows: npt.NDArray[Any]) -> Any:
    """The weights as a tablet reads them, row j for who has item j."""
    import scipy.sparse as sp

    present = rows["q"] > 0
    weights = rows["largest"].astype(np.float64)[:, None] * (rows["q"] / 255.0) ** 2
    ends = np.concatenate([[0], np.cumsum(present.sum(axis=1))])
    shape = (len(rows), len(rows))
    return sp.csr_array((weights[present], rows["items"][present].astype(np.int64), ends), shape=shape)
